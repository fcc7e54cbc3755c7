namespace Twofold.Tables;

/// <summary>
/// The sum of the outer products of rows: the heart of a covariance. Only the lower triangle is complete.
/// <code>for i, for j ≤ i: s[i, j] += Σ_r x[r, i] * x[r, j]</code>
/// </summary>
static class SymmetricRankUpdate
{
    const int Panel = 64;

    /// <summary>s += xᵀ·x in the lower triangle, with <c>x [rows, size]</c> of row stride <paramref name="stride"/> and <c>s [size, size]</c>.</summary>
    public static void Add(double[] x, int stride, int rows, double[,] s)
    {
        var size = s.GetLength(0);

        // The last panels are the widest: they go first, so that no core is left with one of them at the end.
        var panels = (size + Panel - 1) / Panel;
        if ((long)rows * size * size < 1_000_000)
            for (var panel = 0; panel < panels; panel++)
                AddPanel(panel);
        else
            Parallel.For(0, panels, order => AddPanel(panels - 1 - order));

        void AddPanel(int panel)
        {
            var first = panel * Panel;
            var end = Math.Min(first + Panel, size);
            WeightedRowSums.Add(x.AsSpan(first), stride, x, stride, s.AsFlatSpan()[(first * size)..], size, rows, end - first, end);
        }
    }
}
