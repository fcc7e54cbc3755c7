// Lines along which a field over a grid has a value: marching squares.

// Which edges of a square a line crosses, by which of its corners are above: edges are bottom 0, right 1, top 2, left 3.
const crossings = [[], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [[3, 0], [1, 2]], [[0, 2]], [[3, 2]], [[2, 3]], [[2, 0]], [[0, 1], [2, 3]], [[2, 1]], [[1, 3]], [[1, 0]], [[0, 3]], []];

/**
 * Adds the line to a path. value(column, row) is of the middle of a cell; place(column, row) says where that is drawn. Dotted, only half of the line
 * is drawn in each cell: a dash pattern would begin anew in each, and be no pattern.
 */
export function contour(path, columns, rows, value, level, place, dotted = false) {
    for (let row = 0; row + 1 < rows; row++) {
        for (let column = 0; column + 1 < columns; column++) {
            const corners = [value(column, row) - level, value(column + 1, row) - level, value(column + 1, row + 1) - level, value(column, row + 1) - level];
            const which = (corners[0] > 0) | (corners[1] > 0) << 1 | (corners[2] > 0) << 2 | (corners[3] > 0) << 3;
            for (const [from, to] of crossings[which]) {
                const [start, end] = [place(...onEdge(from, corners, column, row)), place(...onEdge(to, corners, column, row))];
                path.moveTo(...start);
                path.lineTo(...(dotted ? [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2] : end));
            }
        }
    }
}

const cornersAt = [[0, 0], [1, 0], [1, 1], [0, 1]];

function onEdge(edge, corners, column, row) {
    const [a, b] = [edge, (edge + 1) % 4];
    const share = corners[a] / (corners[a] - corners[b]);
    const at = Number.isFinite(share) ? share : 0.5;
    return [0, 1].map(axis => (axis ? row : column) + cornersAt[a][axis] + at * (cornersAt[b][axis] - cornersAt[a][axis]));
}
