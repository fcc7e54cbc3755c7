// Code of fixed form, of which the numbers can be edited; it runs in the studio, with the library.

import { api } from '/frame/api.js';
import { el } from '/frame/dom.js';

/** A program; code = { model, x, y, call, ask or label }, its numbers as they are written in C#. */
export function codeView(code) {
    const fields = Object.fromEntries(['x', 'y', 'ask', 'label'].filter(name => code[name] !== undefined).map(name => [name, el('input', {
        value: code[name], 'aria-label': names[name], spellcheck: 'false', autocomplete: 'off', size: String(code[name].length + 1), oninput: () => runSoon(),
    })]));
    const printed = el('output', { class: 'printed', role: 'status' });
    const run = el('button', { type: 'button', onclick: () => runNow() }, 'Run');
    const again = el('button', { type: 'button', class: 'plain', onclick: () => {
        Object.entries(fields).forEach(([name, field]) => field.value = code[name]);
        printed.textContent = '';
    } }, 'As it was');
    const line = (...parts) => el('p', { class: 'line' }, parts);
    const call = code.call === 'Generate' ? ['model.Generate(', fields.label, ', count: 3, seed: 7);'] : [`model.${code.call}(`, fields.ask, ');'];

    let [waiting, number] = [null, 0];
    function runSoon() {
        clearTimeout(waiting);
        waiting = setTimeout(runNow, 250);
    }

    async function runNow() {
        const mine = ++number;
        let [text, failed] = ['', false];
        try {
            const numbers = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, numbersOf(name, field.value)]));
            text = (await api.post('/practice/runs', { model: code.model, call: code.call, ...numbers })).printed;
        } catch (problem) {
            [text, failed] = [problem.status === 400 ? `TwofoldException: ${problem.message}` : problem.message, true];
        }
        if (mine !== number)
            return;
        printed.textContent = text;
        printed.classList.toggle('failed', failed);
    }

    return el('div', { class: 'code' },
        line('double[][] x = ', fields.x, ';'), line('int[] y = ', fields.y, ';'), line(`var model = new ${code.model}().Fit(x, y);`), line(...call),
        el('div', { class: 'row middle' }, run, again, el('span', { class: 'quiet small' }, 'The numbers can be changed.')), printed);
}

const names = { x: 'Rows x', y: 'Labels y', ask: 'Rows to ask about', label: 'Label to generate' };

const isInt = value => Number.isInteger(value) && Math.abs(value) < 2 ** 31;
const isDouble = value => Number.isFinite(value) || value === 'NaN';
const isList = (value, isItem) => Array.isArray(value) && value.every(isItem);
const isRows = value => isList(value, row => isList(row, isDouble));

// What the compiler holds each field to.
const rows = { type: 'a double[][]', such: '[[1, 2], [2, 3]]', isOfType: isRows };
const types = {
    x: rows,
    y: { type: 'an int[]', such: '[0, 1]', isOfType: value => isList(value, isInt) },
    ask: rows,
    label: { type: 'an int', such: '1', isOfType: isInt },
};

function numbersOf(name, text) {
    const { type, such, isOfType } = types[name];
    let value;
    try {
        value = JSON.parse(text.replace(/(?:double\.)?NaN/g, '"NaN"'));
    } catch {
        // It is not even a list of numbers.
    }
    if (!isOfType(value))
        throw new Error(`'${text}' does not compile: it is to be ${type}, such as ${such}.`);
    return value;
}
