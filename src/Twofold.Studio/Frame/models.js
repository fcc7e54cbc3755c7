// Chooses a model of a kind from the studio's shelf, or opens a file.

import { api, Problem } from '/frame/api.js';
import { attempt, el } from '/frame/dom.js';
import { percent } from '/frame/words.js';

/** The model that was chosen, for what cannot be done without one. */
export function needed(model) {
    if (!model || model.problem)
        throw new Problem(0, model?.problem ?? 'Choose a model first: teach one, or open a model file.');
    return model;
}

/**
 * A model chooser for one kind ("photos" or "table") that finds the last choice of the page again; chosen(model) is told of each change, also of the first.
 * misfit(model) says why a model of the kind will not do here, or null.
 */
export function modelChooser({ kind, state, chosen, misfit = () => null }) {
    const select = el('select', { 'aria-label': 'Model' });
    const facts = el('span', { class: 'quiet small' });
    const path = el('input', { type: 'text', placeholder: '/home/me/pets.twofold', required: true });
    const data = el('input', { type: 'text', placeholder: '/home/me/pets' });
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const teach = kind === 'photos' ? el('a', { href: '/recognize' }, 'Teach one') : 'Learn one from a table';
    const empty = el('p', { class: 'empty' }, 'There is no model for this yet. ', teach, ', or open a model file.');
    const open = el('form', { class: 'row' },
        el('label', { class: 'grow' }, 'Model file', path),
        kind === 'photos' && el('label', { class: 'grow' }, 'The photos that it learned from', el('span', { class: 'hint' }, 'If you have them: to say why, and to look for copies'), data),
        el('button', {}, 'Open'));
    const element = el('div', { class: 'models' },
        el('div', { class: 'row middle' }, select, facts), empty, el('details', {}, el('summary', {}, 'Open a model file'), open, problem));
    let models = [];

    open.addEventListener('submit', event => {
        event.preventDefault();
        attempt(problem, async () => {
            await api.post('/data', { path: path.value, folders: false });
            const opened = await api.post('/models', { path: path.value, data: data.value || null });
            if (obstacle(opened))
                throw new Problem(0, obstacle(opened));
            await refresh(opened.id);
        }, event.submitter);
    });
    select.addEventListener('change', () => tell(select.value));

    // Why a model is not among those to choose from; null where it is.
    function obstacle(model) {
        if (model.kind === kind || model.problem)
            return misfit(model);
        return model.kind === 'table' ? `'${model.name}' is a model of a table: choose it on the page Tables.` : `'${model.name}' is a model of photos: choose it on the page Recognize.`;
    }

    function tell(id) {
        const model = models.find(one => one.id === id) ?? models[0] ?? null;
        select.value = model?.id ?? '';
        facts.textContent = !model ? '' : model.problem ?? `${model.labels.slice(0, 6).join(', ')}${model.labels.length > 6 ? ', …' : ''}${model.accuracy === null ? '' : ` · ${percent(model.accuracy)} right on held-out examples`}`;
        if (model && !model.problem && state.get('model') !== model.id)
            state.keep('model', model.id);
        chosen(model);
    }

    /** Reads the shelf again and chooses a model by its identity, else the one that was chosen last, also while this was read; else the newest. */
    async function refresh(id = null) {
        models = (await api.get('/models')).filter(model => !obstacle(model));
        select.hidden = models.length === 0;
        empty.hidden = models.length > 0;
        select.replaceChildren(...models.map(model => el('option', { value: model.id }, model.name)));
        tell(id ?? state.get('model'));
    }

    return { element, refresh };
}
