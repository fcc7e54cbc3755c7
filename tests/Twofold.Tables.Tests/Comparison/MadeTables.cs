namespace Twofold.Tables.Tests;

/// <summary>Tables of which it is known who must win.</summary>
static class MadeTables
{
    /// <summary>Two Gaussians of one covariance in many columns: the assumption of linear discriminant analysis and of naive Bayes holds.</summary>
    public static LabeledSet<Table, string> Gaussians(int count, int columns = 20, double apart = 0.55, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return Of(count, label => [.. Enumerable.Range(0, columns).Select(_ => random.NextGaussian() + (label * apart))]);
    }

    /// <summary>Columns of yes and no that are independent given the label: the assumption of naive Bayes holds.</summary>
    public static LabeledSet<Table, string> Coins(int count, int columns = 20, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return Of(count, label => [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble() < (label == 1 ? 0.65 : 0.35) ? 1.0 : 0)]);
    }

    /// <summary>The label is whether two numbers have the same sign, among two that mean nothing: no column tells anything by itself.</summary>
    public static LabeledSet<Table, string> ExclusiveOr(int count, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return Of(count, label =>
        {
            var (first, second) = (random.NextDouble(-1, 1), random.NextDouble(0.1, 1));
            return [first, label == 1 ? Math.CopySign(second, first) : Math.CopySign(second, -first), random.NextGaussian(), random.NextGaussian()];
        });
    }

    public static LabeledSet<Table, string> Of(int count, Func<int, double[]> row)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        return new LabeledSet<Table, string>((double[][])[.. labels.Select(row)], [.. labels.Select(label => label == 0 ? "no" : "yes")]);
    }

    /// <summary>A set as a table with a column of labels.</summary>
    public static Table WithLabels(this LabeledSet<Table, string> labeled, params (Column Column, double[] Cells)[] more)
    {
        var named = Table.FromFlat(labeled.Examples.Values.ToArray(), new Schema([.. Enumerable.Range(0, labeled.Examples.Columns).Select(j => new Column($"x{j}"))]));
        foreach (var (column, cells) in more)
            named = named.WithColumn(column, cells);
        return named.WithColumn(
            new Column("label", ColumnKind.Category, labeled.Encoding.Labels), [.. labeled.Encoding.Codes.Select(code => (double)code)]);
    }
}
