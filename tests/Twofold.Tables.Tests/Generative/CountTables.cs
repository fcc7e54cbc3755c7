namespace Twofold.Tables.Tests;

/// <summary>Made-up tables of counts, of yes and no, and of categories, with a known distribution.</summary>
static class CountTables
{
    /// <summary>Rows of labels 0 to 2 in turn: 20 to 60 words of so many, drawn with probabilities of the label's own.</summary>
    public static (Table Examples, int[] Labels) Words(int count, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return ((double[][])[.. labels.Select(k =>
        {
            var row = new double[columns];
            for (var word = 20 + random.NextInt(41); word > 0; word--)
                row[Draw(random, [.. Enumerable.Range(0, columns).Select(j => 1.0 + ((j + k) % 3) + (j == k ? 2 : 0))])]++;
            return row;
        })], labels);
    }

    /// <summary>Rows of labels 0 to 2 in turn: each cell 1 with a probability of the label's and column's own, else 0.</summary>
    public static (Table Examples, int[] Labels) YesAndNo(int count, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return ((double[][])[.. labels.Select(k =>
            (double[])[.. Enumerable.Range(0, columns).Select(j => random.NextDouble() < 0.3 + (0.2 * ((j + k) % 3)) ? 1.0 : 0)])], labels);
    }

    /// <summary>Rows of labels 0 to 2 in turn: each cell one of the categories 0 to 4, with probabilities of the label's and column's own.</summary>
    public static (Table Examples, int[] Labels) Categories(int count, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return ((double[][])[.. labels.Select(k =>
            (double[])[.. Enumerable.Range(0, columns).Select(j => (double)Draw(random, [1, 1 + k, 2, 1 + ((j + k) % 3), 1]))])], labels);
    }

    /// <summary>The rows of one label.</summary>
    public static Table Of(int label, (Table Examples, int[] Labels) data) =>
        data.Examples.Subset([.. Enumerable.Range(0, data.Labels.Length).Where(i => data.Labels[i] == label)]);

    static int Draw(SeededRandom random, double[] weights)
    {
        var left = random.NextDouble() * weights.Sum();
        var at = 0;
        for (; at < weights.Length - 1 && left >= weights[at]; at++)
            left -= weights[at];
        return at;
    }
}
