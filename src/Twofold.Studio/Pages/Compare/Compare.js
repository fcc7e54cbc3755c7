// Compare: choose data, compare both families of models on it, and read what to use for what.

import { api, PageState } from '/frame/api.js';
import { dataForm } from '/frame/data.js';
import { attempt, byId, el } from '/frame/dom.js';
import { keepTheBest, watchAgain, watchJob } from '/frame/jobs.js';
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
    const mirror = el('input', { type: 'checkbox', checked: true });
    const minutes = el('input', { type: 'number', min: '1', max: '600', step: 'any', placeholder: 'none' });
    if (survey)
        label.value = survey.label;
    const trouble = el('p', { class: 'problem', role: 'alert', hidden: true });
    const compare = el('form', { class: 'row' },
        survey && el('label', {}, 'Labels are in', label),
        survey && el('label', {}, 'When rows were taken', time),
        el('label', {}, 'Repeats', repeats),
        !survey && el('label', {}, 'Minutes to train networks', minutes),
        !survey && el('label', { class: 'inline' }, mirror, 'Mirrored photos show the same'),
        el('button', { class: 'main' }, 'Compare'));
    compare.addEventListener('submit', event => {
        event.preventDefault();
        attempt(trouble, async () => {
            const job = await api.post('/comparisons', {
                data, label: survey ? label.value : null, time: survey && time.value ? time.value : null, repeats: repeats.value ? Number(repeats.value) : null,
                minutes: !survey && minutes.value ? Number(minutes.value) : null, mirror: mirror.checked,
            });
            await state.keep('job', job.id);
            watch(job.id);
        }, event.submitter);
    });
    byId('how').replaceChildren(el('div', { class: 'card' },
        el('h2', {}, survey ? `${count(survey.rows, 'row')}, ${count(survey.columns.length, 'column')}` : 'A folder of photos'),
        survey?.warnings.map(words => el('p', { class: 'note' }, words)) ?? el('p', { class: 'quiet' }, 'They are seen through an installed backbone, on which both heads stand.'),
        compare, trouble));
}

function watch(id) {
    const report = new LiveReport(`/api/comparisons/${id}/report`);
    watchJob(byId('comparison'), id, {
        report: () => report.look(),
        job: job => job.result && report.look(),
    }, { stop: keepTheBest, layout: view => el('div', {}, el('div', { class: 'card' }, view), report.element) });
}

/** The report of a comparison in a frame as high as itself, whose content is exchanged in place: what is being read stays where it is. */
class LiveReport {
    #address;
    #frame = el('iframe', { title: 'The report' });
    #looking = false;
    #again = false;

    constructor(address) {
        this.#address = address;
        this.element = el('section', { hidden: true, 'aria-label': 'What was found' },
            el('p', {}, el('a', { class: 'button', href: address, target: '_blank', rel: 'noopener' }, 'Open the report on its own')), this.#frame);
    }

    async look() {
        if (this.#looking) {
            this.#again = true;
            return;
        }
        this.#looking = true;
        try {
            do {
                this.#again = false;
                await this.#show();
            } while (this.#again);
        } finally {
            this.#looking = false;
        }
    }

    async #show() {
        if (this.element.hidden) {
            this.element.hidden = false;
            await new Promise(loaded => {
                this.#frame.addEventListener('load', loaded, { once: true });
                this.#frame.src = this.#address;
            });
            new ResizeObserver(() => this.#fit()).observe(this.#frame.contentDocument.documentElement);
        } else {
            const answer = await fetch(this.#address);
            if (!answer.ok)
                return;
            // The frame's own parser: what this page's reads is held to this page's policy, which forbids the report's style.
            const { body } = new this.#frame.contentWindow.DOMParser().parseFromString(await answer.text(), 'text/html');
            this.#frame.contentDocument.body.replaceWith(body);
        }
        this.#fit();
    }

    #fit() {
        this.#frame.style.height = `${this.#frame.contentDocument.documentElement.scrollHeight}px`;
    }
}

if (state.get('path'))
    attempt(problem, look);
watchAgain(state.get('job'), watch);
