// Learn: lessons on one side of a line, a plane to play on, and the world that both halves learn from.

import { api, PageState, withQuery } from '/frame/api.js';
import { attempt, byId, el, showProblem } from '/frame/dom.js';
import { percent, short } from '/frame/words.js';
import { answerView } from '/pages/learn/bayes.js';
import { fieldsOf } from '/pages/learn/fields.js';
import { lessons } from '/pages/learn/lessons.js';
import { labels, letter } from '/pages/learn/marks.js';
import { pictureLesson } from '/pages/learn/pictures.js';
import { paintDensities, paintProbabilities, Plane } from '/pages/learn/plane.js';

// Where both halves take longer than this over the fine grid, the coarse one is asked for while a hand moves.
const [fine, coarse, tooLong] = [96, 48, 40];
const begun = { discriminative: 'LogisticRegression', generative: 'GaussianNaiveBayes', preset: 'clouds', count: null, seed: 1, prior: null, hidden: '', reach: 5, question: null, tool: 'put', label: 'A' };
const tools = [['put', 'Put and drag points'], ['ask', 'Ask'], ['erase', 'Take away']];
const problem = byId('plane-problem');
const [state, offer] = await Promise.all([PageState.of('learn'), api.get('/learn/plane')]);

let world = { points: [], ...begun, ...state.get('world', {}) };
let lesson = state.get('lesson', 0);
let done = state.get('done', []);
let made = [];
let fields = null;
// What both halves said of the question that stands on the planes.
let pinned = null;
let memory = {};

// The planes hold on to one object, whatever lesson sets it up.
const shared = new Proxy({}, { get: (_, name) => world[name] });
const handlers = {
    put(x, y) {
        const point = { x, y, label: world.label };
        world.points.push(point);
        changed();
        return point;
    },
    move(point, x, y) {
        [point.x, point.y] = [x, y];
        changed(true);
    },
    ended: () => keep(),
    remove(point) {
        world.points.splice(world.points.indexOf(point), 1);
        changed();
        keep();
    },
    ask(x, y) {
        world.question = { x, y };
        keep();
        draw();
        ask(world.question, true);
    },
    point(x, y) {
        if (!world.question || world.tool !== 'ask')
            ask({ x, y }, false);
    },
    left() {
        if (world.question)
            ask(world.question, true);
    },
    label: number => chooseLabel(labels[number]),
};
const left = new Plane(byId('left'), paintProbabilities, shared, handlers);
const right = new Plane(byId('right'), paintDensities, shared, { ...handlers, made: () => made });

// Controls

for (const half of ['discriminative', 'generative']) {
    byId(half).append(...offer[half].map(model => el('option', { value: model.name }, model.title)));
    byId(half).addEventListener('change', () => {
        world[half] = byId(half).value;
        made = [];
        changed();
        keep();
    });
}
byId('preset').append(...offer.presets.map(preset => el('option', { value: preset.name }, preset.title)), el('option', { value: '' }, 'Your own'));
byId('preset').addEventListener('change', () => byId('preset').value ? drawPreset(byId('preset').value, null) : clear());
byId('count').addEventListener('input', () => drawPreset(world.preset || 'clouds', Number(byId('count').value)));
byId('again').addEventListener('click', () => {
    world.seed++;
    drawPreset(world.preset || 'clouds', world.count);
});
byId('clear').addEventListener('click', clear);
byId('reach').addEventListener('change', () => set({ reach: Number(byId('reach').value) }));
byId('hidden').addEventListener('change', () => set({ hidden: byId('hidden').value }));
byId('make').addEventListener('click', make);
byId('forget').addEventListener('click', () => {
    made = [];
    byId('forget').disabled = true;
    draw();
});
byId('tool').append(...tools.map(([name, words]) => el('button', { type: 'button', value: name, onclick: () => {
    world.tool = name;
    showControls();
    keep();
} }, words)));
byId('label').append(...labels.map(label => el('button', { type: 'button', value: label, class: `mark-${label}`, onclick: () => chooseLabel(label) }, `${letter[label]} ${label}`)));

function chooseLabel(label) {
    world.label = label;
    world.tool = 'put';
    showControls();
}

function set(change) {
    Object.assign(world, change);
    changed();
    keep();
}

function clear() {
    made = [];
    set({ points: [], preset: '', question: null, prior: null });
}

let drawing = 0;

/** Draws a preset's points anew; as many as show it well where count is null. */
async function drawPreset(name, count) {
    const number = ++drawing;
    const wanted = count ?? offer.presets.find(preset => preset.name === name).count;
    const points = await attempt(problem, () => api.get(withQuery(`/learn/presets/${name}`, { count: wanted, seed: world.seed })));
    if (!points || number !== drawing)
        return;
    made = [];
    const among = new Set(points.labels);
    const samePrior = world.prior && Object.keys(world.prior).every(label => among.has(label)) && Object.keys(world.prior).length === among.size;
    set({ points: points.x.map((x, i) => ({ x, y: points.y[i], label: points.labels[i] })), preset: name, count: wanted, prior: samePrior ? world.prior : null });
}

