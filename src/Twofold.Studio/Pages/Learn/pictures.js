// The first lesson: twenty pictures sorted by hand, by a rule, and by models, with time and errors beside one another.

import { api } from '/frame/api.js';
import { attempt, el } from '/frame/dom.js';
import { duration, short } from '/frame/words.js';

const one = { cats: 'Cat', dogs: 'Dog' };

/** Shows the lesson in a place; finished() is told when all three ways were gone. */
export function pictureLesson(place, state, finished) {
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const stage = el('div', { class: 'card' });
    const results = el('div');
    let [seed, set, outcomes] = [state.get('pictures-seed', 1), null, []];
    place.replaceChildren(problem, stage, results);

    async function begin() {
        outcomes = [];
        results.replaceChildren();
        set = await attempt(problem, () => api.get(`/learn/pictures/${seed}`));
        if (set)
            offerHand();
    }

    const picture = index => `/api/learn/pictures/${seed}/${index}`;

    function offerHand() {
        const start = el('button', { type: 'button', class: 'main' }, 'Begin: the clock runs');
        start.addEventListener('click', sortByHand);
        stage.replaceChildren(el('h2', {}, '1. By hand'), el('p', {}, 'One picture after the other. Keys: ← for a cat, → for a dog.'), start);
    }

    function sortByHand() {
        const began = performance.now();
        const said = [];
        const shown = el('img', { class: 'asked', width: 160, height: 160, alt: 'A drawn animal: cat or dog?' });
        const left = el('p', { class: 'quiet', role: 'status' });
        const buttons = set.labels.map(label => el('button', { type: 'button', class: 'main', onclick: () => say(label) }, one[label]));
        const place = el('div', { class: 'by-hand' }, shown, el('div', { class: 'row' }, buttons), left);
        place.addEventListener('keydown', event => {
            const label = { ArrowLeft: set.labels[0], ArrowRight: set.labels[1] }[event.key];
            if (label) {
                event.preventDefault();
                say(label);
            }
        });
        stage.replaceChildren(el('h2', {}, '1. By hand'), place);
        buttons[0].focus();
        show();

        function show() {
            shown.src = picture(said.length);
            left.textContent = `Picture ${said.length + 1} of ${set.pictures.length}`;
        }

        async function say(label) {
            if (said.length >= set.pictures.length)
                return;
            said.push(label);
            if (said.length < set.pictures.length)
                return show();
            const seconds = (performance.now() - began) / 1000;
            const judged = await attempt(problem, () => api.post(`/learn/pictures/${seed}/answers`, { labels: said }));
            if (judged) {
                add({ title: 'By hand', time: duration(seconds), how: 'looking at each', outcome: judged });
                offerRule();
            }
        }
    }

    function offerRule() {
        const began = performance.now();
        const measure = el('select', {}, set.measures.map(name => el('option', {}, name)));
        const above = el('select', {}, set.labels.map(label => el('option', {}, label)));
        const threshold = el('input', { type: 'range', min: 0, max: 1, step: 'any', value: 0.5, 'aria-label': 'Threshold' });
        const now = el('output', { class: 'number' });
        const sides = el('div', { class: 'sides' });
        const use = el('button', { type: 'button', class: 'main' }, 'That is my rule');
        const values = () => set.pictures.map(measures => measures[measure.selectedIndex]);
        const limit = () => Math.min(...values()) + Number(threshold.value) * (Math.max(...values()) - Math.min(...values()));
        const sort = () => {
            now.textContent = short(limit());
            const order = values().map((value, i) => [value, i]).sort((a, b) => b[0] - a[0]);
            const side = (title, chosen) => el('section', {}, el('h3', {}, `${title} (${chosen.length})`), el('ul', { class: 'thumbs' }, chosen.map(([value, i]) => el('li', {},
                el('img', { src: picture(i), width: 80, height: 80, alt: `Picture ${i + 1}` }), el('span', { class: 'quiet small' }, short(value))))));
            sides.replaceChildren(
                side(`Above: ${above.value}`, order.filter(([value]) => value > limit())),
                side(`Not above: ${set.labels.find(label => label !== above.value)}`, order.filter(([value]) => value <= limit())));
        };
        [measure, above].forEach(field => field.addEventListener('change', sort));
        threshold.addEventListener('input', sort);
        use.addEventListener('click', async () => {
            const seconds = (performance.now() - began) / 1000;
            const judged = await attempt(problem, () => api.post(`/learn/pictures/${seed}/rule`, { measure: measure.value, threshold: limit(), above: above.value }), use);
            if (judged) {
                add({ title: 'By your rule', time: duration(seconds), how: `${above.value} are above ${short(limit())} in ${measure.value}`, outcome: judged });
                offerModels();
            }
        });
        stage.replaceChildren(el('h2', {}, '2. By a rule'), el('p', {}, 'Something is measured of each picture, and a threshold parts them. The pictures move as you change the rule; you see what they are, the rule sees the number only.'),
            el('div', { class: 'row' }, el('label', {}, 'Measure', measure), el('label', {}, 'What is above the threshold is called', above),
                el('label', { class: 'grow' }, el('span', {}, 'Threshold ', now), threshold), use), sides);
        measure.focus();
        sort();
    }

    function offerModels() {
        const learn = el('button', { type: 'button', class: 'main' }, 'Let them learn and sort');
        learn.addEventListener('click', async () => {
            const sorters = await attempt(problem, () => api.post(`/learn/pictures/${seed}/models`), learn);
            if (!sorters)
                return;
            for (const { title, learnedFrom, learningSeconds, sortingSeconds, outcome } of sorters)
                add({ title, time: `${milliseconds(learningSeconds + sortingSeconds)}`, how: `learned from ${learnedFrom} others in ${milliseconds(learningSeconds)}, sorted in ${milliseconds(sortingSeconds)}`, outcome });
            const again = el('button', { type: 'button' }, 'Twenty others');
            again.addEventListener('click', () => {
                seed++;
                state.keep('pictures-seed', seed);
                begin();
            });
            stage.replaceChildren(el('h2', {}, 'All three, side by side'),
                el('p', {}, 'A person sees what an animal is and tires. A rule is quick to use and hard to find: you had to guess what to measure. A model finds its own rule, in a moment, if there are examples; and the choice of model matters more than one would think.'), again);
            again.focus();
            finished();
        });
        stage.replaceChildren(el('h2', {}, '3. By models'),
            el('p', {}, 'Two models of the library, one of each kind, learn from 300 other drawings with their labels: nothing but 12 × 12 gray pixels each. Nobody says what to look at.'), learn);
        learn.focus();
    }

    function add(row) {
        outcomes.push(row);
        results.replaceChildren(el('div', { class: 'card' }, el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Outcomes' }, el('table', {},
            el('thead', {}, el('tr', {}, ['Way', 'Time', 'Wrong of 20', 'How', 'The wrong ones'].map(name => el('th', { scope: 'col' }, name)))),
            el('tbody', {}, outcomes.map(({ title, time, how, outcome }) => el('tr', {}, el('th', { scope: 'row' }, title), el('td', {}, time), el('td', {}, el('strong', {}, String(outcome.wrong))), el('td', {}, how),
                el('td', {}, el('span', { class: 'wrong-ones' }, outcome.said.flatMap((label, i) => label === outcome.truth[i] ? [] : [el('img', { src: picture(i), width: 40, height: 40, alt: `a ${one[outcome.truth[i]].toLowerCase()}, called a ${one[label].toLowerCase()}` })]))))))))));
    }

    const milliseconds = seconds => `${short(Number((seconds * 1000).toPrecision(2)))} ms`;

    begin();
}
