using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// Weighted means and variances of a table's columns over the cells that are known. One pass where none is missing; columns with a hole, which
/// their sums show, are gone over again.
/// </summary>
sealed class KnownMoments
{
    // So many numbers stay in the second-level cache.
    const int BlockNumbers = 16_384;

    // Each part of the sums is in memory once.
    const int MostParts = 16;

    /// <summary>The means, <c>[columns]</c>; 0 of a column without a known cell. Of categories and texts they mean nothing.</summary>
    public required double[] Means { get; init; }

    /// <summary>The variances (divided by the sum of the weights), <c>[columns]</c>; infinite where the squares are too large.</summary>
    public required double[] Variances { get; init; }

    /// <summary>Whether a cell of some weight is missing, <c>[columns]</c>.</summary>
    public required bool[] HasMissing { get; init; }

    /// <summary>Whether every cell is known.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Goes over a table with at least one row.</summary>
    /// <exception cref="TwofoldException">A cell is infinite, or numbers are too large to be added up.</exception>
    public static KnownMoments Of(Table examples, double[]? weights)
    {
        var shift = FirstKnown(examples, weights);
        var sums = SumUp(examples, weights, shift);
        var totalWeight = weights is null ? examples.Count : TensorPrimitives.Sum<double>(weights);
        int[] holed = [.. Enumerable.Range(0, examples.Columns).Where(j => !double.IsFinite(sums.Differences[j]))];
        Array.Fill(sums.Weights, totalWeight);
        if (holed.Length > 0)
            SumUpKnown(examples, weights, shift, holed).CopyTo(sums, holed);
        if (sums.HasInfinity)
            FitArguments.RequireNoInfinity(examples);

        var (means, variances) = (new double[examples.Columns], new double[examples.Columns]);
        for (var j = 0; j < means.Length; j++)
        {
            if (!double.IsFinite(sums.Differences[j]))
                throw new TwofoldException($"The numbers in {examples.Schema.Describe(j)} are too large to be added up: divide them by a constant before the fit.");
            if (sums.Weights[j] == 0)
                continue;

            // Measured from one of its own numbers a column's squares cancel at most as many digits as there are rows.
            var offset = sums.Differences[j] / sums.Weights[j];
            means[j] = shift[j] + offset;
            variances[j] = Math.Max(0, (sums.Squares[j] / sums.Weights[j]) - (offset * offset));
        }

        return new KnownMoments { Means = means, Variances = variances, HasMissing = sums.HasMissing, IsComplete = holed.Length == 0 };
    }

    // The first known number of each column; 0 where there is none.
    static double[] FirstKnown(Table examples, double[]? weights)
    {
        var first = new double[examples.Columns];
        var pending = Enumerable.Range(0, first.Length).ToList();
        for (var i = 0; i < examples.Count && pending.Count > 0; i++)
            if (weights is null || weights[i] > 0)
                pending.RemoveAll(j => double.IsFinite(first[j] = examples[i, j]));
        foreach (var j in pending)
            first[j] = 0;
        return first;
    }

    static Sums SumUp(Table examples, double[]? weights, double[] shift)
    {
        var columns = examples.Columns;
        return Chunks.Sum(
            examples.Count,
            2L * columns,
            MostParts,
            (first, count) =>
            {
                var sums = new Sums(columns);
                var block = Math.Clamp(BlockNumbers / columns, 1, count);
                var scratch = examples.Scratch(block);
                for (var from = first; from < first + count; from += block)
                {
                    var rows = Math.Min(block, first + count - from);
                    ShiftedSums.Add(
                        examples.Rows(from, rows, scratch), rows, columns, weights is null ? [] : weights.AsSpan(from, rows), shift, sums.Differences, sums.Squares);
                }

                return sums;
            },
            static (sum, next) => sum.Add(next));
    }

    // The same of some columns, leaving out what is missing.
    static Sums SumUpKnown(Table examples, double[]? weights, double[] shift, int[] columns) =>
        Chunks.Sum(
            examples.Count,
            4L * columns.Length,
            MostParts,
            (first, count) =>
            {
                var sums = new Sums(columns.Length);
                var scratch = examples.Scratch(1);
                for (var i = first; i < first + count; i++)
                {
                    sums.AddKnown(examples.Rows(i, 1, scratch), columns, shift, weights is null ? 1 : weights[i]);
                }

                return sums;
            },
            static (sum, next) => sum.Add(next));

    sealed class Sums(int columns)
    {
        public double[] Differences { get; } = new double[columns];

        public double[] Squares { get; } = new double[columns];

        public double[] Weights { get; } = new double[columns];

        public bool[] HasMissing { get; } = new bool[columns];

        public bool HasInfinity { get; private set; }

        public void Add(Sums other)
        {
            TensorPrimitives.Add(Differences, other.Differences, Differences);
            TensorPrimitives.Add(Squares, other.Squares, Squares);
            TensorPrimitives.Add(Weights, other.Weights, Weights);
            TensorPrimitives.BitwiseOr<byte>(AsBytes(HasMissing), AsBytes(other.HasMissing), AsBytes(HasMissing));
            HasInfinity |= other.HasInfinity;
        }

        public void AddKnown(ReadOnlySpan<double> row, int[] at, double[] shift, double weight)
        {
            for (var h = 0; h < at.Length; h++)
            {
                var cell = row[at[h]];
                HasInfinity |= double.IsInfinity(cell);
                if (double.IsNaN(cell))
                {
                    HasMissing[h] |= weight > 0;
                    continue;
                }

                var difference = cell - shift[at[h]];
                Differences[h] += weight * difference;
                Squares[h] += weight * difference * difference;
                Weights[h] += weight;
            }
        }

        public void CopyTo(Sums target, int[] at)
        {
            for (var h = 0; h < at.Length; h++)
            {
                target.Differences[at[h]] = Differences[h];
                target.Squares[at[h]] = Squares[h];
                target.Weights[at[h]] = Weights[h];
                target.HasMissing[at[h]] = HasMissing[h];
            }

            target.HasInfinity |= HasInfinity;
        }

        static Span<byte> AsBytes(bool[] flags) => MemoryMarshal.AsBytes(flags.AsSpan());
    }
}
