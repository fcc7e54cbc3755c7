// Labels have a letter, a color and a shape each, so that none of these is needed to tell them apart.

export const labels = ['A', 'B', 'C', 'D'];

/** The colors of the labels and of the plane, as the style has them now. */
export function colors() {
    const style = getComputedStyle(document.querySelector('#plane'));
    const of = name => style.getPropertyValue(name).trim();
    return { labels: Object.fromEntries(labels.map(label => [label, of(`--label-${label.toLowerCase()}`)])), ground: of('--surface'), ink: of('--ink'), quiet: of('--quiet'), line: of('--line') };
}

/** '#rrggbb' as three numbers. */
export const channels = color => [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16));

/** The outline of a label's shape around a place. */
export function shape(label, x, y, size) {
    const path = new Path2D();
    const polygon = corners => {
        corners.forEach(([dx, dy], i) => i === 0 ? path.moveTo(x + dx * size, y + dy * size) : path.lineTo(x + dx * size, y + dy * size));
        path.closePath();
    };
    if (label === 'A')
        path.arc(x, y, size, 0, 2 * Math.PI);
    else if (label === 'B')
        polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
    else if (label === 'C')
        polygon([[0, -1.2], [1.1, 0.8], [-1.1, 0.8]]);
    else
        polygon([[0, -1.3], [1.1, 0], [0, 1.3], [-1.1, 0]]);
    return path;
}

export const letter = { A: '●', B: '■', C: '▲', D: '◆' };
