// Teach: choose a folder, see what is in it, learn from it with live curves.

import { api, withQuery } from '/frame/api.js';
import { Chart } from '/frame/chart.js';
import { attempt, byId, el } from '/frame/dom.js';
import { keepTheBest, watchAgain, watchJob } from '/frame/jobs.js';
import { outcomeView } from '/frame/outcome.js';
import { folderPicker } from '/frame/picker.js';
import { count, percent } from '/frame/words.js';

const mostShown = 60;

export async function showTeach(state, go) {
    const picker = folderPicker({ what: 'A folder of labelled photos', hint: 'One folder in it for each label, named after it, such as cats/ and dogs/', chosen: survey });
    byId('teach-folder').append(picker.element);
    picker.show(state.get('folder'));
    const learn = byId('learn');
    let wanted = learn.elements.create.checked;

    learn.addEventListener('submit', event => {
        event.preventDefault();
        const form = new FormData(learn);
        attempt(learn.querySelector('.problem'), async () => {
            const job = await api.post('/recognize/trainings', {
                folder: state.get('folder'),
                minutes: form.get('minutes') ? Number(form.get('minutes')) : null,
                seed: Number(form.get('seed')),
                creator: learn.elements.create.checked ? 'auto' : 'none',
                mirror: form.has('mirror'),
            });
            state.keep('training', job.id);
            watchTraining(job.id);
        }, learn.querySelector('button'));
    });

    async function survey(folder) {
        state.keep('folder', folder);
        await attempt(byId('teach-folder').querySelector('.problem'), async () => {
            const job = await api.post('/recognize/surveys', { folder });
            state.keep('survey', job.id);
            watchSurvey(job.id);
        });
    }

    function watchSurvey(id) {
        learn.hidden = true;
        watchJob(byId('survey'), id, {
            job: job => {
                if (job.state !== 'done')
                    return;
                byId('survey').replaceChildren(surveyView(job.result));
                learn.hidden = job.result.obstacle !== null;
                // Of one label there is nothing else to learn.
                const isOne = Object.keys(job.result.counts).length === 1;
                const { create } = learn.elements;
                wanted = create.disabled ? wanted : create.checked;
                [create.checked, create.disabled] = [isOne || wanted, isOne];
            },
        }, { layout: view => el('div', { class: 'card' }, view) });
    }

    function watchTraining(id) {
        const [chart, outcome] = [new Chart('s'), el('div')];
        let stage = null;
        watchJob(byId('training'), id, {
            progress: progress => {
                // Each network has curves of its own.
                if (stage !== progress.stage && Object.keys(progress.measures).length > 0) {
                    stage = progress.stage;
                    chart.clear();
                }
                chart.add(progress.seconds, progress.measures);
            },
            job: job => job.result?.model && outcome.replaceChildren(learned(job.result, go)),
        }, { stop: keepTheBest, layout: view => el('div', { class: 'card' }, view, chart.element, outcome) });
    }

    watchAgain(state.get('survey'), watchSurvey);
    watchAgain(state.get('training'), watchTraining);
}

function learned(result, go) {
    const { model } = result;
    return outcomeView(result,
        el('p', {}, `It knows ${model.labels.join(', ')}${model.accuracy === null ? '' : ` and names ${percent(model.accuracy)} of photos that it did not learn from`}.`),
        [
            el('button', { type: 'button', class: 'main', onclick: () => go('ask', model) }, 'Ask it'),
            el('button', { type: 'button', onclick: () => go('sort', model) }, 'Sort with it'),
            model.hasCreator && el('a', { class: 'button', href: withQuery('/create', { model: model.id }) }, 'Create with it'),
        ]);
}

function surveyView(survey) {
    const counts = Object.entries(survey.counts);
    const [total, most] = [counts.reduce((sum, [, n]) => sum + n, 0), Math.max(...counts.map(([, n]) => n))];
    return el('div', { class: 'card' },
        el('h2', {}, `${count(total, 'photo')} of ${count(counts.length, 'label')}`),
        el('div', { class: 'bars' }, counts.flatMap(([label, n]) => [
            el('span', {}, label), el('span', { class: 'bar' }, el('span', { style: { '--share': most ? n / most : 0 } })), el('span', { class: 'number' }, n.toLocaleString('en'))])),
        survey.obstacle && el('p', { class: 'problem', role: 'alert' }, survey.obstacle),
        survey.warnings.map(words => el('p', { class: 'note' }, words)),
        findings('cannot be read and will be left out', survey.unreadable, photo => el('li', {}, el('span', { class: 'path' }, photo.path), ': ', photo.remark)),
        findings('unusual, but learned from', survey.odd, photo => el('li', {}, thumbnail(photo.path), el('span', {}, el('span', { class: 'path' }, nameOf(photo.path)), el('br'), photo.remark)), 'odd'),
        findings('under two labels and will be left out', survey.contradictions, files => el('li', {}, thumbnail(files[0]), el('span', {}, files.map(file => el('div', { class: 'path' }, file)))), 'odd'),
        survey.unreadable.length + survey.odd.length + survey.contradictions.length === 0 && el('p', { class: 'quiet' }, 'All can be read, none is unusual, none lies under two labels.'));
}

function findings(what, all, view, style) {
    return all.length > 0 && el('details', {},
        el('summary', {}, `${all.length} ${all.length === 1 ? 'is' : 'are'} ${what}`.replace(/ (is|are) cannot/, ' cannot')),
        el('ul', { class: style ?? null }, all.slice(0, mostShown).map(view)),
        all.length > mostShown && el('p', { class: 'quiet' }, `and ${all.length - mostShown} more`));
}

const thumbnail = path => el('img', { src: withQuery('/api/photos/thumbnail', { path, size: 64 }), alt: '', width: 64, height: 64, loading: 'lazy' });
const nameOf = path => path.split(/[\\/]/).slice(-2).join('/');
