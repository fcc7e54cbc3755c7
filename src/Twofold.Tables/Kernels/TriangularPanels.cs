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

    /// <summary>The numbers that a row must have room for: those after the first <see cref="Size"/> must be zero, and stay so.</summary>
    public int Stride => ProductTile.Padded(Size);

    /// <summary>Solves in place for so many rows, <c>[rows, Stride]</c>.</summary>
    public void Solve(Span<double> sides, int rows)
    {
        var stride = Stride;
        for (var first = 0; first < Size; first += Width)
        {
            var columns = Math.Min(Width, Size - first);
            var panel = panels.AsSpan(Start(first / Width), (first + Width) * Width);
            ProductTile.Calculate(sides, stride, 1, panel, Width, sides[first..], stride, rows, columns, first, ProductTile.Outcome.Subtract);
            ProductTile.Calculate(
                sides[first..], stride, 1, panel[(first * Width)..], Width, sides[first..], stride, rows, columns, columns, ProductTile.Outcome.Set);
        }
    }

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
