using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A fitted linear discriminant analysis: <c>x | label ~ Normal(mean of the label, Σ)</c> with one Σ for all labels. Immutable.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class LinearDiscriminantAnalysisModel<TLabel> : GenerativeModel<Table, TLabel>
    where TLabel : notnull
{
    // So many rows go through the factor together: it is read once for all of them.
    const int BlockRows = 64;

    readonly double[] center;
    readonly double[,] whitenedMeans;
    readonly double logNormalizer;

    /// <summary>Restores a model from its parameters, which must not be changed afterwards.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="means">The mean of each label, <c>[labels, columns]</c>.</param>
    /// <param name="choleskyFactor">The lower triangular L of the shared covariance L·Lᵀ, <c>[columns, columns]</c>, its diagonal above 0.</param>
    /// <param name="prior">One non-negative weight for each label; they are divided by their sum.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public LinearDiscriminantAnalysisModel(
        IReadOnlyList<TLabel> labels, double[,] means, double[,] choleskyFactor, IReadOnlyList<double> prior)
        : base(labels, prior)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(choleskyFactor);
        Validate(labels.Count, means, choleskyFactor);
        (Means, CholeskyFactor) = (means, choleskyFactor);

        // Distances are taken from near the data, so that columns far from zero lose no digits.
        center = new double[Columns];
        for (var k = 0; k < labels.Count; k++)
            TensorPrimitives.MultiplyAdd(means.Row(k), 1.0 / labels.Count, center, center);
        whitenedMeans = new double[labels.Count, Columns];
        Whiten(means.AsFlatSpan(), whitenedMeans.AsFlatSpan(), labels.Count);
        logNormalizer = -0.5 * Columns * Math.Log(2 * Math.PI);
        for (var j = 0; j < Columns; j++)
            logNormalizer -= Math.Log(choleskyFactor[j, j]);
    }

    /// <summary>The mean of each label, <c>[labels, columns]</c>.</summary>
    public double[,] Means { get; }

    /// <summary>The lower triangular L of the shared covariance L·Lᵀ, <c>[columns, columns]</c>.</summary>
    public double[,] CholeskyFactor { get; }

    /// <summary>The number of columns that examples must have.</summary>
    public int Columns => Means.GetLength(1);

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers too large or missing.</exception>
    public override double[,] LogLikelihood(Table examples)
    {
        FitArguments.RequireColumns(examples, Columns);
        var likelihood = new double[examples.Count, Labels.Count];
        Chunks.Run(examples.Count, (long)Columns * Columns / 2, (first, count) =>
        {
            var whitened = new double[Math.Min(BlockRows, count) * Columns];
            for (var begin = first; begin < first + count; begin += BlockRows)
            {
                var rows = Math.Min(BlockRows, first + count - begin);
                Whiten(examples.Values.Slice(begin * Columns, rows * Columns), whitened, rows);
                for (var i = 0; i < rows; i++)
                    for (var k = 0; k < Labels.Count; k++)
                    {
                        var distance = TensorPrimitives.Distance<double>(whitened.AsSpan(i * Columns, Columns), whitenedMeans.Row(k));
                        likelihood[begin + i, k] = logNormalizer - (0.5 * distance * distance);
                    }
            }
        });
        FitArguments.RequireFinite(likelihood, examples);
        return likelihood;
    }

    /// <inheritdoc/>
    public override Table Generate(TLabel label, int count, ulong seed, CancellationToken cancellation = default)
    {
        var mean = IndexOf(label);
        if (count < 1)
            throw new TwofoldException($"{count} examples were asked for: ask for at least 1.");
        var values = new double[checked(count * Columns)];
        Chunks.Run(count, (long)Columns * Columns / 2, (first, chunk) =>
        {
            var noise = new double[Math.Min(BlockRows, chunk) * Columns];
            for (var begin = first; begin < first + chunk; begin += BlockRows)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = Math.Min(BlockRows, first + chunk - begin);
                for (var i = 0; i < rows; i++)
                {
                    // Each row has its own random numbers, whichever core makes it.
                    var random = SeededRandom.ForPart(seed, (ulong)(begin + i));
                    foreach (ref var number in noise.AsSpan(i * Columns, Columns))
                        number = random.NextGaussian();
                    Means.Row(mean).CopyTo(values.AsSpan((begin + i) * Columns));
                }

                AddCorrelated(noise, values.AsSpan(begin * Columns), rows);
            }
        });
        return Table.FromFlat(values, Columns);
    }

    /// <inheritdoc/>
    protected override GenerativeModel<Table, TLabel> CopyWithPrior(IReadOnlyList<double> prior) =>
        new LinearDiscriminantAnalysisModel<TLabel>(Labels, Means, CholeskyFactor, prior);

    // L⁻¹ (x − center): in these coordinates the labels are round and of unit variance.
    void Whiten(ReadOnlySpan<double> rows, Span<double> whitened, int count)
    {
        for (var i = 0; i < count; i++)
            TensorPrimitives.Subtract(rows.Slice(i * Columns, Columns), center, whitened[(i * Columns)..]);
        TriangularSolve.Rows(CholeskyFactor.AsFlatSpan(), Columns, Columns, whitened, Columns, count);
    }

    // x += L z, in panels of columns: what is right of the diagonal is zero and left out.
    void AddCorrelated(ReadOnlySpan<double> noise, Span<double> rows, int count)
    {
        for (var first = 0; first < Columns; first += BlockRows)
        {
            var end = Math.Min(first + BlockRows, Columns);
            ProductOfRows.Add(
                noise, Columns, CholeskyFactor.AsFlatSpan()[(first * Columns)..], Columns, rows[first..], Columns, count, end - first, end);
        }
    }

    static void Validate(int labelCount, double[,] means, double[,] factor)
    {
        var columns = means.GetLength(1);
        if (means.GetLength(0) != labelCount || columns < 1 || factor.GetLength(0) != columns || factor.GetLength(1) != columns)
            throw new TwofoldException(
                $"{labelCount} labels, means of shape [{means.GetLength(0)}, {columns}] and a Cholesky factor of shape "
                + $"[{factor.GetLength(0)}, {factor.GetLength(1)}]: a linear discriminant analysis needs [labels, columns] and [columns, columns].");
        ModelParameters.RequireFinite(means.AsFlatSpan(), "means");
        ModelParameters.RequireFinite(factor.AsFlatSpan(), "Cholesky factor");
        for (var i = 0; i < columns; i++)
            if (!(factor[i, i] > 0) || factor.Row(i)[(i + 1)..].ContainsAnyExcept(0))
                throw new TwofoldException(
                    $"Row {i} of the Cholesky factor is not that of a lower triangular matrix with a diagonal above 0: "
                    + "the model's file is damaged. Train it again.");
    }
}
