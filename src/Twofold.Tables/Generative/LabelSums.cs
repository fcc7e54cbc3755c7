using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>The weighted sum of every column for each label, of counts that are at least 0, and how large whole rows are. Made in one pass.</summary>
sealed class LabelSums : LabelStatistics
{
    const int BlockNumbers = 16_384;
    const int MostParts = 64;

    readonly TotalHistogram[] totals;

    /// <summary>Restores statistics.</summary>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>.</param>
    /// <param name="observed">The weight of those whose cell is known, <c>[labels, columns]</c>; null where no cell is missing.</param>
    /// <param name="sums">The weighted sums of the known cells, <c>[labels, columns]</c>.</param>
    /// <param name="totals">The totals of the rows without a missing cell, <c>[labels]</c>.</param>
    public LabelSums(double[] labelWeights, double[,]? observed, double[,] sums, TotalHistogram[] totals)
        : base(labelWeights) =>
        (Observed, Sums, this.totals) = (observed, sums, totals);

    /// <summary>What a cell counts for, such as 1 if it is above a threshold: row in, row out; a missing cell stays missing.</summary>
    public delegate void Conversion(ReadOnlySpan<double> row, Span<double> converted);

    /// <summary>The weight of the known cells, <c>[labels, columns]</c>; null where no cell is missing.</summary>
    public double[,]? Observed { get; private set; }

    /// <summary>The weighted sums of the known cells, <c>[labels, columns]</c>.</summary>
    public double[,] Sums { get; }

    /// <summary>The totals of the rows without a missing cell, <c>[labels]</c>.</summary>
    public IReadOnlyList<TotalHistogram> Totals => totals;

    /// <summary>Restores statistics of rows without missing cells whose totals are not known.</summary>
    /// <exception cref="TwofoldException">The shapes do not match, or a number is out of its range.</exception>
    public static LabelSums Restored(int labels, IReadOnlyList<double> labelWeights, double[,] sums)
    {
        ArgumentNullException.ThrowIfNull(labelWeights);
        ArgumentNullException.ThrowIfNull(sums);
        if (labelWeights.Count != labels || sums.GetLength(0) != labels || sums.GetLength(1) < 1)
            throw new TwofoldException(
                $"{labels} labels, {labelWeights.Count} label weights and counts of shape [{sums.GetLength(0)}, {sums.GetLength(1)}]: "
                + "one weight for each label and [labels, columns] are expected.");
        var restored = new LabelSums([.. labelWeights], null, (double[,])sums.Clone(), [.. Enumerable.Range(0, labels).Select(_ => new TotalHistogram())]);
        restored.RequireInRange();
        return restored;
    }

