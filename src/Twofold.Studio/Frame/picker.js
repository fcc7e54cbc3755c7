// Chooses a folder: by its path, by looking around in what was opened, or by dropping it.

import { api, withQuery } from '/frame/api.js';
import { acceptDrops, upload } from '/frame/drop.js';
import { attempt, el } from '/frame/dom.js';
import { count } from '/frame/words.js';

/** A folder picker. chosen(path) is told when a folder is chosen, and until it is done no other is; what says what is looked for: "A folder of photos". */
export function folderPicker({ what, hint, chosen }) {
    const id = `picker-${Math.random().toString(36).slice(2)}`;
    const path = el('input', { id, type: 'text', placeholder: '/home/me/photos', autocomplete: 'off', spellcheck: 'false', list: `${id}-opened` });
    const known = el('datalist', { id: `${id}-opened` });
    const browse = el('button', { type: 'button' }, 'Look around');
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const listing = el('div', { class: 'listing', hidden: true });
    const copying = el('p', { class: 'quiet', role: 'status' });
    const form = el('form', { class: 'row' },
        el('label', { class: 'grow', for: id }, what, el('span', { class: 'hint' }, hint), path, known), el('button', { class: 'main' }, 'Choose'), browse);
    const element = el('div', { class: 'picker drop' }, form, problem, copying, listing, el('p', { class: 'quiet small' }, 'Or drop a folder here: it is copied into the studio.'));

    form.addEventListener('submit', event => {
        event.preventDefault();
        attempt(problem, async () => choose((await api.post('/folders', { path: path.value })).path), event.submitter);
    });
    browse.addEventListener('click', () => attempt(problem, async () => show(await api.post('/folders', { path: path.value || '~' })), browse));
    acceptDrops(element, files => attempt(problem, async () => {
        await choose(await copied(await files));
    }));
    api.get('/folders').then(folders => known.append(...folders.map(folder => el('option', { value: folder }))), () => {});

    async function copied(files) {
        try {
            return await upload(files, (done, total) => copying.textContent = `Copying ${done} of ${count(total, 'file')}`);
        } finally {
            copying.textContent = '';
        }
    }

    function choose(folder) {
        path.value = folder;
        listing.hidden = true;
        return chosen(folder);
    }

    function show(folder) {
        path.value = folder.path;
        listing.hidden = false;
        const to = (target, words) => el('button', { type: 'button', class: 'plain', onclick: () => attempt(problem, async () => {
            show(await api.get(withQuery('/folders/list', { path: target })));
            // What was pressed is gone.
            listing.querySelector('button').focus();
        }) }, words);
        listing.replaceChildren(
            el('p', { class: 'row middle' }, el('span', { class: 'path' }, folder.path), el('span', { class: 'quiet' }, count(folder.files, 'file')),
                el('button', { type: 'button', class: 'main', onclick: event => attempt(problem, () => choose(folder.path), event.target) }, 'Choose this folder')),
            el('ul', { class: 'folders' }, folder.parent && el('li', {}, to(folder.parent, '↑ Up')), folder.folders.map(name => el('li', {}, to(`${folder.path}/${name}`, name)))));
    }

    return { element, show: folder => path.value = folder ?? '' };
}
