namespace Twofold.Tables;

/// <summary>Which rows hold a sparse column's numbers: sparse rows turned over. Immutable.</summary>
sealed class WordIndex
{
    readonly int[] starts;
    readonly int[] rows;
    readonly double[] values;
    readonly double[] norms;

    public WordIndex(SparseRows sparse)
    {
        starts = new int[sparse.Columns + 1];
        norms = new double[sparse.Count];
        for (var i = 0; i < sparse.Count; i++)
            foreach (var column in sparse.Indices(i))
                starts[column + 1]++;
        for (var column = 0; column < sparse.Columns; column++)
            starts[column + 1] += starts[column];

        (rows, values) = (new int[starts[^1]], new double[starts[^1]]);
        var next = starts[..^1];
        for (var i = 0; i < sparse.Count; i++)
        {
            var columns = sparse.Indices(i);
            var numbers = sparse.Values(i);
            for (var n = 0; n < columns.Length; n++)
            {
                var at = next[columns[n]]++;
                (rows[at], values[at]) = (i, numbers[n]);
                norms[i] += numbers[n] * numbers[n];
            }
        }
    }

    /// <summary>The squared distances of a sparse row to all rows, ‖x‖² + ‖y‖² − 2 x·y, <c>[rows]</c>.</summary>
    public void Distances(ReadOnlySpan<int> columns, ReadOnlySpan<double> numbers, Span<double> distances)
    {
        distances.Clear();
        var norm = 0.0;
        for (var n = 0; n < columns.Length; n++)
        {
            norm += numbers[n] * numbers[n];
            for (var at = starts[columns[n]]; at < starts[columns[n] + 1]; at++)
                distances[rows[at]] += numbers[n] * values[at];
        }

        for (var i = 0; i < distances.Length; i++)
            distances[i] = Math.Max(0, norm + norms[i] - (2 * distances[i]));
    }
}
