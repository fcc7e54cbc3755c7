// Practice: one question at a time, feedback at once, progress kept.

import { PageState } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { codeView } from '/pages/practice/code.js';
import { questions } from '/pages/practice/questions.js';

const state = await PageState.of('practice');
// By a question's name: the answer that was chosen first, and all that were chosen.
let chosen = state.get('chosen', {});
let at = Math.max(0, questions.findIndex(question => question.name === state.get('at')));

const of = question => chosen[question.name] ?? [];
const isRight = question => of(question).some(i => question.answers[i]?.right);
const isRightAtOnce = question => question.answers[of(question)[0]]?.right;

function showNavigation() {
    const ideas = [...new Set(questions.map(question => question.idea))];
    const answered = questions.filter(question => of(question).length > 0).length;
    byId('questions').replaceChildren(
        ...ideas.map(idea => el('section', {}, el('h2', {}, idea), el('div', { class: 'row' }, questions.map((question, i) => question.idea === idea && el('button', {
            type: 'button', 'aria-current': i === at ? 'step' : null, class: isRight(question) ? 'right' : of(question).length > 0 ? 'wrong' : null, onclick: () => open(i, true),
            'aria-label': `Question ${i + 1}${isRight(question) ? ', answered' : of(question).length > 0 ? ', not right yet' : ''}`,
        }, isRight(question) ? '✓' : of(question).length > 0 ? '✗' : String(i + 1)))))),
        el('p', { class: 'tally small', role: 'status' }, answered === 0 ? `${questions.length} questions` : `${answered} of ${questions.length} answered, ${questions.filter(isRightAtOnce).length} right at once`,
            answered > 0 && el('button', { type: 'button', class: 'plain', onclick: forget }, 'Begin anew')));
}

function showQuestion(focus) {
    const question = questions[at];
    const answers = el('ol', { class: 'answers' }, question.answers.map((answer, i) => {
        const isChosen = of(question).includes(i);
        return el('li', {}, el('button', { type: 'button', class: isChosen ? answer.right ? 'right' : 'wrong' : null, onclick: () => choose(i) }, el('kbd', { 'aria-hidden': 'true' }, String(i + 1)), el('span', {}, answer.text)),
            isChosen && el('p', { class: 'why' }, el('strong', {}, answer.right ? 'Right. ' : 'No. '), answer.why));
    }));
    const heading = el('h2', { tabindex: -1 }, question.text);
    byId('question').replaceChildren(el('div', { class: 'card ask' },
        el('p', { class: 'quiet small idea' }, `Question ${at + 1} of ${questions.length}: ${question.idea}`), heading, question.code && codeView(question.code), answers,
        el('p', { class: 'off', role: 'status', id: 'feedback' }),
        el('div', { class: 'row' },
            el('button', { type: 'button', disabled: at === 0, onclick: () => open(at - 1, true) }, 'Back'),
            at < questions.length - 1 && el('button', { type: 'button', id: 'next', class: isRight(question) ? 'main' : null, onclick: () => open(at + 1, true) }, isRight(question) ? 'Next question' : 'Skip'))));
    if (focus)
        heading.focus();
}

async function choose(i) {
    const question = questions[at];
    if (question.answers[i] === undefined)
        return;
    if (!of(question).includes(i))
        chosen = { ...chosen, [question.name]: [...of(question), i] };
    // The code that was edited stays as it is: only answers are drawn anew.
    const code = byId('question').querySelector('.code');
    showNavigation();
    showQuestion(false);
    if (code)
        byId('question').querySelector('.code').replaceWith(code);
    byId('question').querySelectorAll('.answers button')[i].focus();
    byId('feedback').textContent = `${question.answers[i].right ? 'Right.' : 'No.'} ${question.answers[i].why}`;
    await attempt(byId('problem'), () => state.change('chosen', {}, kept => ({ ...kept, [question.name]: [...new Set([...kept[question.name] ?? [], i])] })));
}

function open(number, focus) {
    at = number;
    showNavigation();
    showQuestion(focus);
    attempt(byId('problem'), () => state.keep('at', questions[at].name));
}

function forget() {
    chosen = {};
    attempt(byId('problem'), () => state.keep('chosen', chosen));
    open(0, true);
}

document.addEventListener('keydown', event => {
    if (event.target.closest('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey)
        return;
    if (/^[1-9]$/.test(event.key))
        choose(Number(event.key) - 1);
});
showNavigation();
showQuestion(false);
document.body.dataset.ready = 'practice';