// Learning: one request at a time, and the newest world is what the next one is about.

let [learning, again, since] = [false, false, 0];
let [moving, slow, resting] = [false, false, null];

function changed(isMoving = false) {
    moving = isMoving;
    if (since === 0)
        since = performance.now();
    pinned = null;
    showControls();
    left.draw();
    right.draw();
    if (learning)
        again = true;
    else
        learn();
}

const question = () => ({
    points: { x: world.points.map(point => point.x), y: world.points.map(point => point.y), labels: world.points.map(point => point.label) },
    discriminative: world.discriminative, generative: world.generative, preset: world.preset || null,
});

const present = () => labels.filter(label => world.points.some(point => point.label === label));

// A prior is of the labels that there are; one of others is forgotten.
const prior = () => world.prior && present().every(label => world.prior[label] !== undefined) && present().some(label => world.prior[label] > 0) ? present().map(label => world.prior[label]) : null;

async function learn() {
    learning = true;
    clearTimeout(resting);
    let cells;
    do {
        again = false;
        const began = since;
        since = 0;
        cells = moving && slow ? coarse : fine;
        const now = await attempt(problem, () => fieldsOf({ question: question(), prior: prior(), reach: world.reach, cells, hidden: world.hidden || null }));
        if (now) {
            fields = now;
            draw();
            showReports();
            const took = performance.now() - began;
            if (cells === fine)
                slow = took > tooLong;
            byId('said').textContent = world.points.length === 0
                ? 'Nothing to learn from yet: put points of two labels by clicking on a plane, or choose a preset.'
                : `Learned by both and drawn in ${Math.round(took)} ms.`;
        }
    } while (again);
    learning = false;
    if (cells === coarse)
        resting = setTimeout(changed, 150);
    // What was said of a point may be otherwise now.
    if (world.question || last)
        ask(world.question ?? last, world.question !== null);
    else
        invite();
    check();
}

function draw() {
    left.show(fields);
    right.show(fields);
}

function showReports() {
    for (const half of ['discriminative', 'generative']) {
        const { problem: why, mistakes, milliseconds } = fields.header[half];
        byId(`${half}-report`).classList.toggle('note', why !== null);
        byId(`${half}-report`).textContent = why ?? `Wrong on ${mistakes.wrong} of its ${mistakes.points} points`
            + (mistakes.ofFresh === null ? '' : ` and on ${percent(mistakes.ofFresh)} of 1,000 new ones`) + `. Learned in ${short(Number(milliseconds.toPrecision(2)))} ms.`;
    }
    byId('make').disabled = fields.header.generative.problem !== null;
    showPrior();
}

// Asking: the newest question counts, and only one is on its way.

let [asking, next, last] = [false, null, null];

async function ask(at, isPinned) {
    next = { at, isPinned };
    last = at;
    if (asking)
        return;
    asking = true;
    while (next) {
        const now = next;
        next = null;
        const seen = { x: world.hidden === 'x' ? null : now.at.x, y: world.hidden === 'y' ? null : now.at.y };
        const answer = await attempt(problem, () => api.post('/learn/answers', { question: question(), prior: prior(), ...seen }));
        if (!answer)
            continue;
        if (answer.labels.length)
            byId('answer').replaceChildren(...answerView(answer, seen, now.isPinned, world));
        else
            invite();
        if (now.isPinned) {
            pinned = answer;
            check();
        }
    }
    asking = false;
}

function invite() {
    byId('answer').replaceChildren(el('p', { class: 'empty' }, 'Move the pointer over a plane, or choose “Ask” and click: what both halves say of the point stands here, with the numbers of Bayes’ rule.'));
}

async function make() {
    const points = await attempt(problem, () => api.post('/learn/points', { question: question(), prior: prior(), count: 50, seed: ++world.seed }), byId('make'));
    if (!points)
        return;
    made.push(...points.x.map((x, i) => ({ x, y: points.y[i], label: points.labels[i] })));
    byId('forget').disabled = false;
    byId('said').textContent = `${made.length} made points on the plane of the half that creates, drawn hollow.`;
    right.draw();
    check({ model: world.generative });
}

// Prior

let sliders = '';

