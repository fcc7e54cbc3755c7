// What is dropped on a page or chosen in a file dialog.

import { api, Problem, withQuery } from '/frame/api.js';

// What the studio takes in one request.
const mostBytes = 512 * 1024 * 1024;

/** Lets files be dropped on an element; dropped gets a promise of them all, [{ name, file }], those in folders with their paths. */
export function acceptDrops(element, dropped) {
    let depth = 0;
    const over = change => {
        depth = Math.max(0, depth + change);
        element.classList.toggle('over', depth > 0);
    };
    element.addEventListener('dragenter', event => hasFiles(event) && (event.preventDefault(), over(1)));
    element.addEventListener('dragleave', event => hasFiles(event) && over(-1));
    element.addEventListener('dragover', event => hasFiles(event) && event.preventDefault());
    element.addEventListener('drop', event => {
        if (!hasFiles(event))
            return;
        event.preventDefault();
        depth = 0;
        over(0);
        // The entries are gone as soon as this handler waits.
        const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry);
        dropped(Promise.all(entries.map(entry => filesOf(entry, ''))).then(all => all.flat()));
    });
}

/** Files of an <input type=file>, in the same form. */
export const chosenFiles = input => [...input.files].map(file => ({ name: file.webkitRelativePath || file.name, file }));

/**
 * Copies files into a new folder of the studio's own, and gives its path; progress(done, total) is told of each.
 * A single folder that was dropped becomes that folder.
 */
export async function upload(files, progress = () => {}) {
    const queue = files.filter(({ name }) => !name.split('/').some(part => part.startsWith('.')));
    if (queue.length === 0)
        throw new Problem(0, 'There is no file in what was dropped.');
    const large = queue.find(({ file }) => file.size > mostBytes);
    if (large)
        throw new Problem(0, `'${large.name}' is larger than 512 MB, which is the most that is copied: give the path of where it lies instead.`);
    const { path } = await api.post('/drops');
    // Those that are on their way are among them.
    const total = queue.length;
    let done = 0;
    const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
            try {
                await api.send(withQuery('/drops/files', { folder: path, name: next.name }), next.file);
            } catch (problem) {
                // The rest would be copied for nobody.
                queue.length = 0;
                throw problem;
            }
            progress(++done, total);
        }
    };
    const roots = new Set(queue.map(({ name }) => name.split('/')[0]));
    const isOneFolder = roots.size === 1 && queue.every(({ name }) => name.includes('/'));
    // Who is told of a failure hears no more of the others after it.
    const failed = (await Promise.allSettled([work(), work(), work(), work()])).find(({ status }) => status === 'rejected');
    if (failed)
        throw failed.reason;
    return isOneFolder ? `${path}/${[...roots][0]}` : path;
}

const hasFiles = event => event.dataTransfer?.types.includes('Files');

async function filesOf(entry, above) {
    const name = above + entry.name;
    if (entry.isFile)
        return [{ name, file: await asked(name, (found, failed) => entry.file(found, failed)) }];
    const reader = entry.createReader();
    const files = [];
    for (;;) {
        // A browser gives a hundred at a time.
        const some = await asked(name, (found, failed) => reader.readEntries(found, failed));
        if (some.length === 0)
            return files;
        files.push(...(await Promise.all(some.map(inner => filesOf(inner, `${name}/`)))).flat());
    }
}

const asked = (name, ask) => new Promise(ask).catch(problem => {
    throw new Problem(0, `'${name}' cannot be read: ${problem.message}`);
});
