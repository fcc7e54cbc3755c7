// Ask: drop photos, and see what both halves say of each and why.

import { api, withQuery } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { acceptDrops, chosenFiles } from '/frame/drop.js';
import { explanationView } from '/frame/explanation.js';
import { modelChooser } from '/frame/models.js';

export async function showAsk(state) {
    let model = null;
    const chooser = modelChooser({
        kind: 'photos',
        chosen: now => {
            model = now;
            byId('ask-drop').hidden = !model || model.problem;
            if (model && state.get('model') !== model.id)
                state.keep('model', model.id);
        },
    });
    byId('ask-model').append(el('h2', {}, 'Which model'), chooser.element);
    const files = byId('ask-files');
    acceptDrops(byId('ask'), ask);
    files.addEventListener('change', () => {
        ask(chosenFiles(files));
        files.value = '';
    });

    async function ask(photos) {
        for (const { name, file } of photos)
            await answer(name, file);
    }

    async function answer(name, file) {
        const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
        const content = el('div', { class: 'grow' }, el('h2', { class: 'path' }, name), el('p', { class: 'quiet' }, 'Looking …'));
        const picture = el('img', { src: URL.createObjectURL(file), alt: '', class: 'asked', onerror: () => picture.hidden = true });
        byId('answers').prepend(el('article', { class: 'card answer' }, picture, content, problem));
        const explanation = await attempt(problem, () => api.send(withQuery(`/recognize/${model.id}/explain`, { name }), file));
        content.lastChild.remove();
        if (explanation)
            content.append(explanationView(explanation));
    }

    return { refresh: () => chooser.refresh(state.get('model')) };
}
