namespace Twofold;

/// <summary>The inner products of many rows with many others, on all cores, in blocks that stay inside of the processor's cache.</summary>
static class InnerProducts
{
    // Rows that share what is in the cache, and the numbers of the others that are kept there (256 KB).
    const int RowsOfABlock = 32;
    const int NumbersOfABlock = 32_768;

    /// <summary>a·bᵀ, <c>[rows of a, rows of b]</c>.</summary>
    public static double[,] Of(double[,] a, double[,] b)
    {
        var others = b.GetLength(0);
        var products = new double[a.GetLength(0), others];
        ForEachBlock(a, b, (first, count, block) => block.CopyTo(products.AsFlatSpan().Slice(first * others, count * others)));
        return products;
    }

    /// <summary>
    /// Hands the products of a few rows of a with all rows of b, <c>[count, rows of b]</c>, to <paramref name="use"/>, with the first row's index
    /// and the count; by several threads at a time.
    /// </summary>
    public static void ForEachBlock(double[,] a, double[,] b, Action<int, int, Span<double>> use)
    {
        var (depth, others) = (a.GetLength(1), b.GetLength(0));
        var step = Math.Max(8, NumbersOfABlock / Math.Max(1, depth));
        Chunks.Run(a.GetLength(0), (long)others * depth, (from, rows) =>
        {
            var buffer = new double[Math.Min(RowsOfABlock, rows) * others];
            for (var first = from; first < from + rows; first += RowsOfABlock)
            {
                var count = Math.Min(RowsOfABlock, from + rows - first);
                var block = buffer.AsSpan(0, count * others);
                block.Clear();
                for (var other = 0; other < others; other += step)
                {
                    ProductOfRows.Add(
                        a.AsFlatSpan()[(first * depth)..],
                        depth,
                        b.AsFlatSpan()[(other * depth)..],
                        depth,
                        block[other..],
                        others,
                        count,
                        Math.Min(step, others - other),
                        depth);
                }

                use(first, count, block);
            }
        });
    }
}
