// Tables: learn a pair from a table; ask both halves about a row; make rows.

import { api, PageState } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { modelChooser } from '/frame/models.js';
import { tabs } from '/frame/tabs.js';
import { showFit } from '/pages/tables/fit.js';
import { showRow } from '/pages/tables/row.js';
import { showRows } from '/pages/tables/rows.js';

const state = await PageState.of('tables');
const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
let shown = null;
const chooser = modelChooser({
    kind: 'table',
    state,
    chosen: async model => {
        shown = model;
        byId('row').replaceChildren();
        byId('rows').replaceChildren();
        if (!model || model.problem)
            return;
        const details = await attempt(problem, () => api.get(`/tables/${model.id}`));
        // Another one may be chosen by now.
        if (!details || shown !== model)
            return;
        showRow(model, details, state);
        showRows(model, details);
    },
});
byId('model').append(el('h2', {}, 'Which model'), chooser.element, problem);

const open = tabs(document.querySelector('[role=tablist]'), name => {
    if (state.get('tab') !== name)
        state.keep('tab', name);
    if (name === 'use')
        chooser.refresh();
});

showFit(state, model => {
    state.keep('model', model.id);
    open('use');
    byId('tab-use').focus();
});
open(state.get('tab', 'fit'));
