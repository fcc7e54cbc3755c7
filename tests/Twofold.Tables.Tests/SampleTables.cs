namespace Twofold.Tables.Tests;

/// <summary>Made-up tables with a known distribution.</summary>
static class SampleTables
{
    /// <summary>Rows of labels 0 and up in turn: Gaussians of equal covariance (correlated columns) around <paramref name="distance"/> times the label.</summary>
    public static (Table Examples, int[] Labels) Gaussians(int count, int columns, int labels, double distance, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = new double[count * columns];
        var codes = new int[count];
        for (var i = 0; i < count; i++)
        {
            codes[i] = i % labels;
            var common = random.NextGaussian();
            for (var j = 0; j < columns; j++)
                values[(i * columns) + j] = (codes[i] * distance * (j % 2 == 0 ? 1 : -0.5)) + (0.6 * common) + random.NextGaussian();
        }

        return (Table.FromFlat(values, columns), codes);
    }

    /// <summary>Tables of one extreme row each.</summary>
    public static IEnumerable<Table> Extremes(int columns)
    {
        foreach (var value in new[] { 0, 1e-300, -1e-300, double.Epsilon, 1e6, -1e6, 1e100, 1e160, -1e200, double.MaxValue, double.MinValue })
            yield return Table.FromFlat([.. Enumerable.Repeat(value, columns)], columns);
        yield return Table.FromFlat([.. Enumerable.Range(0, columns).Select(j => j % 2 == 0 ? double.MaxValue : double.MinValue)], columns);
    }

    /// <summary>Two half circles that reach into each other, labels 0 and 1 in turn.</summary>
    public static (Table Examples, int[] Labels) Moons(int count, ulong seed) => Curves(count, seed, (label, turn) =>
        label == 0 ? (Math.Cos(turn * Math.PI), Math.Sin(turn * Math.PI)) : (1 - Math.Cos(turn * Math.PI), 0.5 - Math.Sin(turn * Math.PI)));

    /// <summary>A circle within a circle, labels 0 and 1 in turn.</summary>
    public static (Table Examples, int[] Labels) Rings(int count, ulong seed) => Curves(count, seed, (label, turn) =>
        ((1 + label) * Math.Cos(turn * 2 * Math.PI), (1 + label) * Math.Sin(turn * 2 * Math.PI)));

    /// <summary>The table with so much added to every number.</summary>
    public static Table Moved(Table table, double by) => Table.FromFlat([.. table.Values.ToArray().Select(value => value + by)], table.Columns);

    /// <summary>The points of a square grid in two columns.</summary>
    public static Table Grid(double from, double to, double step)
    {
        var ticks = Enumerable.Range(0, (int)((to - from) / step)).Select(i => from + (i * step)).ToArray();
        return (double[][])[.. ticks.SelectMany(a => ticks.Select(b => (double[])[a, b]))];
    }

    static (Table Examples, int[] Labels) Curves(int count, ulong seed, Func<int, double, (double X, double Y)> at)
    {
        const double noise = 0.12;
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        return ((double[][])[.. labels.Select(label =>
        {
            var (x, y) = at(label, random.NextDouble());
            return (double[])[x + (noise * random.NextGaussian()), y + (noise * random.NextGaussian())];
        })], labels);
    }

    /// <summary>The table with cells missing at random from a row on.</summary>
    public static Table WithHoles(Table table, double share, ulong seed, int from)
    {
        var random = new SeededRandom(seed);
        var values = table.Values.ToArray();
        foreach (ref var value in values.AsSpan(from * table.Columns))
            if (random.NextDouble() < share)
                value = double.NaN;
        return Table.FromFlat(values, table.Schema);
    }
}
