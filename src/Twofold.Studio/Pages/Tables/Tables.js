// Tables: learn a pair from a table; ask both halves about a row; make rows.

import { PageState } from '/frame/api.js';
import { byId, el } from '/frame/dom.js';
import { modelChooser } from '/frame/models.js';
import { tabs } from '/frame/tabs.js';
import { showFit } from '/pages/tables/fit.js';
import { showRow } from '/pages/tables/row.js';
import { showRows } from '/pages/tables/rows.js';

const state = await PageState.of('tables');
const chooser = modelChooser({
    kind: 'table',
    chosen: async model => {
        byId('row').replaceChildren();
        byId('rows').replaceChildren();
        if (!model || model.problem)
            return;
        if (state.get('model') !== model.id)
            state.keep('model', model.id);
        await showRow(model, state);
        await showRows(model, state);
    },
});
byId('model').append(el('h2', {}, 'Which model'), chooser.element);

const open = tabs(document.querySelector('[role=tablist]'), name => {
    if (state.get('tab') !== name)
        state.keep('tab', name);
    if (name === 'use')
        chooser.refresh(state.get('model'));
});

showFit(state, model => {
    state.keep('model', model.id);
    open('use');
    byId('tab-use').focus();
});
open(state.get('tab', 'fit'));
