using System.Buffers;

namespace Twofold.Tables;

/// <summary>
/// A table's rows as the solvers of a logistic regression take them: centered and scaled so that the loss curves about equally in all
/// directions, with one more column of ones (in units of their own) for the intercept, and filled up with zeros to whole vectors. Made block
/// by block while the blocks are in the cache; the table itself is left as it is.
/// </summary>
sealed class StandardizedRows
{
    // Rows begin at whole vectors of this many numbers.
    const int Alignment = 4;

    // With a mean so many spreads from zero a product of the table's own numbers loses too many digits.
    const double FarFromZero = 1000;

    // A block is used for its logits and again for the slopes; so many numbers stay in the second-level cache.
    const int BlockNumbers = 16_384;

    readonly Table table;
    readonly double[] means;
    readonly double[] scales;
    readonly int outputs;

    /// <param name="table">The rows.</param>
    /// <param name="means">What is taken off each column, <c>[columns]</c>.</param>
    /// <param name="scales">What each column is then multiplied by, and last what the intercept's ones are, <c>[columns + 1]</c>.</param>
    /// <param name="outputs">How many logits a row has.</param>
    public StandardizedRows(Table table, double[] means, double[] scales, int outputs)
    {
        (this.table, this.means, this.scales, this.outputs) = (table, means, scales, outputs);

        // One place is spare beside the intercept: the curvature keeps the slopes there.
        Stride = (means.Length + 2 + Alignment - 1) / Alignment * Alignment;
        BlockRows = Math.Clamp(BlockNumbers / Math.Max(Stride, outputs) / 8 * 8, 8, 128);
        IsNear = !table.IsSinglePrecision;
        for (var j = 0; j < means.Length; j++)
            IsNear &= Math.Abs(means[j]) * scales[j] <= FarFromZero;
    }

    /// <summary>The table's own columns.</summary>
    public int Columns => means.Length;

    /// <summary>The length of a row: the columns, the intercept's, and zeros.</summary>
    public int Stride { get; }

    /// <summary>How many rows a block has at most.</summary>
    public int BlockRows { get; }

    /// <summary>What is taken off each column, <c>[columns]</c>.</summary>
    public ReadOnlySpan<double> Means => means;

    /// <summary>What each column is multiplied by, and last what the intercept's ones are, <c>[columns + 1]</c>.</summary>
    public ReadOnlySpan<double> Scales => scales;

    /// <summary>
    /// Whether sums can be made of the table's own float64 numbers, and be put right afterwards: nothing is written then but the sums.
    /// </summary>
    public bool IsNear { get; }

    /// <summary>The same standardization of other rows.</summary>
    public StandardizedRows Of(Table others) => new(others, means, scales, outputs);

    /// <summary>Goes over a range of rows block by block.</summary>
    public void ForEachBlock(int first, int count, BlockAction action)
    {
        var numbers = ArrayPool<double>.Shared.Rent(BlockRows * Stride);
        var wide = table.IsSinglePrecision ? ArrayPool<double>.Shared.Rent(BlockRows * Math.Max(1, Columns)) : [];
        try
        {
            // The ones and the zeros are the same in every block.
            Array.Clear(numbers);
            for (var i = 0; i < BlockRows; i++)
                numbers[(i * Stride) + Columns] = scales[Columns];
            for (var from = first; from < first + count; from += BlockRows)
            {
                var rows = Math.Min(BlockRows, first + count - from);
                if (Columns > 0)
                    StandardizeRows.To(table.Rows(from, rows, wide), means, scales, numbers, Stride, rows);
                action(numbers.AsSpan(0, rows * Stride), from, rows);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(numbers);
            if (table.IsSinglePrecision)
                ArrayPool<double>.Shared.Return(wide);
        }
    }

    /// <summary>Goes over a range of the table's own rows block by block.</summary>
    public void ForEachRawBlock(int first, int count, BlockAction action)
    {
        for (var from = first; from < first + count; from += BlockRows)
        {
            var rows = Math.Min(BlockRows, first + count - from);
            action(table.Rows(from, rows, []), from, rows);
        }
    }

    /// <summary>What to do with the block <c>[rows, stride]</c> that begins at row <paramref name="first"/>.</summary>
    public delegate void BlockAction(ReadOnlySpan<double> block, int first, int rows);
}
