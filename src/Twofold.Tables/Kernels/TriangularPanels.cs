namespace Twofold.Tables;

/// <summary>
/// A lower triangular factor L laid out for forward substitution with many right-hand sides, each a row: y becomes L⁻¹ y.
/// <code>
/// for each row y, for each panel b of 24 columns:
///     t = y[b] - Σ_{p left of b} L[b, p] * y[p]
///     y[b] = L[b, b]⁻¹ t
/// </code>
/// The panels' blocks on the diagonal are inverted once; what is left are products alone. Immutable.
/// </summary>
sealed class TriangularPanels
{
    const int Width = ProductTile.Columns;

    // So much of a panel, and of the rows' columns that go with it, stays in the first-level cache.
    const int Depth = 3 * Width;

    // Panel after panel, each transposed, [its first column + width, width]: as a tile reads it.
    readonly double[] panels;

    /// <summary>Lays out the lower triangle of <paramref name="lower"/>, <c>[size, size]</c>, whose diagonal has no zero.</summary>
    public TriangularPanels(double[,] lower)
    {
        Size = lower.GetLength(0);
        panels = new double[Start((Size + Width - 1) / Width)];
        var inverse = new double[Width, Width];
        for (var first = 0; first < Size; first += Width)
        {
            var columns = Math.Min(Width, Size - first);
            var panel = panels.AsSpan(Start(first / Width));
            for (var j = 0; j < columns; j++)
            {
                var row = lower.Row(first + j)[..first];
                for (var p = 0; p < row.Length; p++)
                    panel[(p * Width) + j] = row[p];
            }

            Invert(lower, first, columns, inverse);
            for (var p = 0; p < columns; p++)
                for (var j = p; j < columns; j++)
                    panel[((first + p) * Width) + j] = inverse[j, p];
        }
    }

    /// <summary>The number of rows and columns.</summary>
    public int Size { get; }

    /// <summary>The numbers that a single row must have room for: those after the first <see cref="Size"/> must be zero, and stay so.</summary>
    public int Stride => ProductTile.Padded(Size);

    /// <summary>The first panel: the whole inverse where there is no other.</summary>
    public ReadOnlySpan<double> First => Panel(0);

    /// <summary>Solves in place for one row, <c>[Stride]</c>.</summary>
    public void Solve(Span<double> side)
    {
        for (var first = 0; first < Size; first += Width)
        {
            var columns = Math.Min(Width, Size - first);
            var panel = Panel(first);
            ProductTile.Calculate(side, 0, 1, panel, Width, side[first..], 0, 1, columns, first, ProductTile.Outcome.Subtract);
            ProductTile.Calculate(side[first..], 0, 1, panel[(first * Width)..], Width, side[first..], 0, 1, columns, columns, ProductTile.Outcome.Set);
        }
    }

    /// <summary>
    /// Solves in place for so many rows side by side, <c>[Size, stride]</c> with as many numbers of each column as there are rows, rounded up to eight.
    /// </summary>
    public void SolveColumns(Span<double> sides, int stride)
    {
        for (var first = 0; first < Size; first += Width)
        {
            var columns = Math.Min(Width, Size - first);
            var panel = Panel(first);
            var own = sides[(first * stride)..];
            for (var depth = 0; depth < first; depth += Depth)
                ProductTile.Calculate(
                    panel[(depth * Width)..],
                    1,
                    Width,
                    sides[(depth * stride)..],
                    stride,
                    own,
                    stride,
                    columns,
                    stride,
                    Math.Min(Depth, first - depth),
                    ProductTile.Outcome.Subtract);

            // From the last tile to the first, for each depends on itself and those before it. What is right of the diagonal is left out.
            for (var (end, tiled) = (columns, 0); end > 0; end -= tiled)
            {
                tiled = end % ProductTile.Rows == 0 ? ProductTile.Rows : 1;
                ProductTile.Calculate(
                    panel[((first * Width) + end - tiled)..], 1, Width, own, stride, own[((end - tiled) * stride)..], stride, tiled, stride, end, ProductTile.Outcome.Set);
            }
        }
    }

    ReadOnlySpan<double> Panel(int first) => panels.AsSpan(Start(first / Width), (first + Width) * Width);

    // Panels before this one: Σ_{q < panel} (q + 1) Width².
    static int Start(int panel) => checked(panel * (panel + 1) / 2 * Width * Width);

    // The inverse of a block on the diagonal, column by column.
    static void Invert(double[,] lower, int first, int size, double[,] inverse)
    {
        inverse.AsFlatSpan().Clear();
        for (var c = 0; c < size; c++)
            for (var r = c; r < size; r++)
            {
                var sum = r == c ? 1.0 : 0;
                for (var p = c; p < r; p++)
                    sum -= lower[first + r, first + p] * inverse[p, c];
                inverse[r, c] = sum / lower[first + r, first + r];
            }
    }
}
