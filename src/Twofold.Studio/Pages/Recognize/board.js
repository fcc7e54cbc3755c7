// The board: columns that fill as photos are sorted, corrections that teach, and the disk at the end.

import { api, withQuery } from '/frame/api.js';
import { attempt, el, showProblem } from '/frame/dom.js';
import { explanationView } from '/frame/explanation.js';
import { watchAgain, watchJob } from '/frame/jobs.js';
import { isMeant } from '/frame/question.js';
import { withRecall } from '/frame/recall.js';
import { count } from '/frame/words.js';
import { Column, doubts } from '/pages/recognize/column.js';

const pauseBeforeTeaching = 600;
// Somebody else may work on the same board.
const pauseBeforeLooking = 2000;

/** Shows a board in a place; closed() is told when the person leaves or deletes it. Returns a function that takes it out of the place. */
export function showBoard(place, board, model, state, closed) {
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    // Of looking at the board again and again: it goes with the next look that succeeds.
    const unseen = el('p', { class: 'problem', role: 'alert', hidden: true });
    const status = el('p', { class: 'quiet', role: 'status' });
    const kept = el('p', { class: 'quiet path', 'aria-live': 'polite' });
    const untaught = el('p', { class: 'note', hidden: true });
    const columns = el('div', { class: 'board' });
    const [filling, working] = [el('div'), el('div')];
    place.replaceChildren(toolbar(), problem, unseen, filling, status, kept, untaught, columns, help());
    place.hidden = false;
    // In the order of the labels, by which the keys go: an object has names that are numbers in the order of these.
    const shown = new Map([...model.labels, ...doubts].map((name, i) => [name, new Column(board.id, name, i < model.labels.length && i < 9 ? `${i + 1}` : null, model.labels, act)]));
    columns.append(...[...shown.values()].map(column => column.element));
    // How many corrections there are; null where that is not known yet.
    let corrected = null;
    let [teaching, isTeaching] = [null, false];
    let isLeft = false;
    const ends = [];

    function show(summary) {
        corrected = summary.corrected;
        for (const [name, amount] of Object.entries(summary.columns))
            // A label that the model has learned since has a column when the page is loaded again.
            shown.get(name)?.show(amount, summary.version);
        status.textContent = `${count(summary.photos, 'photo')}; ${summary.corrected === 0 ? 'nothing corrected yet' : `${count(summary.corrected, 'correction')}${summary.taught ? ', learned from' : ''}`}`;
        untaught.hidden = !summary.problem;
        untaught.textContent = summary.problem ?? '';
        // Also what was corrected just before a page was left, which then told nobody to learn from it.
        if (!summary.taught && !summary.problem && !isTeaching)
            teachSoon();
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
            // What was saved has not learned from this.
            kept.textContent = '';
            show(await api.post(`/boards/${board.id}/corrections`, { photos: ids, label }));
            teachSoon();
        });
    }

    function teachSoon() {
        // Several corrections in a row are learned from together.
        clearTimeout(teaching);
        teaching = isLeft ? null : setTimeout(teach, pauseBeforeTeaching);
    }

    async function teach() {
        isTeaching = true;
        status.textContent = 'Learning from your corrections …';
        await attempt(problem, async () => show(await api.post(`/boards/${board.id}/teach`)));
        isTeaching = false;
    }

    async function explain(photo) {
        // Of this look alone: an answer that comes late fills what is not shown any more.
        const recalling = el('div');
        const found = el('div', {}, el('p', { class: 'quiet' }, 'Looking …'), recalling);
        const ending = new AbortController();
        // A dialog of its own too: that the one before was closed may be told after a key has opened this one, and would end it.
        const dialog = el('dialog', { class: 'why', 'aria-label': 'Why this label' });
        const close = el('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Close');
        const names = model.labels.map((label, i) => el('button', { type: 'button', onclick: () => (dialog.close(), act('correct', [photo], label)) }, i < 9 && el('kbd', {}, i + 1), ` ${label}`));
        const press = event => !event.ctrlKey && !event.metaKey && !event.altKey && /^[1-9]$/.test(event.key) && names[event.key - 1]?.isConnected && names[event.key - 1].click();
        // What is clicked between the buttons has the keys too.
        dialog.replaceChildren(el('div', { tabindex: -1, onkeydown: press }, found, el('div', { class: 'row' }, close)));
        dialog.addEventListener('close', () => (ending.abort(), dialog.remove()));
        place.append(dialog);
        dialog.showModal();
        try {
            const view = explanationView(await withRecall(recalling, model, signal => api.get(`/boards/${board.id}/photos/${photo.id}/why`, signal), ending));
            found.replaceChildren(
                el('h2', { class: 'path' }, photo.path.split(/[\\/]/).at(-1)),
                el('img', { class: 'large', src: `/api/boards/${board.id}/photos/${photo.id}/thumbnail?size=512`, alt: '' }),
                view, el('h3', {}, 'It is in truth'));
            close.before(...names);
        } catch (mistake) {
            found.replaceChildren(el('p', { class: 'problem' }, mistake.message));
        }
    }

    // The photos stay as they are; what was said of them does not.
    async function remove(button) {
        const corrections = corrected === null ? 'all that was corrected on it' : `the ${count(corrected, 'correction')} on it`;
        if (corrected !== 0 && !await isMeant(`Delete this board with ${corrections}? That cannot be taken back. The photos stay where they are, and so does what you saved.`, 'Delete it', 'Keep it'))
            return;
        await attempt(problem, async () => {
            await api.delete(`/boards/${board.id}`);
            await state.keep(`work-${board.id}`, null);
            await closed();
        }, button);
    }

    function toolbar() {
        const into = el('input', { type: 'text', value: state.get('into', ''), placeholder: '/home/me/sorted', required: true });
        const mode = el('select', {}, el('option', { value: 'copy' }, 'Copy the photos'), el('option', { value: 'move' }, 'Move them'), el('option', { value: 'hardlink' }, 'Give them a second name'));
        const form = el('form', { class: 'row' },
            el('label', { class: 'grow' }, 'Sort on the disk into', el('span', { class: 'hint' }, 'Never overwrites; undo takes it back exactly'), into),
            el('label', {}, 'How', mode), el('button', { class: 'main' }, 'Apply'),
            el('button', { type: 'button', onclick: event => undo(event.target, into.value) }, 'Undo'));
        form.addEventListener('submit', event => {
            event.preventDefault();
            state.keep('into', into.value);
            attempt(problem, async () => {
                await api.post('/folders/made', { path: into.value });
                await work(`/boards/${board.id}/apply`, { into: into.value, mode: mode.value });
            }, event.submitter);
        });
        const save = el('button', { type: 'button', onclick: () => attempt(problem, async () => kept.textContent = `Kept as ${(await api.post(`/boards/${board.id}/save`)).path}`, save) }, 'Save what it learned');
        const away = el('button', { type: 'button', onclick: () => remove(away) }, 'Delete the board');
        const back = el('button', { type: 'button', onclick: () => attempt(problem, closed, back) }, 'All boards');
        return el('div', { class: 'card toolbar' },
            el('div', { class: 'row middle' }, el('h2', { class: 'grow' }, 'Sorting ', el('span', { class: 'path' }, board.folder)), back, save, away), form, working);
    }

    // Where the photos came from is what the sorted folder says: only the person knows whether it is true.
    function undo(button, into) {
        return attempt(problem, async () => {
            await api.post('/folders', { path: into });
            const plan = await api.get(withQuery('/boards/undo', { into }));
            if (await isMeant(takingBack(plan, into), 'Take it back', 'Leave it'))
                await work('/boards/undo', { into, folder: plan.folder });
        }, button);
    }

    async function work(address, body) {
        const job = await api.post(address, body);
        // What it came to is to be found again: it may be gone on with, or say where to undo it.
        await state.keep(`work-${board.id}`, job.id);
        if (!isLeft)
            watchWork(job.id);
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
            showProblem(unseen, null);
        } catch (mistake) {
            showProblem(unseen, mistake);
        } finally {
            looking = false;
        }
    }

    function stop() {
        if (isLeft)
            return;
        isLeft = true;
        ends.forEach(end => end());
        clearTimeout(teaching);
        clearInterval(watching);
        place.querySelector('dialog')?.close();
        place.replaceChildren();
        place.hidden = true;
    }

    const watching = setInterval(() => document.hidden || refresh(), pauseBeforeLooking);
    refresh();
    // Where the job was taken off the list, the board is full.
    watchAgain(board.job, id => isLeft || watchFilling(id));
    watchAgain(state.get(`work-${board.id}`), id => isLeft || watchWork(id));
    return stop;
}

const outcome = result => result.reverted !== undefined
    ? `${count(result.reverted, 'file')} taken back.`
    : `${count(result.sorted, 'photo')} sorted${result.alreadyDone ? `, ${result.alreadyDone} were there already` : ''}. The list of all: ${result.manifest}`;

const takingBack = ({ mode, files, folder }, into) => mode === 'move'
    ? `Move ${count(files, 'file')} from ${into} back to ${folder}?`
    : `Remove ${mode === 'copy' ? count(files, 'copy', 'copies') : count(files, 'link')} in ${into} of what is in ${folder}?`;

const help = () => el('details', { class: 'small' }, el('summary', {}, 'Keys'),
    el('p', {}, 'Tab goes from column to column; arrows move; Space selects, Shift with arrows or with a click selects all between, Escape selects nothing; 1 to 9 say which label the selected photos have in truth; Backspace leaves them to the recognizer again; Enter says why. Or drag photos to a column.'));
