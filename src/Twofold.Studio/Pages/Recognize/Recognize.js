// Recognize: three tabs that know of one another only what the page's state says.

import { PageState } from '/frame/api.js';
import { byId } from '/frame/dom.js';
import { tabs } from '/frame/tabs.js';
import { showAsk } from '/pages/recognize/ask.js';
import { showSort } from '/pages/recognize/sort.js';
import { showTeach } from '/pages/recognize/teach.js';

const state = await PageState.of('recognize');
const shown = {};
const show = { teach: showTeach, ask: showAsk, sort: showSort };

const open = tabs(document.querySelector('[role=tablist]'), name => {
    // A tab is filled when it is first looked at, and told when it is looked at again.
    (shown[name] ??= show[name](state, go)).then(tab => tab?.refresh?.(), problem => {
        // What could not be filled, as while the studio was down, is filled when it is looked at again.
        delete shown[name];
        throw problem;
    });
    if (state.get('tab') !== name)
        state.keep('tab', name);
});

function go(name, model) {
    if (model)
        state.keep('model', model.id);
    open(name);
    byId(`tab-${name}`).focus();
}

open(state.get('tab', 'teach'));