    /// <summary>Sums the rows up.</summary>
    /// <exception cref="TwofoldException">A number is negative or infinite, or numbers are too large to be added; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LabelSums Of(Table examples, int[] codes, int labels, double[]? weights, Conversion? conversion, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        // The sums of the parts together take less than a tenth of the rows' memory.
        var most = Math.Clamp(examples.Count / (20 * labels), 1, MostParts);
        var sums = Chunks.Sum(
            examples.Count,
            costOfOne: 2L * examples.Columns,
            most,
            (first, count) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return OfRows(examples, codes, labels, weights, conversion, first, count);
            },
            (sum, next) => sum.Add(next));
        if (!TensorPrimitives.IsFiniteAll<double>(sums.Sums.AsFlatSpan()))
        {
            FitArguments.RequireNoInfinity(examples);
            throw new TwofoldException("The numbers are too large to be added up: divide them by a constant before the fit.");
        }

        return sums;
    }

    /// <summary>
    /// The sum of a label's column over all of its examples: where cells are missing they count as much as the known ones of that label and
    /// column do on average, which is the most likely sum of independent counts. 0 where none is known.
    /// </summary>
    public double Expected(int label, int column) => Observed switch
    {
        null => Sums[label, column],
        _ when Observed[label, column] == 0 => 0,
        _ => Sums[label, column] * (LabelWeights[label] / Observed[label, column]),
    };

    /// <summary>The mean total of a label's rows.</summary>
    public double ExpectedTotal(int label)
    {
        var total = 0.0;
        for (var j = 0; j < Sums.GetLength(1); j++)
            total += Expected(label, j);
        return total / LabelWeights[label];
    }

    /// <summary>The weight of the label's known cells in a column.</summary>
    public double ObservedAt(int label, int column) => Observed is null ? LabelWeights[label] : Observed[label, column];

    /// <summary>Adds all to a model's parameters.</summary>
    public void AddTo(SafeTensors tensors)
    {
        var (labels, columns) = (Sums.GetLength(0), Sums.GetLength(1));
        tensors.Add("label-weights", LabelWeights, labels);
        tensors.Add("sums", Sums.AsFlatSpan(), labels, columns);
        if (Observed is not null)
            tensors.Add("observed", Observed.AsFlatSpan(), labels, columns);
        tensors.AddTotals("", totals);
    }

    /// <summary>Reads back what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    public static LabelSums From(SafeTensors tensors, int labels, int columns)
    {
        var sums = new LabelSums(
            tensors.Read("label-weights", labels), tensors.Names.Contains("observed") ? tensors.ReadRows("observed", labels, columns) : null,
            tensors.ReadRows("sums", labels, columns), tensors.ReadTotals("", labels));
        sums.RequireInRange();
        return sums;
    }

    /// <summary>Checks that weights and sums are finite and at least 0.</summary>
    /// <exception cref="TwofoldException">One is not.</exception>
    public void RequireInRange()
    {
        ModelParameters.RequireNonNegative(Sums.AsFlatSpan(), "sums");
        ModelParameters.RequireNonNegative(LabelWeights, "label weights");
        if (Observed is null)
            return;
        ModelParameters.RequireNonNegative(Observed.AsFlatSpan(), "weights of known cells");
    }

    /// <inheritdoc/>
    public override LabelStatistics Placed(int[] places, int labels)
    {
        var placed = new TotalHistogram[labels];
        for (var k = 0; k < labels; k++)
            placed[k] = new TotalHistogram();
        for (var k = 0; k < places.Length; k++)
            placed[places[k]] = totals[k].Clone();
        return new LabelSums(
            Placed(LabelWeights, places, labels), Observed is null ? null : Placed(Observed, places, labels), Placed(Sums, places, labels), placed);
    }

    /// <inheritdoc/>
    public override void Add(LabelStatistics other) => Add((LabelSums)other);

    void Add(LabelSums other)
    {
        if (Observed is not null || other.Observed is not null)
        {
            Observed ??= Everywhere(LabelWeights, Sums.GetLength(1));
            var added = other.Observed ?? Everywhere(other.LabelWeights, Sums.GetLength(1));
            TensorPrimitives.Add(Observed.AsFlatSpan(), added.AsFlatSpan(), Observed.AsFlatSpan());
        }

        TensorPrimitives.Add(Sums.AsFlatSpan(), other.Sums.AsFlatSpan(), Sums.AsFlatSpan());
        TensorPrimitives.Add(LabelWeights, other.LabelWeights, LabelWeights);
        for (var k = 0; k < totals.Length; k++)
            totals[k].Add(other.totals[k]);
    }

    static LabelSums OfRows(Table examples, int[] codes, int labels, double[]? weights, Conversion? conversion, int first, int count)
    {
        var columns = examples.Columns;
        var (counts, sums) = (new double[labels], new double[labels, columns]);
        var totals = new TotalHistogram[labels];
        for (var k = 0; k < labels; k++)
            totals[k] = new TotalHistogram();
        double[,]? missing = null;
        var block = Math.Clamp(BlockNumbers / columns, 1, count);
        var (scratch, converted) = (examples.Scratch(block), conversion is null ? [] : new double[columns]);
        var flatSums = sums.AsFlatSpan();
        for (var from = first; from < first + count; from += block)
        {
            var end = Math.Min(from + block, first + count);
            var rows = examples.Rows(from, end - from, scratch);
            for (var i = from; i < end; i++)
            {
                var (k, weight) = (codes[i], weights is null ? 1 : weights[i]);
                if (weight == 0)
                    continue;
                var row = rows.Slice((i - from) * columns, columns);
                conversion?.Invoke(row, converted);
                var (total, least) = LabeledCounts.Add(conversion is null ? row : converted, weight, flatSums.Slice(k * columns, columns));
                if (least < 0)
                    throw Negative(examples, i);
                counts[k] += weight;
                if (total < double.PositiveInfinity)
                    totals[k].Add(total, weight);
                else if (double.IsNaN(total))
                    AddMissing(row, weight, (missing ??= new double[labels, columns]).Row(k));
            }
        }

        return new LabelSums(counts, missing is null ? null : Rest(counts, missing), sums, totals);
    }

    static void AddMissing(ReadOnlySpan<double> row, double weight, Span<double> missing)
    {
        for (var j = 0; j < row.Length; j++)
            if (double.IsNaN(row[j]))
                missing[j] += weight;
    }

    // Up to rounding, which may leave next to nothing of nothing.
    static double[,] Rest(double[] labelWeights, double[,] missing)
    {
        for (var k = 0; k < labelWeights.Length; k++)
            foreach (ref var cell in missing.Row(k))
                cell = labelWeights[k] - cell > labelWeights[k] * 1e-12 ? labelWeights[k] - cell : 0;
        return missing;
    }

    static double[,] Everywhere(double[] labelWeights, int columns)
    {
        var observed = new double[labelWeights.Length, columns];
        for (var k = 0; k < labelWeights.Length; k++)
            observed.Row(k).Fill(labelWeights[k]);
        return observed;
    }

    static TwofoldException Negative(Table examples, int row)
    {
        var j = 0;
        while (!(examples[row, j] < 0))
            j++;
        return new TwofoldException(
            $"Row {row}, {examples.Schema.Describe(j)} is {examples[row, j]}: counts are at least 0. Use {nameof(GaussianNaiveBayes)} for numbers that can be negative.");
    }
}
