// Calls the studio's API. Mistakes come as Problem, whose message is meant for the person.

export class Problem extends Error {
    constructor(status, detail) {
        super(detail);
        this.status = status;
    }
}

async function call(method, address, body, signal) {
    const isFile = body instanceof Blob;
    let response;
    try {
        response = await fetch(`/api${address}`, {
            method, signal,
            headers: body === undefined ? {} : { 'Content-Type': isFile ? 'application/octet-stream' : 'application/json' },
            body: body === undefined || isFile ? body : JSON.stringify(body),
        });
    } catch {
        if (signal?.aborted)
            throw new Problem(0, 'This was stopped.');
        // A file that is gone, or may not be read, is found out only when it is sent.
        if (isFile && !(await body.stream().getReader().read().then(() => true, () => false)))
            throw new Problem(0, `'${body.name}' cannot be read: it may have been moved, or its folder may not be looked into.`);
        throw new Problem(0, "The studio does not answer: start 'twofold studio' again. Everything is kept.");
    }
    if (response.ok)
        return response.headers.get('Content-Type')?.startsWith('application/json') ? response.json() : null;
    const problem = await response.json().catch(() => ({}));
    throw new Problem(response.status, problem.detail ?? `The studio answered ${response.status}.`);
}

/** Asks an address, and gives what it answers where that is JSON; null for anything else, such as a picture. A signal ends the asking. */
export const api = {
    get: (address, signal) => call('GET', address, undefined, signal),
    post: (address, body) => call('POST', address, body ?? {}),
    put: (address, body) => call('PUT', address, body),
    delete: address => call('DELETE', address),
    send: (address, file, signal) => call('POST', address, file, signal),
};

/** An address with its query; what is null or undefined is left out. */
export function withQuery(address, parameters) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters))
        if (value !== null && value !== undefined)
            query.set(name, value);
    return `${address}?${query}`;
}

/** What a page finds again: small JSON values by name. */
export class PageState {
    #page;
    #values;
    // By name what is on its way to the database.
    #turns = new Map();
    // The same page in other tabs.
    #others;

    constructor(page, values) {
        this.#page = page;
        this.#values = values;
        this.#others = new BroadcastChannel(`state of ${page}`);
        this.#others.addEventListener('message', ({ data }) => this.#values[data.name] = data.value);
    }

    static async of(page) {
        return new PageState(page, await api.get(`/state/${page}`));
    }

    get(name, otherwise = null) {
        return this.#values[name] ?? otherwise;
    }

    /** Keeps a value; at once here, and in the studio's database. */
    keep(name, value) {
        this.#values[name] = value;
        return this.#inTurn(name, () => api.put(`/state/${this.#page}/${name}`, value));
    }

    /** Changes a value, or what is to stand for it where there is none, in all tabs that have this page: none of them puts back what it was before. */
    change(name, otherwise, changed) {
        const value = changed(this.get(name, otherwise));
        this.#others.postMessage({ name, value });
        return this.keep(name, value);
    }

    // A browser sends what is asked at once by several lines, in no order; the last is to be kept.
    #inTurn(name, work) {
        const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work, work);
        this.#turns.set(name, turn);
        return turn;
    }
}
