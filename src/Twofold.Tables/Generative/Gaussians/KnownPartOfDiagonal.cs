namespace Twofold.Tables;

/// <summary>Columns that do not depend on each other: what is known says nothing of what is missing.</summary>
sealed class KnownPartOfDiagonal : KnownPart
{
    readonly double[] deviations;

    public KnownPartOfDiagonal(double[] deviations, ReadOnlySpan<double> row)
        : base(row)
    {
        this.deviations = deviations;
        LogNormalizer = -0.5 * Known * Math.Log(2 * Math.PI);
        foreach (var column in Order.AsSpan(0, Known))
            LogNormalizer -= Math.Log(deviations[column]);
    }

    public override double LogNormalizer { get; }

    public override double SquaredDistance(ReadOnlySpan<double> row, ReadOnlySpan<double> mean, Span<double> whitened)
    {
        var sum = 0.0;
        foreach (var column in Order.AsSpan(0, Known))
            sum += Math.Pow((row[column] - mean[column]) / deviations[column], 2);
        return sum;
    }

    public override void AddExpected(ReadOnlySpan<double> mean, ReadOnlySpan<double> whitened, double share, Span<double> expected)
    {
        foreach (var column in Missing)
            expected[column] += share * mean[column];
    }
}
