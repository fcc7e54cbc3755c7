// The board: columns that fill as photos are sorted, corrections that teach, and the disk at the end.

import { api } from '/frame/api.js';
import { attempt, el } from '/frame/dom.js';
import { explanationView } from '/frame/explanation.js';
import { watchAgain, watchJob } from '/frame/jobs.js';
import { count } from '/frame/words.js';
import { Column } from '/pages/recognize/column.js';

const pauseBeforeTeaching = 600;
// Somebody else may work on the same board.
const pauseBeforeLooking = 2000;

/** Shows a board in a place; closed() is told when it is put away. */
export async function showBoard(place, board, model, state, closed) {
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const status = el('p', { class: 'quiet', role: 'status' });
    const untaught = el('p', { class: 'note', hidden: true });
    const columns = el('div', { class: 'board' });
    const why = el('dialog', { class: 'why', 'aria-label': 'Why this label' });
    const [filling, working] = [el('div'), el('div')];
    place.replaceChildren(toolbar(), problem, filling, status, untaught, columns, help(), why);
    place.hidden = false;
    let shown = null;
    let teaching = null;
    let isLeft = false;
    const ends = [];

    function show(summary) {
        shown ??= new Map(Object.keys(summary.columns).map((name, i) => {
            const column = new Column(board.id, name, i < model.labels.length && i < 9 ? `${i + 1}` : null, model.labels, act);
            columns.append(column.element);
            return [name, column];
        }));
        for (const [name, amount] of Object.entries(summary.columns))
            // A label that the model has learned since has a column when the page is loaded again.
            shown.get(name)?.show(amount, summary.version);
        status.textContent = `${count(summary.photos, 'photo')}; ${summary.corrected === 0 ? 'nothing corrected yet' : `${count(summary.corrected, 'correction')}${summary.taught ? ', learned from' : ''}`}`;
        untaught.hidden = !summary.problem;
        untaught.textContent = summary.problem ?? '';
    }

    async function act(kind, photos, label) {
        if (kind === 'why') {
            if (photos)
                await explain(photos);
            return;
        }
        await attempt(problem, async () => {
            const ids = (await photos).map(photo => photo.id);
            if (ids.length === 0)
                return;
            show(await api.post(`/boards/${board.id}/corrections`, { photos: ids, label }));
            // Several corrections in a row are learned from together.
            clearTimeout(teaching);
            teaching = setTimeout(teach, pauseBeforeTeaching);
        });
    }

    function teach() {
        status.textContent = 'Learning from your corrections …';
        attempt(problem, async () => show(await api.post(`/boards/${board.id}/teach`)));
    }

    async function explain(photo) {
        why.replaceChildren(el('p', { class: 'quiet' }, 'Looking …'));
        why.showModal();
        const close = el('button', { type: 'button', onclick: () => why.close() }, 'Close');
        try {
            const view = explanationView(await api.get(`/boards/${board.id}/photos/${photo.id}/why`));
            const names = model.labels.map((label, i) => el('button', { type: 'button', onclick: () => (why.close(), act('correct', [photo], label)) }, i < 9 && el('kbd', {}, i + 1), ` ${label}`));
            why.replaceChildren(
                el('h2', { class: 'path' }, photo.path.split(/[\\/]/).at(-1)),
                el('img', { class: 'large', src: `/api/boards/${board.id}/photos/${photo.id}/thumbnail?size=512`, alt: '' }),
                view, el('h3', {}, 'It is in truth'), el('div', { class: 'row' }, names, close));
        } catch (mistake) {
            why.replaceChildren(el('p', { class: 'problem' }, mistake.message), close);
        }
    }

    function toolbar() {
        const into = el('input', { type: 'text', value: state.get('into', ''), placeholder: '/home/me/sorted', required: true });
        const mode = el('select', {}, el('option', { value: 'copy' }, 'Copy the photos'), el('option', { value: 'move' }, 'Move them'), el('option', { value: 'hardlink' }, 'Give them a second name'));
        const form = el('form', { class: 'row' },
            el('label', { class: 'grow' }, 'Sort on the disk into', el('span', { class: 'hint' }, 'Never overwrites; undo takes it back exactly'), into),
            el('label', {}, 'How', mode), el('button', { class: 'main' }, 'Apply'),
            el('button', { type: 'button', onclick: event => run(event.target, '/boards/undo', { into: into.value }) }, 'Undo'));
        form.addEventListener('submit', event => {
            event.preventDefault();
            state.keep('into', into.value);
            run(event.submitter, `/boards/${board.id}/apply`, { into: into.value, mode: mode.value });
        });
        const run = (button, address, body) => attempt(problem, async () => {
            const job = await api.post(address, body);
            // What it came to is to be found again: it may be gone on with, or say where to undo it.
            await state.keep(`work-${board.id}`, job.id);
            if (!isLeft)
                watchWork(job.id);
        }, button);
        const save = el('button', { type: 'button', onclick: () => attempt(problem, async () => status.textContent = `Kept as ${(await api.post(`/boards/${board.id}/save`)).path}`, save) }, 'Save what it learned');
        const away = el('button', { type: 'button', onclick: () => attempt(problem, async () => (await api.delete(`/boards/${board.id}`), state.keep(`work-${board.id}`, null), stop(), closed()), away) }, 'Put the board away');
        const back = el('button', { type: 'button', onclick: () => (stop(), closed()) }, 'All boards');
        return el('div', { class: 'card toolbar' },
            el('div', { class: 'row middle' }, el('h2', { class: 'grow' }, 'Sorting ', el('span', { class: 'path' }, board.folder)), back, save, away), form, working);
    }

    function watchFilling(id) {
        ends.push(watchJob(filling, id, {
            progress: refresh,
            job: job => {
                filling.hidden = job.state === 'done';
                refresh();
            },
        }));
    }

    // Applying or undoing the board.
    function watchWork(id) {
        const [title, done] = [el('p'), el('p')];
        ends.push(watchJob(working, id, {
            job: job => {
                title.textContent = job.title;
                done.textContent = job.state === 'done' ? outcome(job.result) : '';
            },
        }, { layout: view => el('div', { role: 'group', 'aria-label': 'On the disk' }, title, view, done) }));
    }

    let looking = false;
    async function refresh() {
        if (looking)
            return;
        looking = true;
        try {
            show(await api.get(`/boards/${board.id}`));
        } catch (mistake) {
            problem.hidden = false;
            problem.textContent = mistake.message;
        } finally {
            looking = false;
        }
    }

    function stop() {
        isLeft = true;
        ends.forEach(end => end());
        clearTimeout(teaching);
        clearInterval(watching);
        place.replaceChildren();
        place.hidden = true;
    }

    const watching = setInterval(() => document.hidden || refresh(), pauseBeforeLooking);
    await refresh();
    // Where the job was taken off the list, the board is full.
    watchAgain(board.job, id => isLeft || watchFilling(id));
    watchAgain(state.get(`work-${board.id}`), id => isLeft || watchWork(id));
}

const outcome = result => result.reverted !== undefined
    ? `${count(result.reverted, 'file')} taken back.`
    : `${count(result.sorted, 'photo')} sorted${result.alreadyDone ? `, ${result.alreadyDone} were there already` : ''}. The list of all: ${result.manifest}`;

const help = () => el('details', { class: 'small' }, el('summary', {}, 'Keys'),
    el('p', {}, 'Tab goes from column to column; arrows move; Space selects, Shift with arrows or with a click selects all between, Escape selects nothing; 1 to 9 say which label the selected photos have in truth; Backspace leaves them to the recognizer again; Enter says why. Or drag photos to a column.'));
