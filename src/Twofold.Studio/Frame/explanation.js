// Why this label: both halves' opinions side by side, and the training photos that are most like the photo.

import { withQuery } from '/frame/api.js';
import { el } from '/frame/dom.js';
import { percent, short } from '/frame/words.js';

/** Bars of probabilities by label, the largest first. */
export function bars(probabilities, { created = false, most = 6 } = {}) {
    const rows = Object.entries(probabilities).sort((a, b) => b[1] - a[1]).slice(0, most);
    return el('div', { class: `bars${created ? ' created' : ''}` }, rows.flatMap(([label, share]) => [
        el('span', {}, label), el('span', { class: 'bar' }, el('span', { style: { '--share': share } })), el('span', { class: 'number' }, percent(share))]));
}

/** An explanation as the API gives it, as an element. */
export function explanationView({ prediction, opinions, nearest, typicalDistance, problem }) {
    const verdict = prediction.unfamiliar ? 'Unfamiliar: like nothing it was shown' : prediction.unsure ? 'Unsure' : prediction.label;
    return el('div', { class: 'explanation' },
        el('p', { class: 'verdict' }, el('strong', {}, verdict), prediction.unfamiliar || prediction.unsure ? ` (most likely ${prediction.label})` : ''),
        el('div', { class: 'cards' },
            el('section', {}, el('h3', { class: 'recognizes' }, 'The half that recognizes'), el('p', { class: 'quiet small' }, 'p(label | photo), from the border between the labels'), bars(opinions.discriminative)),
            el('section', {}, el('h3', { class: 'creates' }, 'Its generative twin'), el('p', { class: 'quiet small' }, 'by Bayes’ rule, from what photos of each label look like'), bars(opinions.generative, { created: true }),
                el('p', { class: 'small' }, `log density ${short(opinions.logDensity)} nats; unfamiliar below ${short(opinions.unfamiliarBelow)}`))),
        problem && el('p', { class: 'note' }, `The photos that it learned from are not there to compare with. ${problem}`),
        nearest.length > 0 && el('h3', {}, 'Most like these of what it learned from'),
        nearest.length > 0 && el('ul', { class: 'thumbs' }, nearest.map(neighbor => el('li', {},
            el('img', { src: withQuery('/api/photos/thumbnail', { path: neighbor.path, size: 112 }), alt: '', width: 112, height: 112, title: neighbor.path }),
            el('span', { class: 'small' }, neighbor.label, el('br'), el('span', { class: 'quiet' }, `distance ${short(neighbor.distance)}`))))),
        nearest.length > 0 && el('p', { class: 'quiet small' }, `Two training photos are typically ${short(typicalDistance)} apart.`));
}
