// A row to fill in: both halves answer as it is typed, with whatever cells there are.

import { api, withQuery } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { bars } from '/frame/explanation.js';
import { short } from '/frame/words.js';

const mostListed = 200;

/** Shows a row of a model, of which the details tell what columns it has. */
export function showRow(model, { columns, labels, labelColumn, creator, recognizer }, state) {
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const answers = el('div', { class: 'cards answers', 'aria-live': 'polite' });
    const cells = new Map(columns.map(column => [column.name, fieldOf(column)]));
    const kept = state.get(`row-${model.id}`, {});
    for (const [name, field] of cells)
        field.value = kept[name] ?? '';

    const example = labels.map(label => el('button', { type: 'button', disabled: !creator, onclick: event => attempt(problem, async () => {
        const seed = Math.floor(performance.now());
        const made = await api.get(withQuery(`/tables/${model.id}/rows`, { label, count: 1, seed }));
        made.columns.forEach((name, j) => cells.get(name).value = made.rows[0][j] ?? '');
        ask();
    }, event.target) }, label));
    const clear = el('button', { type: 'button', onclick: () => {
        cells.forEach(field => field.value = '');
        ask();
    } }, 'Empty all');
    const form = el('form', { class: 'cells', onsubmit: event => event.preventDefault(), oninput: () => ask() },
        columns.map(column => el('label', {}, column.name, column.missing > 0 && el('span', { class: 'hint' }, `missing ${column.missing} times`), cells.get(column.name))));
    byId('row').replaceChildren(el('div', { class: 'card' },
        el('h2', {}, `A row: which ${labelColumn}?`),
        el('p', { class: 'quiet' }, 'Leave cells empty: the half that creates knows how all cells hang together, and leaves out what is not there.'),
        form, el('div', { class: 'row middle' }, el('span', {}, 'Fill in a made-up'), example, clear), problem, answers));

    // The last question's answer counts, whichever comes last.
    let asked = 0;
    async function ask() {
        const number = ++asked;
        const row = Object.fromEntries([...cells].map(([name, field]) => [name, field.value === '' ? null : field.value]));
        state.keep(`row-${model.id}`, row);
        const opinions = await attempt(problem, () => api.post(`/tables/${model.id}/answers`, row));
        if (opinions && number === asked)
            show(opinions);
    }

    function show({ discriminative, generative, logDensity, unfamiliarBelow }) {
        const whole = [...cells.values()].every(field => field.value !== '');
        answers.replaceChildren(
            el('section', {}, el('h3', { class: 'recognizes' }, `Recognizes: ${recognizer.model}`), bars(discriminative)),
            generative
                ? el('section', {}, el('h3', { class: 'creates' }, `Creates: ${creator.model}, by Bayes’ rule`), bars(generative, { created: true }),
                    el('p', { class: 'small' }, `log density of what is filled in: ${short(logDensity)} nats. `,
                        whole && unfamiliarBelow !== null && (logDensity < unfamiliarBelow ? el('strong', {}, 'Unfamiliar: like no row that it learned from.') : 'A familiar row.')))
                : el('section', {}, el('h3', { class: 'creates' }, 'Creates'), el('p', { class: 'quiet' }, 'This model has no half that creates.')));
    }

    ask();
}

function fieldOf(column) {
    if (column.kind === 'category' && column.categories.length <= mostListed)
        return el('select', {}, el('option', { value: '' }, '(empty)'), column.categories.map(value => el('option', {}, value)));
    return column.kind === 'text' ? el('textarea', { rows: 2 }) : el('input', { type: 'text', inputmode: column.kind === 'number' ? 'decimal' : null, autocomplete: 'off' });
}
