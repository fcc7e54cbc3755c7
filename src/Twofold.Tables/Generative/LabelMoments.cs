using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Weight, mean and sum of squared deviations of every column for each label, made in one pass. The squares are those of differences from a
/// row of the same label: it is at most √n standard deviations from the mean, so that at most n of the 10¹⁶ digits' worth are lost within a
/// part of the rows, wherever the mean is. Parts are put together by means and deviations (Chan, Golub, LeVeque 1983, "Algorithms for
/// computing the sample variance").
/// </summary>
sealed class LabelMoments : LabelStatistics
{
    const int BlockNumbers = 4096;
    const int MostParts = 64;

    /// <summary>Restores statistics.</summary>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>.</param>
    /// <param name="observed">The weight of those whose cell is known, <c>[labels, columns]</c>; null where no cell is missing.</param>
    /// <param name="means">The means, <c>[labels, columns]</c>.</param>
    /// <param name="squares">The weighted sums of squared deviations, <c>[labels, columns]</c>.</param>
    public LabelMoments(double[] labelWeights, double[,]? observed, double[,] means, double[,] squares)
        : base(labelWeights) =>
        (Observed, Means, Squares) = (observed, means, squares);

    /// <summary>The weight of the known cells, <c>[labels, columns]</c>; null where no cell is missing.</summary>
    public double[,]? Observed { get; private set; }

    /// <summary>The means of the known cells, <c>[labels, columns]</c>; 0 where there is none.</summary>
    public double[,] Means { get; }

    /// <summary>The weighted sums of squared deviations from the means, <c>[labels, columns]</c>.</summary>
    public double[,] Squares { get; }

