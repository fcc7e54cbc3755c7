using System.Buffers;

namespace Twofold.Tables;

/// <summary>
/// The sum of the outer products of rows: the heart of a covariance. Only the lower triangle is complete.
/// <code>for i, for j ≤ i: s[i, j] += Σ_r x[r, i] * x[r, j]</code>
/// </summary>
static class SymmetricRankUpdate
{
    const int Panel = ProductTile.Columns;

    // Below this many multiplications handing work to another thread costs more than it saves.
    const long WorthThreads = 5_000_000;

    /// <summary>s += xᵀ·x in the lower triangle, with <c>x [rows, size]</c> of row stride <paramref name="stride"/> and <c>s [size, size]</c>.</summary>
    public static void Add(double[] x, int stride, int rows, double[,] s)
    {
        var size = s.GetLength(0);
        if (rows == 0)
            return;

        // Panel after panel of columns, each in one piece, so that a tile reads memory in order and rows far apart do not meet in the cache.
        var panels = (size + Panel - 1) / Panel;
        var packed = ArrayPool<double>.Shared.Rent(panels * rows * Panel);
        if ((long)rows * size * size < WorthThreads)
        {
            for (var panel = 0; panel < panels; panel++)
                Pack(panel);
            for (var panel = 0; panel < panels; panel++)
                AddPanel(panel);
        }
        else
        {
            Parallel.For(0, panels, Pack);

            // The last panels are the widest: they go first, so that no core is left with one of them at the end.
            Parallel.For(0, panels, order => AddPanel(panels - 1 - order));
        }

        ArrayPool<double>.Shared.Return(packed);

        void Pack(int panel)
        {
            var (first, columns) = (panel * Panel, Math.Min(Panel, size - (panel * Panel)));
            var target = packed.AsSpan(panel * rows * Panel, rows * Panel);
            for (var r = 0; r < rows; r++)
            {
                var row = target.Slice(r * Panel, Panel);
                x.AsSpan((r * stride) + first, columns).CopyTo(row);
                row[columns..].Clear();
            }
        }

        void AddPanel(int panel)
        {
            Span<double> tile = stackalloc double[ProductTile.Rows * Panel];
            var left = packed.AsSpan(panel * rows * Panel, rows * Panel);
            for (var other = 0; other <= panel; other++)
            {
                var right = packed.AsSpan(other * rows * Panel, rows * Panel);
                for (var from = 0; from < Panel && (panel * Panel) + from < size; from += ProductTile.Rows)
                {
                    var (i, j) = ((panel * Panel) + from, other * Panel);
                    if (other < panel && i + ProductTile.Rows <= size)
                    {
                        ProductTile.Calculate(
                            left[from..], 1, Panel, right, Panel, s.AsFlatSpan()[((i * size) + j)..], size, ProductTile.Rows, Panel, rows, ProductTile.Outcome.Add);
                        continue;
                    }

                    // On the diagonal, and past the last row, a part of the tile is not wanted.
                    var columns = other < panel ? Panel : from + ProductTile.Rows;
                    ProductTile.Calculate(left[from..], 1, Panel, right, Panel, tile, Panel, ProductTile.Rows, columns, rows, ProductTile.Outcome.Set);
                    for (var k = 0; k < ProductTile.Rows && i + k < size; k++)
                    {
                        var row = s.Row(i + k).Slice(j, Math.Min(columns, i + k + 1 - j));
                        System.Numerics.Tensors.TensorPrimitives.Add(row, tile.Slice(k * Panel, row.Length), row);
                    }
                }
            }
        }
    }
}
