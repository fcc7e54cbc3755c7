// Ask: drop photos, and see what both halves say of each and why.

import { api, withQuery } from '/frame/api.js';
import { attempt, byId, el, showProblem } from '/frame/dom.js';
import { acceptDrops, chosenFiles } from '/frame/drop.js';
import { explanationView } from '/frame/explanation.js';
import { modelChooser, needed } from '/frame/models.js';
import { withRecall } from '/frame/recall.js';

export async function showAsk(state) {
    let model = null;
    const chooser = modelChooser({
        kind: 'photos',
        state,
        chosen: now => {
            model = now;
            byId('ask-drop').hidden = !model || model.problem;
        },
    });
    const problem = byId('ask-problem');
    byId('ask-model').append(el('h2', {}, 'Which model'), chooser.element);
    const files = byId('ask-files');
    acceptDrops(byId('ask'), ask);
    files.addEventListener('change', () => {
        ask(Promise.resolve(chosenFiles(files)));
        files.value = '';
    });

    function ask(photos) {
        return attempt(problem, async () => {
            // One for all of them: another may be chosen before the last is answered.
            const asked = needed(model);
            for (const { name, file } of await photos)
                await answer(asked, name, file);
        });
    }

    async function answer(asked, name, file) {
        const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
        const recalling = el('div');
        const looking = el('div', {}, el('p', { class: 'quiet' }, 'Looking …'), recalling);
        const content = el('div', { class: 'grow' }, el('h2', { class: 'path' }, name), looking);
        const picture = el('img', { src: URL.createObjectURL(file), alt: '', class: 'asked', onerror: () => picture.hidden = true });
        byId('answers').prepend(el('article', { class: 'card answer' }, picture, content, problem));
        const explanation = await attempt(problem, () => withRecall(recalling, asked, signal => api.send(withQuery(`/recognize/${asked.id}/explain`, { name }), file, signal)));
        looking.remove();
        if (explanation)
            content.append(explanationView(explanation));
    }

    return { refresh: () => chooser.refresh() };
}
