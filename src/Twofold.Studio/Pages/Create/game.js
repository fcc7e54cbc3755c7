// "Is it real?": the honest measure of a creator is how often a person is wrong.

import { api, withQuery } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { withRecall } from '/frame/recall.js';
import { count, percent } from '/frame/words.js';

// What a key says in the game that is shown.
let press = () => {};
document.addEventListener('keydown', event => press(event));

// The game that is looked for, and what ends that: the photos may have to be recalled first.
let [lookedFor, ending] = [null, new AbortController()];

export async function showGame(model) {
    // The same file may be another model by now.
    const game = `${model.id} ${model.created}`;
    if (lookedFor === game)
        return;
    ending.abort();
    [lookedFor, ending] = [game, new AbortController()];
    const place = byId('game');
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const picture = el('img', { class: 'asked', alt: 'Is this a photo, or made up?', width: 320, height: 320 });
    const truth = el('p', { role: 'status', class: 'truth' });
    const score = el('div');
    const recalling = el('div');
    const real = el('button', { type: 'button', class: 'main', onclick: () => answer(true) }, 'Real');
    const made = el('button', { type: 'button', class: 'main creates', onclick: () => answer(false) }, 'Made up');
    const again = el('button', { type: 'button', onclick: () => attempt(problem, async () => (await api.delete(`/create/${model.id}/game`), truth.textContent = '', await look()), again) }, 'Begin anew');
    place.replaceChildren(problem, recalling, el('div', { class: 'card game' },
        el('div', {}, picture, el('div', { class: 'row' }, real, made), truth),
        el('div', { class: 'grow' }, el('h2', {}, 'Is it real?'),
            el('p', {}, 'Photos that it learned from and pictures that it made, in the shares of the labels, at the same size. Half right is guessing; it is as good as a creator can get.'), score, again)));
    press = event => {
        // Ctrl+R loads the page again, and a key that is held down says one thing.
        if (!place.checkVisibility() || event.target.closest('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey || event.repeat)
            return;
        if (event.key === 'r' || event.key === 'm')
            answer(event.key === 'r');
    };
    let open = null;

    async function look(until) {
        show(await withRecall(recalling, model, signal => api.get(`/create/${model.id}/game`, signal), until));
    }

    async function answer(said) {
        if (open === null)
            return;
        const question = open;
        open = null;
        const now = await attempt(problem, () => api.post(`/create/${model.id}/game/${question}`, { real: said }));
        if (now) {
            // The next one is shown by then.
            truth.textContent = `${now.wasReal === said ? 'Right' : 'Wrong'}: the picture before this one was ${now.wasReal ? 'real' : 'made up'}.`;
            truth.className = `truth ${now.wasReal === said ? 'right' : 'wrong'}`;
            show(now);
        } else {
            open = question;
        }
    }

    function show({ seed, question, score: now }) {
        open = question;
        // When the model was learned is part of the address: the browser keeps pictures, and a model that is learned anew makes others.
        picture.src = withQuery(`/api/create/${model.id}/game/${seed}/${question}`, { learned: model.created });
        score.replaceChildren(now.asked === 0
            ? el('p', { class: 'quiet' }, 'Keys: R for real, M for made up.')
            : el('table', {}, el('tbody', {},
                row('You were right', `${now.right} of ${count(now.asked, 'time')}`),
                row('That is', `${percent(now.accuracy.value, 0)} ± ${percent(now.accuracy.standardError, 0)}`),
                row('Made-up ones taken for photos', `${now.madeTakenForReal} of ${now.made}`),
                row('Photos taken for made-up', `${now.realTakenForMade} of ${now.real}`))));
    }

    const row = (name, value) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', { class: 'number' }, value));
    await attempt(problem, () => look(ending));
    if (lookedFor === game)
        lookedFor = null;
}
