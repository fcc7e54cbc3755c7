// A line chart that grows while something learns.

import { el, oncePerFrame, svg } from '/frame/dom.js';
import { short } from '/frame/words.js';

const [height, left, bottom, top, right] = [224, 52, 24, 10, 10];
const colors = ['var(--recognize)', 'var(--create)', 'var(--good)', 'var(--bad)', 'var(--quiet)'];

/** Curves by name over a common horizontal axis; add(x, { name: y, … }) draws on. */
export class Chart {
    #series = new Map();
    #axis;
    // Work that is gone on with counts from 0 again; its curves go on where they ended.
    #before = 0;
    #last = 0;
    // A page that comes late gets thousands of points at once, and draws them once.
    #later = oncePerFrame(() => this.#series.size > 0 && this.#draw());
    #legend = el('p', { class: 'small row middle' });
    #drawing;

    /** What the horizontal axis counts, such as "s". */
    constructor(axis) {
        this.#axis = axis;
        this.#drawing = svg('svg', { class: 'chart', role: 'img', 'aria-label': 'No points yet' });
        this.element = el('figure', { class: 'curves', hidden: true }, this.#drawing, this.#legend);
        new ResizeObserver(() => this.#later()).observe(this.element);
    }

    clear() {
        this.#series.clear();
        this.element.hidden = true;
    }

    add(x, measures) {
        if (x < this.#last)
            this.#before += this.#last;
        this.#last = x;
        for (const [name, y] of Object.entries(measures)) {
            if (!Number.isFinite(y))
                continue;
            if (!this.#series.has(name))
                this.#series.set(name, []);
            this.#series.get(name).push([this.#before + x, y]);
        }
        if (this.#series.size > 0)
            this.#later();
    }

    #draw() {
        this.element.hidden = false;
        // As wide as there is room, so that letters are not stretched.
        const width = this.#drawing.clientWidth;
        this.#drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
        const [x0, x1] = extent(this.#series.values(), 0);
        const [y0, y1] = extent(this.#series.values(), 1);
        const at = ([x, y]) => [left + (x - x0) / (x1 - x0) * (width - left - right), height - bottom - (y - y0) / (y1 - y0) * (height - bottom - top)];
        const lines = [...this.#series.values()].map((series, i) => svg('polyline', {
            class: 'line', style: { stroke: colors[i % colors.length] }, points: thin(series).map(point => at(point).map(v => v.toFixed(1)).join()).join(' '),
        }));
        const text = (x, y, words, anchor) => svg('text', { x, y, 'text-anchor': anchor }, words);
        this.#drawing.replaceChildren(
            svg('path', { class: 'axis', fill: 'none', d: `M${left} ${top}V${height - bottom}H${width - right}` }),
            text(left - 6, top + 10, short(y1), 'end'), text(left - 6, height - bottom, short(y0), 'end'),
            text(left, height - 6, short(x0), 'start'), text(width - right, height - 6, `${short(x1)} ${this.#axis}`, 'end'),
            ...lines);
        const last = [...this.#series].map(([name, series]) => `${name} ${short(series.at(-1)[1])}`);
        this.#drawing.setAttribute('aria-label', `Curves over ${this.#axis}; now ${last.join(', ')}`);
        this.#legend.replaceChildren(...last.map((words, i) => el('span', { class: 'key', style: { color: colors[i % colors.length] } }, words)));
    }
}

// In a loop: there may be more points than a function takes arguments.
function extent(all, axis) {
    let [low, high] = [Infinity, -Infinity];
    for (const series of all)
        for (const point of series)
            [low, high] = [Math.min(low, point[axis]), Math.max(high, point[axis])];
    return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

// More points than pixels only take time.
function thin(series) {
    const step = Math.ceil(series.length / 600);
    return series.filter((_, i) => i % step === 0 || i === series.length - 1);
}
