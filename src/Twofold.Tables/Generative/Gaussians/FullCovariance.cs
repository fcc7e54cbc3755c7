namespace Twofold.Tables;

/// <summary>A covariance of columns that depend on each other, by its Cholesky factor.</summary>
/// <param name="lower">The lower triangular L of the covariance L·Lᵀ, <c>[columns, columns]</c>, its diagonal above 0.</param>
sealed class FullCovariance(double[,] lower) : Covariance
{
    const int Panel = 64;

    // Only what is asked about rows needs the second layout.
    readonly Lazy<TriangularPanels> panels = new(() => new TriangularPanels(lower));

    public double[,] Lower => lower;

    public override int Size => lower.GetLength(0);

    public override double LogNormalizer { get; } =
        Normalizer(lower.GetLength(0), Enumerable.Range(0, lower.GetLength(0)).Sum(j => Math.Log(lower[j, j])));

    public override long Cost => (long)Size * Size / 2;

    public override void Whiten(Span<double> deviations) => panels.Value.Solve(deviations);

    public override void WhitenColumns(Span<double> deviations, int stride) => panels.Value.SolveColumns(deviations, stride);

    public override ReadOnlySpan<double> FewColumns => Size <= TriangularLengths.Width ? panels.Value.First : [];

    // In panels of columns: what is right of the diagonal is zero and left out.
    public override void AddCorrelated(ReadOnlySpan<double> noise, Span<double> rows, int count)
    {
        for (var first = 0; first < Size; first += Panel)
        {
            var end = Math.Min(first + Panel, Size);
            ProductOfRows.Add(noise, Size, lower.AsFlatSpan()[(first * Size)..], Size, rows[first..], Size, count, end - first, end);
        }
    }

    public override KnownPartOfFull Known(ReadOnlySpan<double> row) => new(lower, row);
}
