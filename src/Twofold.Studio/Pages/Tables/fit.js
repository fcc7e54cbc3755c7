// Learn: look at a table, correct what its columns are, learn from it.

import { api, Problem } from '/frame/api.js';
import { Chart } from '/frame/chart.js';
import { dataForm } from '/frame/data.js';
import { attempt, byId, el } from '/frame/dom.js';
import { keepTheBest, watchAgain, watchJob } from '/frame/jobs.js';
import { outcomeView } from '/frame/outcome.js';
import { count, percent, short } from '/frame/words.js';

const nameOf = column => `What the cells of ${column.name} are`;
const kinds = { number: 'numbers', category: 'categories', text: 'free text' };

export function showFit(state, use) {
    const corrected = () => state.get('kinds', {});
    const { problem, path } = dataForm(byId('table'), byId('table-file'), {
        chosen: async found => {
            if (found !== state.get('path')) {
                state.keep('kinds', {});
                state.keep('label', null);
            }
            await state.keep('path', found);
            await look();
        },
    });
    path.value = state.get('path', '');

    let asked = 0;

    // A table takes its time, and another may be looked at by then: only what was asked for last is shown. Says whether it was this.
    async function survey(kinds) {
        const mine = ++asked;
        try {
            const found = await api.post('/tables/surveys', { path: state.get('path'), kinds });
            if (mine === asked)
                show(found);
            return mine === asked;
        } catch (mistake) {
            if (mine === asked)
                throw mistake;
            return false;
        }
    }

    async function look() {
        const said = corrected();
        try {
            await survey(said);
        } catch (mistake) {
            if (Object.keys(said).length === 0)
                throw mistake;
            // A column that was corrected may be gone from the file: without a table on the page nobody could take that back.
            if (!await survey({}))
                return;
            await state.keep('kinds', {});
            throw new Problem(mistake.status, `${mistake.message} What you had said of columns is forgotten.`);
        }
    }

    function show(survey) {
        const label = el('select', { onchange: () => state.keep('label', label.value) }, survey.columns.map(column => el('option', {}, column.name)));
        label.value = survey.columns.some(column => column.name === state.get('label')) ? state.get('label') : survey.label;
        const minutes = el('input', { type: 'number', min: '0.02', step: 'any', value: '0.5' });
        const trouble = el('p', { class: 'problem', role: 'alert', hidden: true });
        const learn = el('form', { class: 'row' }, el('label', {}, 'Labels are in', label), el('label', {}, 'At most minutes', minutes), el('button', { class: 'main' }, 'Learn'));
        learn.addEventListener('submit', event => {
            event.preventDefault();
            attempt(trouble, async () => {
                const job = await api.post('/tables/trainings', { path: state.get('path'), label: label.value, kinds: corrected(), minutes: Number(minutes.value) });
                await state.keep('training', job.id);
                watch(job.id);
            }, event.submitter);
        });
        byId('survey').replaceChildren(el('div', { class: 'card' },
            el('h2', {}, `${count(survey.rows, 'row')}, ${count(survey.columns.length, 'column')}`),
            survey.warnings.map(words => el('p', { class: 'note' }, words)),
            el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Columns' }, el('table', {},
                el('thead', {}, el('tr', {}, ['Column', 'Its cells are', 'Missing', 'Different', 'From … to'].map(name => el('th', { scope: 'col' }, name)))),
                el('tbody', {}, survey.columns.map(columnView)))),
            el('details', {}, el('summary', {}, 'The first rows'), sampleView(survey)),
            learn, trouble));
    }

    function columnView(column) {
        const kind = el('select', { 'aria-label': nameOf(column) }, Object.entries(kinds).map(([value, words]) => el('option', { value }, words)));
        kind.value = column.kind;
        kind.addEventListener('change', () => attempt(problem, async () => {
            const said = { ...corrected(), [column.name]: kind.value };
            // One after the other: a second one would be taken back with a first that will not do.
            const all = [...byId('survey').querySelectorAll('tbody select')];
            all.forEach(select => select.disabled = true);
            let isShown = false;
            try {
                isShown = await survey(said);
            } catch (mistake) {
                kind.value = column.kind;
                throw mistake;
            } finally {
                all.forEach(select => select.disabled = false);
                // It was taken from the select, or went with it.
                if (document.activeElement === document.body)
                    byId('survey').querySelector(`[aria-label="${CSS.escape(nameOf(column))}"]`)?.focus();
            }
            if (isShown)
                await state.keep('kinds', said);
        }));
        return el('tr', {}, el('th', { scope: 'row' }, column.name), el('td', {}, kind),
            el('td', { class: 'number' }, column.missing.toLocaleString('en')), el('td', { class: 'number' }, column.distinct.toLocaleString('en')),
            el('td', {}, column.kind === 'number' ? `${short(column.least)} … ${short(column.most)}` : column.values.slice(0, 6).join(', ') + (column.distinct > 6 ? ', …' : '')));
    }

    function watch(id) {
        const [chart, outcome] = [new Chart('s'), el('div')];
        watchJob(byId('training'), id, {
            progress: progress => chart.add(progress.seconds, progress.measures),
            job: async job => job.result?.model && outcome.replaceChildren(await learned(job.result, use)),
        }, { stop: keepTheBest, layout: view => el('div', { class: 'card' }, view, chart.element, outcome) });
    }

    if (state.get('path'))
        attempt(problem, look);
    watchAgain(state.get('training'), watch);
}

async function learned(result, use) {
    const { recognizer, creator } = await api.get(`/tables/${result.model.id}`);
    return outcomeView(result,
        el('div', { class: 'cards' },
            el('section', {}, el('h3', { class: 'recognizes' }, `Recognizes: ${recognizer.model}`),
                el('p', {}, `${percent(recognizer.heldOut.accuracy)} of ${count(recognizer.heldOut.rows, 'row')} that it did not learn from are named; log loss ${short(recognizer.heldOut.logLoss)}.`), tried(recognizer.tried, 'logLoss', 'Log loss')),
            creator && el('section', {}, el('h3', { class: 'creates' }, `Creates: ${creator.model}`),
                el('p', {}, `The log likelihood of rows that it did not learn from is ${short(creator.logLikelihood)} nats on average.`), tried(creator.tried, 'logLikelihood', 'Log likelihood'))),
        el('button', { type: 'button', class: 'main', onclick: () => use(result.model) }, 'Ask it and make rows'));
}

const tried = (models, measure, name) => el('details', {}, el('summary', {}, `${count(models.length, 'model')} tried`),
    el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Model'), el('th', { scope: 'col', class: 'number' }, name))),
        el('tbody', {}, models.map(one => el('tr', {}, el('th', { scope: 'row' }, `${one.model} `, el('span', { class: 'quiet small' }, one.settings)), el('td', { class: 'number' }, one.problem ?? (one[measure] === null ? '' : short(one[measure]))))))));

const sampleView = survey => el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The first rows' }, el('table', {},
    el('thead', {}, el('tr', {}, survey.columns.map(column => el('th', { scope: 'col' }, column.name)))),
    el('tbody', {}, survey.sample.map(row => el('tr', {}, row.map(cell => el('td', {}, cell ?? el('span', { class: 'quiet' }, 'missing'))))))));
