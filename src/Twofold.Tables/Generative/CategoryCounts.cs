using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>The weight of the examples of each label that have each category, column by column. Made in one pass once it is known how many categories there are.</summary>
sealed class CategoryCounts : LabelStatistics
{
    const int BlockNumbers = 16_384;
    const int MostParts = 64;

    // A larger code is no category but a number.
    const int MostCategories = 1_000_000;

    /// <summary>Restores statistics.</summary>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>.</param>
    /// <param name="sizes">How many categories each column has, <c>[columns]</c>.</param>
    /// <param name="counts">The weight of the examples of each category, column after column, <c>[labels, all categories]</c>.</param>
    public CategoryCounts(double[] labelWeights, int[] sizes, double[,] counts)
        : base(labelWeights) =>
        (Sizes, Starts, Counts) = (sizes, StartsOf(sizes), counts);

    /// <summary>How many categories each column has, <c>[columns]</c>.</summary>
    public int[] Sizes { get; private set; }

    /// <summary>Where each column's categories begin, <c>[columns]</c>.</summary>
    public int[] Starts { get; private set; }

    /// <summary>The weight of the examples of each category, column after column, <c>[labels, all categories]</c>.</summary>
    public double[,] Counts { get; private set; }

    /// <summary>Counts the rows.</summary>
    /// <exception cref="TwofoldException">A cell is no category; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static CategoryCounts Of(
        Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation, int[]? knownSizes = null)
    {
        cancellation.ThrowIfCancellationRequested();
        var sizes = knownSizes ?? SizesOf(examples, weights);
        var total = sizes.Sum(size => (long)size);

        // The counts of the parts together take less than a tenth of the rows' memory.
        var most = (int)Math.Clamp((long)examples.Count * examples.Columns / (10 * labels * Math.Max(total, 1)), 1, MostParts);
        return Chunks.Sum(
            examples.Count,
            costOfOne: 4L * examples.Columns,
            most,
            (first, count) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return OfRows(examples, codes, labels, weights, sizes, first, count);
            },
            (sum, next) => sum.Add(next));
    }

    /// <summary>Adds all but the numbers of categories to a model's parameters.</summary>
    public void AddTo(SafeTensors tensors, string prefix = "")
    {
        tensors.Add(prefix + "label-weights", LabelWeights, LabelWeights.Length);
        tensors.Add(prefix + "counts", Counts.AsFlatSpan(), LabelWeights.Length, Counts.GetLength(1));
    }

    /// <summary>Reads back what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    public static CategoryCounts From(SafeTensors tensors, int labels, int[] sizes, string prefix = "")
    {
        var counts = new CategoryCounts(tensors.Read(prefix + "label-weights", labels), sizes, tensors.ReadRows(prefix + "counts", labels, sizes.Sum()));
        counts.RequireInRange();
        return counts;
    }

    /// <summary>Checks that all are finite and at least 0.</summary>
    /// <exception cref="TwofoldException">One is not.</exception>
    public void RequireInRange()
    {
        ModelParameters.RequireNonNegative(Counts.AsFlatSpan(), "counts");
        ModelParameters.RequireNonNegative(LabelWeights, "label weights");
    }

    /// <summary>The weight of the label's known cells in a column.</summary>
    public double ObservedAt(int label, int column) => TensorPrimitives.Sum<double>(Counts.Row(label).Slice(Starts[column], Sizes[column]));

    /// <inheritdoc/>
    public override LabelStatistics Placed(int[] places, int labels) => new CategoryCounts(Placed(LabelWeights, places, labels), Sizes, Placed(Counts, places, labels));

    /// <inheritdoc/>
    public override void Add(LabelStatistics other) => Add((CategoryCounts)other);

    void Add(CategoryCounts other)
    {
        Grow([.. Sizes.Zip(other.Sizes, Math.Max)]);
        for (var k = 0; k < LabelWeights.Length; k++)
            for (var j = 0; j < Sizes.Length; j++)
            {
                var counts = Counts.Row(k).Slice(Starts[j], other.Sizes[j]);
                TensorPrimitives.Add(counts, other.Counts.Row(k).Slice(other.Starts[j], other.Sizes[j]), counts);
            }

        TensorPrimitives.Add(LabelWeights, other.LabelWeights, LabelWeights);
    }

    void Grow(int[] sizes)
    {
        if (sizes.AsSpan().SequenceEqual(Sizes))
            return;
        var starts = StartsOf(sizes);
        var counts = new double[LabelWeights.Length, sizes.Sum()];
        for (var k = 0; k < LabelWeights.Length; k++)
            for (var j = 0; j < sizes.Length; j++)
                Counts.Row(k).Slice(Starts[j], Sizes[j]).CopyTo(counts.Row(k)[starts[j]..]);
        (Sizes, Starts, Counts) = (sizes, starts, counts);
    }

    static CategoryCounts OfRows(Table examples, int[] codes, int labels, double[]? weights, int[] sizes, int first, int count)
    {
        var counts = new CategoryCounts(new double[labels], sizes, new double[labels, sizes.Sum()]);
        var columns = examples.Columns;
        var block = Math.Clamp(BlockNumbers / columns, 1, count);
        var scratch = examples.Scratch(block);
        for (var from = first; from < first + count; from += block)
        {
            var rows = examples.Rows(from, Math.Min(block, first + count - from), scratch);
            for (var i = from; i < Math.Min(from + block, first + count); i++)
            {
                var (k, weight) = (codes[i], weights is null ? 1 : weights[i]);
                if (weight == 0)
                    continue;
                var row = rows.Slice((i - from) * columns, columns);
                var sums = counts.Counts.Row(k);
                counts.LabelWeights[k] += weight;
                for (var j = 0; j < row.Length; j++)
                    if (!double.IsNaN(row[j]))
                        sums[counts.Starts[j] + (int)row[j]] += weight;
            }
        }

        return counts;
    }

    static int[] SizesOf(Table examples, double[]? weights)
    {
        var sizes = new int[examples.Columns];
        for (var j = 0; j < sizes.Length; j++)
            sizes[j] = examples.Schema.IsNumbers || examples.Schema[j].Kind == ColumnKind.Number ? 0 : examples.Schema[j].Values.Count;
        int[] open = [.. Enumerable.Range(0, sizes.Length).Where(j => examples.Schema.IsNumbers || examples.Schema[j].Kind == ColumnKind.Number)];
        for (var i = 0; i < examples.Count && open.Length > 0; i++)
        {
            foreach (var j in open)
            {
                var cell = examples[i, j];
                if (double.IsNaN(cell) || weights?[i] == 0)
                    continue;
                if (!(cell >= 0 && cell < MostCategories && cell == Math.Floor(cell)))
                    throw new TwofoldException(
                        $"Row {i}, {examples.Schema.Describe(j)} is {cell}: a category is a whole number from 0 to {MostCategories - 1}, or a text of a category column.");
                sizes[j] = Math.Max(sizes[j], (int)cell + 1);
            }
        }

        return sizes;
    }

    static int[] StartsOf(int[] sizes)
    {
        var starts = new int[sizes.Length];
        for (var j = 1; j < sizes.Length; j++)
            starts[j] = checked(starts[j - 1] + sizes[j - 1]);
        return starts;
    }
}