    /// <summary>Sums the rows up.</summary>
    /// <exception cref="TwofoldException">A number is infinite or too large to be squared; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LabelMoments Of(Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        // The sums of the parts together take less than a tenth of the rows' memory.
        var most = Math.Clamp(examples.Count / (30 * labels), 1, MostParts);
        var moments = Chunks.Sum(
            examples.Count,
            costOfOne: 4L * examples.Columns,
            most,
            (first, count) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return weights is null && OfPlainRows(examples, codes, labels, first, count) is { } plain
                    ? plain
                    : OfRows(examples, codes, labels, weights, first, count);
            },
            (sum, next) => sum.Add(next));
        if (!TensorPrimitives.IsFiniteAll<double>(moments.Squares.AsFlatSpan()))
            throw TooLarge(examples, moments.Squares);
        return moments;
    }

    /// <summary>The weight of the label's known cells in a column.</summary>
    public double ObservedAt(int label, int column) => Observed is null ? LabelWeights[label] : Observed[label, column];

    /// <summary>
    /// Mean and variance of a column over all labels: the labels' own variances and that of their means; 0 where no cell is known. The variance is not finite
    /// where the means are so far apart that each label alone has one, and all together have not.
    /// </summary>
    public (double Mean, double Variance) Pooled(int column)
    {
        var (labels, weight) = (LabelWeights.Length, 0.0);
        for (var k = 0; k < labels; k++)
            weight += ObservedAt(k, column);
        if (weight == 0)
            return (0, 0);

        // From the mean of a label that has one on, so that columns far from zero lose no digits.
        var from = 0;
        while (ObservedAt(from, column) == 0)
            from++;
        var (first, shifted, squares) = (Means[from, column], 0.0, 0.0);
        for (var k = 0; k < labels; k++)
            shifted += (Means[k, column] - first) * (ObservedAt(k, column) / weight);
        var mean = first + shifted;
        for (var k = 0; k < labels; k++)
        {
            var difference = Means[k, column] - mean;
            squares += Squares[k, column] + (ObservedAt(k, column) * difference * difference);
        }

        return (mean, squares / weight);
    }

    /// <summary>What to say of a column whose deviations, or those of its labels' means, have no squares.</summary>
    public static TwofoldException TooLarge(Schema schema, int column)
    {
        var described = schema.Describe(column);
        return new TwofoldException($"{char.ToUpperInvariant(described[0])}{described[1..]} has numbers too large to be squared: divide it by a constant before the fit.");
    }

    /// <summary>Whether any label has a known cell in a column.</summary>
    public bool IsObserved(int column)
    {
        for (var k = 0; k < LabelWeights.Length; k++)
            if (ObservedAt(k, column) > 0)
                return true;
        return false;
    }

    /// <summary>Adds all to a model's parameters.</summary>
    public void AddTo(SafeTensors tensors, string prefix = "")
    {
        var (labels, columns) = (Means.GetLength(0), Means.GetLength(1));
        tensors.Add(prefix + "label-weights", LabelWeights, labels);
        tensors.Add(prefix + "means", Means.AsFlatSpan(), labels, columns);
        tensors.Add(prefix + "squares", Squares.AsFlatSpan(), labels, columns);
        if (Observed is not null)
            tensors.Add(prefix + "observed", Observed.AsFlatSpan(), labels, columns);
    }

    /// <summary>Reads back what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    public static LabelMoments From(SafeTensors tensors, int labels, int columns, string prefix = "")
    {
        var moments = new LabelMoments(
            tensors.Read(prefix + "label-weights", labels),
            tensors.Names.Contains(prefix + "observed") ? tensors.ReadRows(prefix + "observed", labels, columns) : null,
            tensors.ReadRows(prefix + "means", labels, columns),
            tensors.ReadRows(prefix + "squares", labels, columns));
        moments.RequireInRange();
        return moments;
    }

    /// <summary>Checks that all are finite, and weights and squares at least 0.</summary>
    /// <exception cref="TwofoldException">One is not.</exception>
    public void RequireInRange()
    {
        ModelParameters.RequireFinite(Means.AsFlatSpan(), "means");
        ModelParameters.RequireNonNegative(Squares.AsFlatSpan(), "variances");
        ModelParameters.RequireNonNegative(LabelWeights, "label weights");
        if (Observed is not null)
            ModelParameters.RequireNonNegative(Observed.AsFlatSpan(), "weights of known cells");
    }

    /// <inheritdoc/>
    public override LabelStatistics Placed(int[] places, int labels) => new LabelMoments(
        Placed(LabelWeights, places, labels), Observed is null ? null : Placed(Observed, places, labels), Placed(Means, places, labels), Placed(Squares, places, labels));

    /// <inheritdoc/>
    public override void Add(LabelStatistics other) => Add((LabelMoments)other);

    void Add(LabelMoments other)
    {
        if (Observed is null && other.Observed is not null)
            Observed = Everywhere(LabelWeights, Means.GetLength(1));
        for (var k = 0; k < LabelWeights.Length; k++)
        {
            var means = Means.Row(k);
            var squares = Squares.Row(k);
            var otherMeans = other.Means.Row(k);
            var otherSquares = other.Squares.Row(k);
            if (Observed is null)
                AddPlain(LabelWeights[k], other.LabelWeights[k], means, squares, otherMeans, otherSquares);
            else
                for (var j = 0; j < means.Length; j++)
                {
                    var weight = other.ObservedAt(k, j);
                    AddPlain(Observed[k, j], weight, means.Slice(j, 1), squares.Slice(j, 1), otherMeans.Slice(j, 1), otherSquares.Slice(j, 1));
                    Observed[k, j] += weight;
                }

            LabelWeights[k] += other.LabelWeights[k];
        }
    }

    static void AddPlain(
        double weight, double otherWeight, Span<double> means, Span<double> squares, ReadOnlySpan<double> otherMeans, ReadOnlySpan<double> otherSquares)
    {
        if (otherWeight == 0)
            return;
        var share = otherWeight / (weight + otherWeight);
        for (var j = 0; j < means.Length; j++)
        {
            var difference = otherMeans[j] - means[j];
            squares[j] += otherSquares[j] + (difference * difference * weight * share);

            // Of nothing and a sum the sum, to the last digit.
            means[j] = share == 1 ? otherMeans[j] : means[j] + (difference * share);
        }
    }

    // Null where a cell is missing or infinite.
    static LabelMoments? OfPlainRows(Table examples, int[] codes, int labels, int first, int count)
    {
        var columns = examples.Columns;
        var (counts, shifts, sums, squares) = (new double[labels], new double[labels, columns], new double[labels, columns], new double[labels, columns]);
        var block = Math.Clamp(BlockNumbers / columns, 1, count);
        var scratch = examples.Scratch(block);
        for (var from = first; from < first + count; from += block)
        {
            var rows = Math.Min(block, first + count - from);
            LabeledMoments.Add(
                examples.Rows(from, rows, scratch), codes.AsSpan(from, rows), columns, counts, shifts.AsFlatSpan(), sums.AsFlatSpan(), squares.AsFlatSpan());
        }

        if (!TensorPrimitives.IsFiniteAll<double>(squares.AsFlatSpan()))
            return null;
        for (var k = 0; k < labels; k++)
            if (counts[k] > 0)
                Center(counts[k], shifts.Row(k), sums.Row(k), squares.Row(k));
        return new LabelMoments(counts, null, shifts, squares);
    }

    static LabelMoments OfRows(Table examples, int[] codes, int labels, double[]? weights, int first, int count)
    {
        var columns = examples.Columns;
        var (counts, observed) = (new double[labels], new double[labels, columns]);
        var (shifts, sums, squares) = (new double[labels, columns], new double[labels, columns], new double[labels, columns]);
        var scratch = examples.Scratch(1);
        FindShifts(examples, codes, weights, first, count, shifts);
        for (var i = first; i < first + count; i++)
        {
            var (k, weight) = (codes[i], weights?[i] ?? 1);
            if (weight == 0)
                continue;
            counts[k] += weight;
            LabeledMoments.AddObserved(examples.Rows(i, 1, scratch), weight, shifts.Row(k), observed.Row(k), sums.Row(k), squares.Row(k));
        }

        var complete = true;
        for (var k = 0; k < labels; k++)
            for (var j = 0; j < columns; j++)
            {
                complete &= observed[k, j] == counts[k];
                if (observed[k, j] > 0)
                    Center(observed[k, j], shifts.Row(k).Slice(j, 1), sums.Row(k).Slice(j, 1), squares.Row(k).Slice(j, 1));
            }

        return new LabelMoments(counts, complete ? null : observed, shifts, squares);
    }

    // A known cell of each label and column, of a row that counts at least half as much as any before it: one that counts next to nothing
    // may be far from all others.
    static void FindShifts(Table examples, int[] codes, double[]? weights, int first, int count, double[,] shifts)
    {
        var scratch = examples.Scratch(1);
        var heaviest = new double[shifts.GetLength(0), shifts.GetLength(1)];
        for (var i = first; i < first + count; i++)
        {
            var (k, weight) = (codes[i], weights?[i] ?? 1);
            var row = examples.Rows(i, 1, scratch);
            var shift = shifts.Row(k);
            var best = heaviest.Row(k);
            for (var j = 0; j < row.Length; j++)
                if (weight > 2 * best[j] && !double.IsNaN(row[j]))
                    (shift[j], best[j]) = (row[j], weight);
        }
    }

    // From differences to the shift to deviations from the mean; the shifts become the means.
    static void Center(double weight, Span<double> shifts, ReadOnlySpan<double> sums, Span<double> squares)
    {
        for (var j = 0; j < shifts.Length; j++)
        {
            var difference = sums[j] / weight;
            shifts[j] += difference;
            squares[j] = Math.Max(squares[j] - (difference * sums[j]), 0);
        }
    }

    static double[,] Everywhere(double[] labelWeights, int columns)
    {
        var observed = new double[labelWeights.Length, columns];
        for (var k = 0; k < labelWeights.Length; k++)
            observed.Row(k).Fill(labelWeights[k]);
        return observed;
    }

    static TwofoldException TooLarge(Table examples, double[,] squares)
    {
        FitArguments.RequireNoInfinity(examples);
        var index = 0;
        while (double.IsFinite(squares.AsFlatSpan()[index]))
            index++;
        return TooLarge(examples.Schema, index % examples.Columns);
    }
}
