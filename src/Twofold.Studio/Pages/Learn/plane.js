// A plane: draws what a half says and the points on it, and takes clicks, drags and keys.

import { contour } from '/pages/learn/contours.js';
import { channels, colors, shape } from '/pages/learn/marks.js';

const grabbed = 14;

// Of a single bell: one, two and three standard deviations from its middle.
const depths = [0.5, 2, 4.5];

/**
 * A plane on a canvas. paint(context, view) draws what is under the points; the handlers are put(x, y), move(point, x, y), ended(), remove(point),
 * ask(x, y), point(x, y) of a pointer that is over it, left() and label(number).
 */
export class Plane {
    #canvas;
    #handlers;
    #paint;
    #world;
    #fields = null;
    #cross = null;
    #held = null;
    #background = null;

    constructor(canvas, paint, world, handlers) {
        [this.#canvas, this.#paint, this.#world, this.#handlers] = [canvas, paint, world, handlers];
        new ResizeObserver(() => this.#measure()).observe(canvas);
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.show(this.#fields));
        canvas.addEventListener('pointerdown', event => this.#down(event));
        canvas.addEventListener('pointermove', event => this.#moved(event));
        canvas.addEventListener('pointerup', () => this.#drop());
        canvas.addEventListener('pointercancel', () => this.#drop());
        canvas.addEventListener('pointerleave', () => this.#handlers.left());
        canvas.addEventListener('contextmenu', event => this.#removeAt(event));
        canvas.addEventListener('keydown', event => this.#key(event));
        canvas.addEventListener('blur', () => {
            this.#cross = null;
            this.draw();
        });
    }

    /** Shows other fields, or none. */
    show(fields) {
        this.#fields = fields;
        this.#background = null;
        this.draw();
    }

    /** Draws the points and what is under them. */
    draw() {
        const { width } = this.#canvas;
        if (width === 0)
            return;
        const context = this.#canvas.getContext('2d');
        const palette = colors();
        if (!this.#background) {
            this.#background = new OffscreenCanvas(width, width);
            this.#paint(this.#background.getContext('2d'), this.#view(palette), this.#fields);
        }
        context.drawImage(this.#background, 0, 0);
        const scale = devicePixelRatio;
        const mark = (point, size, hollow) => {
            const outline = shape(point.label, ...this.#place(point.x, point.y), size * scale);
            context.fillStyle = hollow ? palette.ground : palette.labels[point.label];
            context.strokeStyle = hollow ? palette.labels[point.label] : palette.ground;
            context.lineWidth = (hollow ? 1.75 : 1.5) * scale;
            context.fill(outline);
            context.stroke(outline);
        };
        if (this.#handlers.made)
            this.#handlers.made().forEach(point => mark(point, 3.5, true));
        this.#world.points.forEach(point => mark(point, 5, false));
        if (this.#world.question)
            this.#question(context, palette, scale);
        if (this.#cross)
            this.#crosshair(context, palette, scale);
    }

    #view(palette) {
        const width = this.#canvas.width;
        return { width, palette, scale: devicePixelRatio, place: (x, y) => this.#place(x, y), reach: this.#world.reach };
    }

    #measure() {
        const width = Math.round(this.#canvas.clientWidth * devicePixelRatio);
        if (width === 0 || width === this.#canvas.width)
            return;
        this.#canvas.width = this.#canvas.height = width;
        this.show(this.#fields);
    }

    #place(x, y) {
        const { width } = this.#canvas;
        return [(x / this.#world.reach + 1) / 2 * width, (1 - y / this.#world.reach) / 2 * width];
    }

    #at(event) {
        const box = this.#canvas.getBoundingClientRect();
        const reach = this.#world.reach;
        const clamp = value => Math.max(-reach, Math.min(reach, value));
        return [clamp(((event.clientX - box.left) / box.width * 2 - 1) * reach), clamp((1 - (event.clientY - box.top) / box.height * 2) * reach)];
    }

    #nearest(x, y, within = Infinity) {
        const unit = this.#canvas.clientWidth / 2 / this.#world.reach;
        let [best, distance] = [null, within];
        for (const point of this.#world.points) {
            const away = Math.hypot(point.x - x, point.y - y) * unit;
            if (away < distance)
                [best, distance] = [point, away];
        }
        return best;
    }

    #down(event) {
        if (event.button !== 0)
            return;
        const [x, y] = this.#at(event);
        if (this.#world.tool === 'ask')
            return this.#handlers.ask(x, y);
        const point = this.#nearest(x, y, grabbed);
        if (this.#world.tool === 'erase')
            return point && this.#handlers.remove(point);
        this.#held = point ?? this.#handlers.put(x, y);
        if (this.#held)
            this.#canvas.setPointerCapture(event.pointerId);
    }

    #moved(event) {
        const [x, y] = this.#at(event);
        if (this.#held)
            this.#handlers.move(this.#held, x, y);
        else
            this.#handlers.point(x, y);
    }

    #drop() {
        if (this.#held)
            this.#handlers.ended();
        this.#held = null;
    }

    #removeAt(event) {
        event.preventDefault();
        const point = this.#nearest(...this.#at(event), grabbed);
        if (point)
            this.#handlers.remove(point);
    }

    #key(event) {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        const { reach, tool } = this.#world;
        this.#cross ??= { x: 0, y: 0 };
        if (step) {
            const far = reach / (event.shiftKey ? 5 : 25);
            const along = (value, by) => Math.max(-reach, Math.min(reach, value + by * far));
            this.#cross = { x: along(this.#cross.x, step[0]), y: along(this.#cross.y, step[1]) };
            if (this.#held)
                this.#handlers.move(this.#held, this.#cross.x, this.#cross.y);
            this.#handlers.point(this.#cross.x, this.#cross.y);
        } else if (event.key === 'Enter' || event.key === ' ') {
            if (tool === 'ask')
                this.#handlers.ask(this.#cross.x, this.#cross.y);
            else if (tool === 'erase')
                this.#erase();
            else
                this.#put();
        } else if (event.key === 'm' || event.key === 'M') {
            if (this.#held) {
                this.#drop();
            } else {
                this.#held = this.#nearest(this.#cross.x, this.#cross.y);
                if (this.#held)
                    this.#cross = { x: this.#held.x, y: this.#held.y };
            }
        } else if (event.key === 'Delete' || event.key === 'Backspace') {
            this.#erase();
        } else if ('1234'.includes(event.key)) {
            this.#handlers.label(Number(event.key) - 1);
        } else {
            return;
        }
        event.preventDefault();
        this.draw();
    }

    // Here nothing is let go that would end it.
    #put() {
        this.#handlers.put(this.#cross.x, this.#cross.y);
        this.#handlers.ended();
    }

    #erase() {
        const point = this.#nearest(this.#cross.x, this.#cross.y);
        if (point)
            this.#handlers.remove(point);
    }

    #question(context, palette, scale) {
        const [x, y] = this.#place(this.#world.question.x, this.#world.question.y);
        context.font = `700 ${15 * scale}px system-ui, sans-serif`;
        context.textAlign = 'center';
        context.textBaseline = 'middle';
        context.beginPath();
        context.arc(x, y, 11 * scale, 0, 2 * Math.PI);
        context.fillStyle = palette.ink;
        context.fill();
        context.strokeStyle = palette.ground;
        context.lineWidth = 2 * scale;
        context.stroke();
        context.fillStyle = palette.ground;
        context.fillText('?', x, y + scale);
    }

    #crosshair(context, palette, scale) {
        const [x, y] = this.#place(this.#cross.x, this.#cross.y);
        context.strokeStyle = palette.ink;
        context.lineWidth = 1.5 * scale;
        context.beginPath();
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
            context.moveTo(x + 4 * dx * scale, y + 4 * dy * scale);
            context.lineTo(x + 14 * dx * scale, y + 14 * dy * scale);
        }
        context.stroke();
    }
}

/** What the half that recognizes says: a color for each p(label | point), and the border where another label wins. */
export function paintProbabilities(context, view, fields) {
    ground(context, view);
    if (fields?.discriminative) {
        image(context, view, fields.header, (cell, mixed) => mixShares(fields.discriminative, cell, fields.header, view.palette, 0.62, mixed));
        borders(context, view, fields.header, fields.discriminative);
    }
    axes(context, view, fields?.header);
}

/** What the half that creates says: how dense each label lies, in steps of its depth below the peak, and where nothing like it was seen. */
export function paintDensities(context, view, fields) {
    ground(context, view);
    if (fields?.likelihood) {
        const { header, likelihood } = fields;
        const whole = header.columns > 1 && header.rows > 1;
        const peaks = peaksOf(likelihood, header.labels.length);
        if (whole) {
            image(context, view, header, (cell, mixed) => mixDensities(likelihood, peaks, cell, header, view.palette, mixed));
            rings(context, view, header, likelihood, peaks);
            unfamiliar(context, view, fields);
        } else {
            image(context, view, header, (cell, mixed) => mixShares(fields.generative, cell, header, view.palette, 0.25, mixed));
            bells(context, view, header, likelihood, peaks);
        }
        borders(context, view, header, fields.generative);
    }
    axes(context, view, fields?.header);
}

function ground(context, { width, palette }) {
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, width, width);
}

function image(context, { width }, { columns, rows }, mix) {
    const small = new OffscreenCanvas(columns, rows);
    const drawing = small.getContext('2d');
    const pixels = drawing.createImageData(columns, rows);
    const mixed = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
            mix(row * columns + column, mixed);
            const at = ((rows - 1 - row) * columns + column) * 4;
            pixels.data[at] = mixed[0];
            pixels.data[at + 1] = mixed[1];
            pixels.data[at + 2] = mixed[2];
            pixels.data[at + 3] = 255;
        }
    }
    drawing.putImageData(pixels, 0, 0);
    context.imageSmoothingQuality = 'high';
    context.drawImage(small, 0, 0, width, width);
}

// Parsed once for a palette, not once for a cell.
let parsed = { palette: null };

function channelsOf(palette, labels) {
    if (parsed.palette !== palette)
        parsed = { palette, ground: channels(palette.ground), labels: Object.fromEntries(Object.entries(palette.labels).map(([label, color]) => [label, channels(color)])) };
    return [parsed.ground, labels.map(label => parsed.labels[label])];
}

function mixShares(shares, cell, { labels }, palette, strength, mixed) {
    const [base, tints] = channelsOf(palette, labels);
    for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < labels.length; k++)
            sum += shares[cell * labels.length + k] / 255 * tints[k][c];
        mixed[c] = base[c] * (1 - strength) + sum * strength;
    }
}

function mixDensities(likelihood, peaks, cell, { labels }, palette, mixed) {
    const [base, tints] = channelsOf(palette, labels);
    for (let c = 0; c < 3; c++)
        mixed[c] = base[c];
    for (let k = 0; k < labels.length; k++) {
        const strength = 0.45 * Math.exp(likelihood[cell * labels.length + k] - peaks[k]);
        for (let c = 0; c < 3; c++)
            mixed[c] += (tints[k][c] - mixed[c]) * strength;
    }
}

function peaksOf(likelihood, labels) {
    const peaks = new Array(labels).fill(-Infinity);
    for (let i = 0; i < likelihood.length; i++)
        peaks[i % labels] = Math.max(peaks[i % labels], likelihood[i]);
    return peaks;
}

const onGrid = ({ width }, { columns, rows }) => (column, row) => [(column + 0.5) / columns * width, (1 - (row + 0.5) / rows) * width];

function rings(context, view, header, likelihood, peaks) {
    const { labels, columns, rows } = header;
    labels.forEach((label, k) => depths.forEach((depth, i) => {
        const path = new Path2D();
        contour(path, columns, rows, (column, row) => likelihood[(row * columns + column) * labels.length + k], peaks[k] - depth, onGrid(view, header));
        context.strokeStyle = view.palette.labels[label];
        context.lineWidth = (2 - i * 0.5) * view.scale;
        context.stroke(path);
    }));
}

function unfamiliar(context, view, { header, density }) {
    const path = new Path2D();
    contour(path, header.columns, header.rows, (column, row) => density[row * header.columns + column], header.unfamiliarBelow, onGrid(view, header), true);
    context.strokeStyle = view.palette.ink;
    context.lineWidth = 1.75 * view.scale;
    context.stroke(path);
}

// Along what is left of the plane: how high each label's density is, from the edge that is hidden.
function bells(context, view, header, likelihood, peaks) {
    const { labels, columns } = header;
    const cells = Math.max(columns, header.rows);
    const top = Math.max(...peaks);
    labels.forEach((label, k) => {
        const path = new Path2D();
        for (let i = 0; i < cells; i++) {
            const height = Math.exp(likelihood[i * labels.length + k] - top) * 0.8 * view.width;
            const along = (i + 0.5) / cells * view.width;
            const at = columns > 1 ? [along, view.width - height] : [height, view.width - along];
            if (i === 0)
                path.moveTo(...at);
            else
                path.lineTo(...at);
        }
        context.strokeStyle = view.palette.labels[label];
        context.lineWidth = 2.5 * view.scale;
        context.stroke(path);
    });
}

function borders(context, view, header, shares) {
    const { labels, columns, rows } = header;
    const size = labels.length;
    const path = new Path2D();
    // Where a coordinate is hidden the grid is a line: it is doubled, so that borders run across.
    const [wide, high] = [Math.max(columns, 2), Math.max(rows, 2)];
    const cell = (column, row) => (Math.min(row, rows - 1) * columns + Math.min(column, columns - 1)) * size;
    const place = (column, row) => [columns > 1 ? (column + 0.5) / columns * view.width : column * view.width, rows > 1 ? (1 - (row + 0.5) / rows) * view.width : (1 - row) * view.width];
    for (let k = 0; k < size - (size === 2 ? 1 : 0); k++) {
        const lead = (column, row) => {
            const at = cell(column, row);
            let other = 0;
            for (let j = 0; j < size; j++)
                if (j !== k)
                    other = Math.max(other, shares[at + j]);
            return shares[at + k] - other;
        };
        contour(path, wide, high, lead, 0.5, place);
    }
    context.strokeStyle = view.palette.ink;
    context.lineWidth = 1.25 * view.scale;
    context.stroke(path);
}

function axes(context, { width, palette, scale, place, reach }, header) {
    context.fillStyle = palette.ink;
    context.font = `${12 * scale}px system-ui, sans-serif`;
    context.textBaseline = 'bottom';
    const hidden = header?.columns === 1 ? 'x' : header?.rows === 1 ? 'y' : null;
    const say = (text, x, y, align) => {
        context.textAlign = align;
        context.fillText(text, x, y);
    };
    say(hidden === 'x' ? 'x is hidden' : `x ${reach}`, width - 5 * scale, width - 4 * scale, 'right');
    say(hidden === 'y' ? 'y is hidden' : `y ${reach}`, 5 * scale, 17 * scale, 'left');
    context.strokeStyle = palette.line;
    context.lineWidth = scale;
    context.beginPath();
    const [x, y] = place(0, 0);
    context.moveTo(x - 5 * scale, y);
    context.lineTo(x + 5 * scale, y);
    context.moveTo(x, y - 5 * scale);
    context.lineTo(x, y + 5 * scale);
    context.stroke();
}
