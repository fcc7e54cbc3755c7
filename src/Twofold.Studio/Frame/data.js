// Chooses data by its path, or by dropping a table or choosing it in a file dialog.

import { api } from '/frame/api.js';
import { attempt } from '/frame/dom.js';
import { acceptDrops, chosenFiles, upload } from '/frame/drop.js';

/**
 * Makes a form with a field "path", a button, a place for problems and a file input work. chosen(path, isFolder) is told of what was chosen; a folder
 * is chosen only where folders may be.
 */
export function dataForm(form, input, { folders = false, chosen }) {
    const problem = form.querySelector('.problem');
    const path = form.elements.path;

    form.addEventListener('submit', event => {
        event.preventDefault();
        choose(named);
    });
    acceptDrops(form, files => choose(() => dropped(files)));
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
        if (folders && await api.post('/folders', { path: path.value }).then(() => true, () => false))
            return true;
        // A table is named by its path; the folder that it lies in is opened by that.
        await api.post('/folders', { path: path.value.replace(/[\\/][^\\/]*$/, '') || '/' });
        return false;
    }

    async function dropped([first]) {
        path.value = `${await upload([{ name: first.file.name, file: first.file }])}/${first.file.name}`;
        return false;
    }

    return { problem, path };
}
