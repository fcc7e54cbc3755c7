// Compare: choose data, compare both families of models on it, and read what to use for what.

import { api, PageState } from '/frame/api.js';
import { dataForm } from '/frame/data.js';
import { attempt, byId, el } from '/frame/dom.js';
import { follow, jobView } from '/frame/jobs.js';
import { count } from '/frame/words.js';

const state = await PageState.of('compare');
const { problem, path } = dataForm(byId('data'), byId('data-file'), {
    folders: true,
    chosen: async (found, isFolder) => {
        await state.keep('path', found);
        await state.keep('isFolder', isFolder);
        await look();
    },
});
path.value = state.get('path', '');

async function look() {
    const data = state.get('path');
    const survey = state.get('isFolder') ? null : await api.post('/tables/surveys', { path: data });
    const options = survey?.columns.map(column => el('option', {}, column.name)) ?? [];
    const label = el('select', {}, options);
    const time = el('select', {}, el('option', { value: '' }, 'Their order means nothing'), options.map(option => option.cloneNode(true)));
    const repeats = el('input', { type: 'number', min: '2', max: '100', placeholder: 'auto' });
    if (survey)
        label.value = survey.label;
    const trouble = el('p', { class: 'problem', role: 'alert', hidden: true });
    const compare = el('form', { class: 'row' },
        survey && el('label', {}, 'Labels are in', label),
        survey && el('label', {}, 'When rows were taken', time),
        el('label', {}, 'Repeats', repeats),
        el('button', { class: 'main' }, 'Compare'));
    compare.addEventListener('submit', event => {
        event.preventDefault();
        attempt(trouble, async () => {
            const job = await api.post('/comparisons', {
                data, label: survey ? label.value : null, time: survey && time.value ? time.value : null, repeats: repeats.value ? Number(repeats.value) : null,
            });
            await state.keep('job', job.id);
            document.dispatchEvent(new Event('jobs-changed'));
            watch(job.id);
        }, event.submitter);
    });
    byId('how').replaceChildren(el('div', { class: 'card' },
        el('h2', {}, survey ? `${count(survey.rows, 'row')}, ${count(survey.columns.length, 'column')}` : 'A folder of photos'),
        survey?.warnings.map(words => el('p', { class: 'note' }, words)) ?? el('p', { class: 'quiet' }, 'They are seen through an installed backbone, on which both heads stand.'),
        compare, trouble));
}

function watch(id) {
    const [view, outcome] = [jobView(), el('div')];
    byId('comparison').replaceChildren(el('div', { class: 'card' }, view.element), outcome);
    view.element.addEventListener('resumed', () => watch(id));
    follow(id, {
        progress: view.progress,
        job: job => {
            view.show(job);
            if (job.result)
                outcome.replaceChildren(found(id, job.result));
        },
    });
}

const found = (id, { advice, warnings }) => el('section', { 'aria-labelledby': 'advice-heading' },
    el('div', { class: 'row middle' }, el('h2', { id: 'advice-heading' }, 'What to use'),
        el('a', { class: 'button', href: `/api/comparisons/${id}/report`, target: '_blank', rel: 'noopener' }, 'All curves and numbers')),
    warnings.map(words => el('p', { class: 'note' }, words)),
    el('div', { class: 'cards' }, advice.map(one => el('section', { class: 'card advice' },
        el('h3', { class: 'quiet' }, one.task),
        el('p', { class: 'use' }, `${one.use ?? 'Either'}${one.isWithinNoise ? ' (within noise)' : ''}`),
        el('p', {}, one.text)))));

if (state.get('path'))
    attempt(problem, look);
if (state.get('job'))
    api.get(`/jobs/${state.get('job')}`).then(job => watch(job.id), () => {});
