// Asks before something is done that cannot be taken back.

import { el } from '/frame/dom.js';

/** Asks a question, with a button that does it and one that leaves it, as Escape does; whether it is to be done. */
export function isMeant(question, yes, no) {
    return new Promise(answered => {
        const dialog = el('dialog', {
            'aria-label': yes, onclose: () => {
                dialog.remove();
                answered(dialog.returnValue === 'yes');
            },
        },
        el('p', {}, question),
        el('div', { class: 'row' },
            el('button', { type: 'button', class: 'main', onclick: () => dialog.close('yes') }, yes),
            el('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, no)));
        document.body.append(dialog);
        dialog.showModal();
    });
}
