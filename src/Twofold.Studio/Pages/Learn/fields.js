// What both halves say all over the plane: asked for, and read from the bytes that come.

import { Problem } from '/frame/api.js';

/** Both halves learn and answer; see POST /api/learn/fields. */
export async function fieldsOf(request) {
    let response;
    try {
        response = await fetch('/api/learn/fields', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request) });
    } catch {
        throw new Problem(0, "The studio does not answer: start 'twofold studio' again. Everything is kept.");
    }
    if (!response.ok)
        throw new Problem(response.status, (await response.json().catch(() => ({}))).detail ?? `The studio answered ${response.status}.`);
    return read(await response.arrayBuffer());
}

function read(bytes) {
    const length = new DataView(bytes).getInt32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    let at = 4 + length;
    const take = (Kind, count) => {
        const numbers = new Kind(bytes, at, count);
        at += numbers.byteLength;
        return numbers;
    };
    const cells = header.columns * header.rows;
    const size = cells * header.labels.length;
    const creates = header.generative.problem === null && size > 0;
    return {
        header,
        likelihood: creates ? take(Float32Array, size) : null,
        density: creates ? take(Float32Array, cells) : null,
        discriminative: header.discriminative.problem === null && size > 0 ? take(Uint8Array, size) : null,
        generative: creates ? take(Uint8Array, size) : null,
    };
}
