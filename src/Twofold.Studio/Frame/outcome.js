// What a training has come to, whatever it learned from.

import { el } from '/frame/dom.js';
import { count } from '/frame/words.js';

/** A model that was learned: what is said of it, what a person should know, what to do with it, and where its file is. */
export function outcomeView({ model, warnings }, facts, actions) {
    return el('div', {},
        el('h2', {}, `${model.name} is ready`),
        facts,
        warnings.length > 0 && el('details', {}, el('summary', {}, count(warnings.length, 'remark')), el('ul', {}, warnings.map(words => el('li', { class: 'path' }, words)))),
        el('div', { class: 'row' }, actions),
        el('p', { class: 'quiet small' }, 'Kept as ', el('span', { class: 'path' }, model.path)));
}
