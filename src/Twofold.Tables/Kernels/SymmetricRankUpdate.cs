using System.Buffers;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// The sum of the outer products of rows: the heart of a covariance. Only the lower triangle is complete.
/// <code>for i, for j ≤ i: s[i, j] += Σ_r x[r, i] * x[r, j]</code>
/// </summary>
static class SymmetricRankUpdate
{
    const int Panel = ProductTile.Columns;

    // Panels of so many rows stay in the first-level cache, and so many panels at a time.
    const int Depth = 64;

    const int Group = 2;

    // From about so many columns on, rows lie so far apart that they compete for the same places of the cache.
    const int WorthPacking = 256;

    /// <summary>
    /// s += xᵀ·x in the lower triangle, with <c>x [rows, size]</c> of row stride <paramref name="stride"/>, at least the size rounded up
    /// to eight, and <c>s [size, size]</c>.
    /// </summary>
    public static void Add(double[] x, int stride, int rows, double[,] s)
    {
        var size = s.GetLength(0);
        if (rows == 0)
            return;
        var panels = (size + Panel - 1) / Panel;
        if (size < WorthPacking)
        {
            AddPanels(0, panels, x, Panel, stride, rows, s);
            return;
        }

        // Panel after panel of columns, each in one piece, so that a tile reads memory in order.
        var packed = ArrayPool<double>.Shared.Rent(panels * rows * Panel);
        Parallel.For(0, panels, panel =>
        {
            var columns = Math.Min(Panel, size - (panel * Panel));
            var target = packed.AsSpan(panel * rows * Panel, rows * Panel);
            for (var r = 0; r < rows; r++)
            {
                x.AsSpan((r * stride) + (panel * Panel), columns).CopyTo(target[(r * Panel)..]);
                target.Slice((r * Panel) + columns, Panel - columns).Clear();
            }
        });

        // The last panels are the widest: they go first, so that no core is left with one of them at the end.
        var groups = (panels + Group - 1) / Group;
        Parallel.For(0, groups, order =>
        {
            var first = (groups - 1 - order) * Group;
            AddPanels(first, Math.Min(first + Group, panels), packed, rows * Panel, Panel, rows, s);
        });
        ArrayPool<double>.Shared.Return(packed);
    }

    // The rows of s that belong to panels of columns; panels begin this far apart, and their rows. What is loaded of a panel left of them is used for
    // all of them.
    static void AddPanels(int first, int end, double[] x, int apart, int stride, int rows, double[,] s)
    {
        var size = s.GetLength(0);
        for (var other = 0; other < end - 1; other++)
            for (var depth = 0; depth < rows; depth += Depth)
                for (var panel = Math.Max(first, other + 1); panel < end; panel++)
                    ProductTile.Calculate(
                        x.AsSpan((panel * apart) + (depth * stride)),
                        1,
                        stride,
                        x.AsSpan((other * apart) + (depth * stride)),
                        stride,
                        s.AsFlatSpan()[((panel * Panel * size) + (other * Panel))..],
                        size,
                        Math.Min(Panel, size - (panel * Panel)),
                        Panel,
                        Math.Min(Depth, rows - depth),
                        ProductTile.Outcome.Add);
        for (var panel = first; panel < end; panel++)
            AddDiagonal(panel, x.AsSpan(panel * apart), stride, rows, s);
    }

    static void AddDiagonal(int panel, ReadOnlySpan<double> x, int stride, int rows, double[,] s)
    {
        Span<double> tile = stackalloc double[ProductTile.Rows * Panel];
        var first = panel * Panel;
        var count = Math.Min(Panel, s.GetLength(0) - first);

        // On the diagonal a part of each tile is not wanted.
        for (var from = 0; from < count; from += ProductTile.Rows)
        {
            var tiled = Math.Min(ProductTile.Rows, count - from);
            ProductTile.Calculate(
                x[from..], 1, stride, x, stride, tile, Panel, tiled, from + tiled, rows, ProductTile.Outcome.Set);
            for (var i = 0; i < tiled; i++)
            {
                var row = s.Row(first + from + i).Slice(first, from + i + 1);
                TensorPrimitives.Add(row, tile.Slice(i * Panel, row.Length), row);
            }
        }
    }
}
