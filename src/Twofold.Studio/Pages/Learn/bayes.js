// What both halves say of one point, and Bayes' rule with its numbers.

import { el } from '/frame/dom.js';
import { percent, short } from '/frame/words.js';
import { letter } from '/pages/learn/marks.js';

const superscripts = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** A number of which the natural logarithm is known: as it is, or by a power of ten where nobody could count the zeros. */
export function fromLog(log) {
    if (log === '-Infinity' || log === -Infinity)
        return '0';
    if (Math.abs(log) < 7)
        return String(Number(Math.exp(log).toPrecision(3)));
    const tens = Math.floor(log / Math.LN10);
    return `${Math.exp(log - tens * Math.LN10).toFixed(1)} · 10${[...String(tens)].map(character => superscripts[character]).join('')}`;
}

/** Share as a percentage that is never rounded to certainty. */
export const chance = share => share > 0.9995 && share < 1 ? '> 99.9 %' : share < 0.0005 && share > 0 ? '< 0.1 %' : percent(share);

/** Both opinions. question is { x, y } as they are shown, null for what is hidden. */
export function answerView({ labels, discriminative, generative }, question, pinned, models) {
    const where = `(${['x', 'y'].map(axis => question[axis] === null ? `${axis} hidden` : question[axis].toFixed(1)).join(', ')})`;
    const asked = pinned ? `Asked about ${where}` : `Under the pointer ${where}`;
    return [
        el('section', { class: 'card' }, el('h3', { class: 'recognizes' }, 'Recognizes'), el('p', { class: 'quiet small' }, `${asked}: p(label | point), straight from the model.`),
            discriminative ? bars(labels, discriminative) : el('p', {}, 'It could not learn.'), discriminative && hiddenWords(question, models)),
        el('section', { class: 'card' }, el('h3', { class: 'creates' }, 'Creates'), el('p', { class: 'quiet small' }, `${asked}: by Bayes’ rule.`),
            generative ? ruleView(labels, generative, question) : el('p', {}, 'It could not learn.')),
    ];
}

const bars = (labels, shares) => el('div', { class: 'bars labelled' }, labels.flatMap((label, k) => [
    el('span', {}, `${letter[label]} ${label}`), el('span', { class: `bar of-${label}` }, el('span', { style: { '--share': shares[k] } })), el('span', { class: 'number' }, chance(shares[k]))]));

function ruleView(labels, rule, question) {
    const seen = question.x === null ? 'y' : question.y === null ? 'x' : 'point';
    const cell = text => el('td', { class: 'number' }, text);
    return el('div', {},
        el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Bayes’ rule' }, el('table', { class: 'bayes' },
            el('thead', {}, el('tr', {}, [['td', ''], ['th', `p(${seen} | label)`], ['th', '× p(label)'], ['th', '= product'], ['th', 'share']].map(([name, text]) => el(name, { scope: name === 'th' ? 'col' : null, class: 'number' }, text)))),
            el('tbody', {}, labels.map((label, k) => el('tr', {}, el('th', { scope: 'row' }, `${letter[label]} ${label}`),
                cell(fromLog(rule.logLikelihood[k])), cell(short(rule.prior[k])), cell(fromLog(rule.logJoint[k])), el('td', { class: 'number' }, el('strong', {}, chance(rule.posterior[k])))))),
            el('tfoot', {}, el('tr', {}, el('th', { scope: 'row', colspan: 3 }, `Sum: p(${seen})`), cell(fromLog(rule.logDensity)), cell('100 %'))))),
        seen !== 'point' && el('p', { class: 'small' }, `p(${seen} | label) is p(point | label) summed over every ${seen === 'x' ? 'y' : 'x'} there could be. `
            + `It expects ${seen === 'x' ? 'y' : 'x'} to be ${rule.expected[seen === 'x' ? 1 : 0].toFixed(1)}.`),
        el('p', { class: `small ${rule.isUnfamiliar ? 'note' : 'quiet'}` }, rule.isUnfamiliar
            ? `It has never seen the like: log p(${seen}) is ${short(rule.logDensity)}, under the ${short(rule.unfamiliarBelow)} of the least likely point that it learned from.`
            : `It has seen the like: log p(${seen}) is ${short(rule.logDensity)}; the least likely point that it learned from has ${short(rule.unfamiliarBelow)}.`));
}

const standIns = {
    LogisticRegression: 'the mean of the points stands in',
    QuadraticLogisticRegression: 'the means of the points stand in',
    NearestNeighbors: 'distances are measured along the other one alone',
    GradientBoostedTrees: 'a tree that asks for it sends the point the same way every time',
};

const hiddenWords = (question, models) => (question.x === null || question.y === null)
    && el('p', { class: 'small quiet' }, `It knows nothing of how the coordinates hang together. For the hidden one ${standIns[models.discriminative]}.`);
