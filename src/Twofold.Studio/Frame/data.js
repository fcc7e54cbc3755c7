// Chooses data by its path, or by dropping a table or choosing it in a file dialog.

import { api, Problem } from '/frame/api.js';
import { attempt, el } from '/frame/dom.js';
import { acceptDrops, chosenFiles, upload } from '/frame/drop.js';
import { count } from '/frame/words.js';

/**
 * Makes a form with a field "path", a button, a place for problems and a file input work. chosen(path, isFolder) is told of what was chosen; a folder
 * is chosen only where folders may be.
 */
export function dataForm(form, input, { folders = false, chosen }) {
    const problem = form.querySelector('.problem');
    const path = form.elements.path;
    const copying = el('p', { class: 'quiet', role: 'status' });
    problem.before(copying);

    form.addEventListener('submit', event => {
        event.preventDefault();
        choose(named);
    });
    acceptDrops(form, files => choose(async () => dropped(await files)));
    input.addEventListener('change', () => {
        choose(() => dropped(chosenFiles(input)));
        input.value = '';
    });

    function choose(find) {
        attempt(problem, async () => {
            const isFolder = await find();
            await chosen(path.value, isFolder);
        }, form.querySelector('button'));
    }

    async function named() {
        const opened = await api.post('/data', { path: path.value, folders });
        path.value = opened.path;
        return opened.isFolder;
    }

    async function dropped(files) {
        // What lay in a folder comes with its path.
        const isFolder = folders && files.length > 0 && files.every(({ name }) => name.includes('/'));
        if (!isFolder && files.length > 1)
            throw new Problem(0, `${count(files.length, 'file')} were dropped: drop one table${folders ? ', or a folder with a folder of photos for each label' : ''}.`);
        const all = isFolder ? files : files.map(({ file }) => ({ name: file.name, file }));
        try {
            const folder = await upload(all, (done, total) => copying.textContent = `Copying ${done} of ${count(total, 'file')}`);
            path.value = isFolder ? folder : `${folder}/${all[0].name}`;
        } finally {
            copying.textContent = '';
        }
        return isFolder;
    }

    return { problem, path };
}
