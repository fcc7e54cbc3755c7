// New rows of a label: a look at them, and a file.

import { api, withQuery } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';

const shown = 20;

/** Lets rows of a model be made, of which the details tell how many at once. */
export function showRows(model, { mostRows }) {
    if (!model.hasCreator)
        return;
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const result = el('div');
    const label = el('select', {}, model.labels.map(one => el('option', {}, one)));
    const amount = el('input', { type: 'number', min: 1, max: mostRows, value: 100, required: true });
    const seed = el('input', { type: 'number', min: 0, value: 0, required: true });
    const form = el('form', { class: 'row' }, el('label', {}, 'Label', label), el('label', {}, 'How many', amount), el('label', {}, 'Seed', seed), el('button', { class: 'main creates' }, 'Make rows'));
    form.addEventListener('submit', event => {
        event.preventDefault();
        attempt(problem, async () => {
            const order = { label: label.value, count: amount.value, seed: seed.value };
            const made = await api.get(withQuery(`/tables/${model.id}/rows`, { ...order, count: Math.min(shown, amount.value) }));
            result.replaceChildren(
                el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'New rows' }, el('table', {},
                    el('thead', {}, el('tr', {}, made.columns.map(name => el('th', { scope: 'col' }, name)))),
                    el('tbody', {}, made.rows.map(row => el('tr', {}, row.map(cell => el('td', {}, cell === null ? '' : trimmed(cell)))))))),
                el('p', { class: 'row middle' },
                    Number(amount.value) > shown && el('span', { class: 'quiet' }, `The first ${shown} of ${Number(amount.value).toLocaleString('en')}.`),
                    el('a', { class: 'button', href: withQuery(`/api/tables/${model.id}/rows.csv`, order), download: '' }, 'Download as CSV')));
        }, event.submitter);
    });
    byId('rows').replaceChildren(el('div', { class: 'card' }, el('h2', {}, 'New rows'), form, problem, result));
}

// Sixteen digits of a made-up number say no more than six.
const trimmed = cell => cell !== '' && Number.isFinite(Number(cell)) ? String(Number(Number(cell).toPrecision(6))) : cell;
