// Create: choose a model with a creator; make, walk, and tell real from made.

import { PageState } from '/frame/api.js';
import { byId, el } from '/frame/dom.js';
import { modelChooser } from '/frame/models.js';
import { tabs } from '/frame/tabs.js';
import { showGame } from '/pages/create/game.js';
import { showMake } from '/pages/create/make.js';
import { showWalk } from '/pages/create/walk.js';

const state = await PageState.of('create');
const show = { make: showMake, walk: showWalk, game: showGame };
let model = null;
let open = () => {};

const chooser = modelChooser({
    kind: 'photos',
    state,
    misfit: one => one.hasCreator ? null : `'${one.name}' has no half that creates: teach one with “Also learn to create pictures”.`,
    chosen: now => {
        model = now;
        byId('creator').hidden = !model || model.problem !== null;
        if (!model || model.problem)
            return;
        open(state.get('tab', 'make'));
    },
});
byId('model').append(el('h2', {}, 'Which model'), chooser.element, el('p', { class: 'quiet small' }, 'A model can create if it was taught with “Also learn to create pictures”.'));

open = tabs(document.querySelector('[role=tablist]'), name => {
    if (state.get('tab') !== name)
        state.keep('tab', name);
    if (model)
        show[name](model, state, go);
});

/** Opens a tab, for example to walk from a picture. */
function go(name) {
    open(name);
    byId(`tab-${name}`).focus();
}

// By a link from where it was taught, which is no choice for good: the page loaded again shows what was chosen last.
await chooser.refresh(new URLSearchParams(location.search).get('model'));
history.replaceState(null, '', location.pathname);
