// Walk: from one picture to another, by a slider or back and forth.

import { api, withQuery } from '/frame/api.js';
import { attempt, byId, el, showProblem } from '/frame/dom.js';

const frames = 24;
const frameTime = 90;
// What a model takes that is told nothing.
const usual = 0.85;

let playing = null;

export async function showWalk(model, state) {
    clearInterval(playing);
    playing = null;
    const ends = { from: state.get('walk-from'), to: state.get('walk-to') };
    for (const [name, otherwise] of [['from', model.labels[0]], ['to', model.labels.at(-1)]])
        if (!ends[name] || !model.labels.includes(ends[name].label))
            ends[name] = { label: otherwise, seed: 0, number: 1 };

    const isFlow = model.creatorKind === 'flow';
    let truncation = state.get('walk-truncation');
    // When the model was learned is part of the address: the browser keeps pictures, and a model that is learned anew makes others.
    const way = () => ({
        from: ends.from.label, fromSeed: ends.from.seed, fromNumber: ends.from.number, to: ends.to.label, toSeed: ends.to.seed, toNumber: ends.to.number,
        truncation: isFlow ? null : truncation, learned: model.created,
    });
    const address = at => withQuery(`/api/create/${model.id}/between`, { ...way(), at });
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    // A picture that does not come says nothing of why: its address does, when it is asked.
    const explain = () => {
        halt();
        attempt(problem, () => api.get(large.getAttribute('src').slice('/api'.length)));
    };
    const large = el('img', { class: 'walked', alt: '', width: 320, height: 320, onload: () => showProblem(problem, null), onerror: explain });
    const slider = el('input', { type: 'range', min: 0, max: frames - 1, value: 0, 'aria-label': 'Position on the way' });
    const play = el('button', { type: 'button', class: 'main creates' }, 'Play');
    const strip = el('ul', { class: 'strip' });
    const save = el('a', { class: 'button' }, 'Save as an animation');
    const show = () => {
        large.src = address(slider.value / (frames - 1));
        large.alt = `${Math.round(slider.value / (frames - 1) * 100)} % of the way from ${ends.from.label} to ${ends.to.label}`;
    };
    slider.addEventListener('input', show);
    play.addEventListener('click', () => {
        if (playing) {
            halt();
            return;
        }
        let step = 1;
        play.textContent = 'Stop';
        playing = setInterval(() => {
            // Nobody looks, or the last picture is on its way still, which another would put an end to.
            if (document.hidden || !large.checkVisibility() || !large.complete)
                return;
            const next = Number(slider.value) + step;
            if (next < 0 || next >= frames)
                step = -step;
            slider.value = Number(slider.value) + step;
            show();
        }, frameTime);
    });

    function halt() {
        clearInterval(playing);
        [playing, play.textContent] = [null, 'Play'];
    }

    function restart() {
        show();
        save.href = withQuery(`/api/create/${model.id}/way`, way());
        save.download = `${ends.from.label} to ${ends.to.label}.gif`;
        strip.replaceChildren(...[0, 0.2, 0.4, 0.6, 0.8, 1].map(at => el('li', {}, el('img', { src: address(at), alt: '', width: 96, height: 96 }))));
    }

    const end = (name, words) => {
        const now = ends[name];
        const change = part => event => {
            if (!event.target.reportValidity())
                return;
            now[part] = part === 'label' ? event.target.value : Number(event.target.value);
            state.keep(`walk-${name}`, now);
            restart();
        };
        const label = el('select', { onchange: change('label') }, model.labels.map(one => el('option', {}, one)));
        label.value = now.label;
        return el('fieldset', { class: 'row' }, el('legend', {}, words),
            el('label', {}, 'Label', label),
            el('label', {}, 'Seed', el('input', { type: 'number', min: 0, step: 1, required: true, value: now.seed, onchange: change('seed') })),
            el('label', {}, 'Number', el('input', { type: 'number', min: 1, step: 1, required: true, value: now.number, onchange: change('number') })));
    };

    const amount = el('output', {}, truncation ?? usual);
    const variety = el('label', {}, 'Variety', el('span', { class: 'hint' }, amount, ' of all that it learned'),
        el('input', { type: 'range', min: 0.3, max: 1, step: 0.05, value: truncation ?? usual, oninput: event => amount.textContent = event.target.value, onchange: event => {
            truncation = Number(event.target.value);
            state.keep('walk-truncation', truncation);
            restart();
        } }));

    byId('walk').replaceChildren(
        el('div', { class: 'card' }, el('div', { class: 'cards' }, end('from', 'From'), end('to', 'To')), !isFlow && variety),
        el('div', { class: 'card' },
            el('p', {}, 'Every picture is a point among the random numbers that it was made of. Between two of them lie pictures too: if the creator had only learned photos by heart, there would be jumps.'),
            large, problem, el('div', { class: 'row middle' }, play, el('label', { class: 'grow' }, 'Way', slider), save), strip));
    restart();
}