function showPrior() {
    const { header } = fields;
    const known = header.learnedPrior ? header.labels : [];
    if (sliders !== known.join()) {
        sliders = known.join();
        byId('prior').hidden = known.length === 0;
        byId('prior').replaceChildren(
            el('legend', {}, 'The prior: how frequent each label is where the model is used'),
            el('div', { class: 'row middle' }, known.map(label => el('label', { class: 'grow' }, el('span', {}, `${letter[label]} ${label} `, el('output', { id: `prior-${label}`, class: 'number' })),
                el('input', { type: 'range', min: 0.1, max: 100, step: 0.1, 'data-label': label, oninput: movePrior }))),
            el('button', { type: 'button', id: 'prior-learned', onclick: () => set({ prior: null }) }, 'As learned')));
    }
    known.forEach((label, k) => {
        byId(`prior-${label}`).textContent = percent(header.prior[k]);
        const slider = byId('prior').querySelector(`[data-label=${label}]`);
        if (slider !== document.activeElement || !world.prior)
            slider.value = world.prior?.[label] ?? header.learnedPrior[k] * 100;
    });
    if (known.length)
        byId('prior-learned').disabled = world.prior === null;
}

function movePrior() {
    world.prior = Object.fromEntries([...byId('prior').querySelectorAll('input')].map(slider => [slider.dataset.label, Number(slider.value)]));
    changed(true);
    keep();
}

// Lessons

function showControls() {
    for (const name of ['preset', 'reach', 'hidden', 'discriminative', 'generative'])
        byId(name).value = world[name];
    for (const half of ['discriminative', 'generative'])
        byId(`${half}-idea`).textContent = offer[half].find(model => model.name === world[half]).idea;
    byId('count').value = world.preset ? world.count : world.points.length;
    byId('count-now').textContent = world.points.length;
    byId('count').disabled = byId('again').disabled = !world.preset;
    for (const button of [...byId('tool').children, ...byId('label').children])
        button.setAttribute('aria-pressed', button.value === world.tool || button.value === world.label);
}

function check(making = null) {
    const task = lessons[lesson - 1];
    if (!task?.done || done.includes(lesson) || !task.done({ world, header: fields?.header, answer: world.question ? pinned : null, making, memory }))
        return;
    finished();
}

function finished() {
    if (!done.includes(lesson)) {
        const now = lesson;
        done = [...done, now];
        state.change('done', [], kept => [...new Set([...kept, now])]);
    }
    showLesson();
}

function showLesson() {
    byId('lessons').replaceChildren(...[null, ...lessons].map((entry, number) => el('li', {}, el('button', {
        type: 'button', class: done.includes(number) ? 'done' : null, 'aria-current': number === lesson ? 'step' : null, onclick: () => openLesson(number),
    }, entry ? `${number}. ${entry.title}` : 'Play', done.includes(number) && el('span', { class: 'off' }, ' (done)')))));
    const entry = lessons[lesson - 1];
    const isDone = done.includes(lesson);
    byId('lesson').replaceChildren(...(entry
        ? [el('h2', { tabindex: -1 }, `${lesson}. ${entry.title}`), ...entry.text.map(text => el('p', {}, text)),
            el('p', { class: `task${isDone ? ' done' : ''}` }, el('strong', {}, isDone ? 'Done: ' : 'To do: '), entry.task),
            el('div', { class: 'row' }, lesson < lessons.length && el('button', { type: 'button', class: isDone ? 'main' : null, onclick: () => openLesson(lesson + 1) }, isDone ? 'Next lesson' : 'Skip'),
                lesson > 1 && el('button', { type: 'button', onclick: () => openLesson(lesson) }, 'Set up anew'))]
        : [el('h2', { tabindex: -1 }, 'Play'), el('p', {}, `Nine short lessons walk through this plane${done.length ? `; ${done.length} of them ${done.length === 1 ? 'is' : 'are'} done` : ''}. Or just play: put points, drag them, choose models, ask.`),
            el('div', { class: 'row' }, el('button', { type: 'button', class: 'main', onclick: () => openLesson([...lessons.keys()].map(i => i + 1).find(number => !done.includes(number)) ?? 1) }, done.length ? 'Go on with the lessons' : 'Begin with the first lesson'))]));
    byId('pictures').hidden = lesson !== 1;
    byId('plane').hidden = byId('tools').hidden = lesson === 1;
}

async function openLesson(number) {
    lesson = number;
    [memory, made, pinned] = [{}, [], null];
    state.keep('lesson', lesson);
    showLesson();
    // What was pressed is gone.
    byId('lesson').querySelector('h2').focus();
    last = null;
    invite();
    byId('forget').disabled = true;
    if (lesson === 1)
        return pictureLesson(byId('pictures'), state, finished);
    const entry = lessons[lesson - 1];
    if (!entry)
        return changed();
    world = { ...begun, points: [], ...entry.set };
    await drawPreset(world.preset, entry.set.count ?? null);
}

let keeping = null;

// Dragging changes the world sixty times a second; it is kept when it rests.
function keep() {
    clearTimeout(keeping);
    keeping = setTimeout(() => state.keep('world', { ...world, points: world.points }).catch(mistake => showProblem(problem, mistake)), 300);
}

showLesson();
if (lesson === 1)
    pictureLesson(byId('pictures'), state, finished);
else if (world.points.length === 0 && world.preset)
    await drawPreset(world.preset, world.count);
else
    changed();
document.body.dataset.ready = 'learn';
