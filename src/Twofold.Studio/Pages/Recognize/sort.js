// Sort: lay out a board for a folder, or go on with one.

import { api, Problem } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { modelChooser, needed } from '/frame/models.js';
import { folderPicker } from '/frame/picker.js';
import { showBoard } from '/pages/recognize/board.js';

export async function showSort(state) {
    let model = null;
    // Takes the board that is shown away.
    let leave = () => {};
    const problem = byId('sort-problem');
    const chooser = modelChooser({ kind: 'photos', state, chosen: now => model = now });
    const picker = folderPicker({
        what: 'A folder of photos to sort', hint: 'With its subfolders; nothing on the disk is changed until you apply the board',
        chosen: folder => attempt(problem, async () => {
            const board = await api.post('/boards', { model: needed(model).id, folder });
            await open(board);
        }),
    });
    byId('sort-model').replaceChildren(el('h2', {}, 'Which model'), chooser.element);
    byId('sort-folder').replaceChildren(picker.element);

    async function open(board) {
        const models = await api.get('/models');
        const its = models.find(one => one.id === board.model);
        if (!its)
            throw new Problem(0, 'The model of this board was taken off the list: open its file again.');
        byId('sort-start').hidden = true;
        byId('boards').hidden = true;
        await state.keep('board', board.id);
        leave();
        leave = showBoard(byId('board'), board, its, state, close);
    }

    async function close() {
        leave();
        await state.keep('board', null);
        byId('sort-start').hidden = byId('boards').hidden = false;
        await list();
    }

    async function list() {
        const boards = await api.get('/boards');
        byId('boards').replaceChildren(boards.length === 0 ? '' : el('div', { class: 'card' },
            el('h2', {}, 'Boards'),
            el('ul', {}, boards.map(board => el('li', {}, el('button', { type: 'button', class: 'plain', onclick: () => attempt(problem, () => open(board)) }, el('span', { class: 'path' }, board.folder)), ' ', el('span', { class: 'quiet small' }, new Date(board.created).toLocaleString()))))));
        return boards;
    }

    const boards = await list();
    const last = boards.find(board => board.id === state.get('board'));
    if (last)
        await attempt(problem, () => open(last));
    return { refresh: () => chooser.refresh() };
}
