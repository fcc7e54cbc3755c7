using System.Buffers;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A fitted linear discriminant analysis: <c>x | label ~ Normal(mean of the label, Σ)</c> with one Σ for all labels. Immutable.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class LinearDiscriminantAnalysisModel<TLabel> : GaussianTableModel<TLabel>,
    IIncrementalModel<LinearDiscriminantAnalysisModel<TLabel>, Table, TLabel>,
    IStoredModel<LinearDiscriminantAnalysisModel<TLabel>, TLabel>
    where TLabel : notnull
{
    // How the file says that the amount of shrinkage is computed from the examples.
    const double Automatic = -1;

    readonly double[,] means;
    readonly FullCovariance covariance;
    readonly LinearDiscriminantAnalysis recipe;
    readonly IReadOnlyList<double>? givenPrior;
    readonly Lazy<(double[,] Coefficients, double[] Intercepts)> linear;
    readonly double[] center;
    readonly Lazy<(double[,] Coefficients, double[] Intercepts)> centered;

    /// <summary>Restores a model from its parameters, which are copied.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="means">The mean of each label, <c>[labels, columns]</c>.</param>
    /// <param name="choleskyFactor">The lower triangular L of the shared covariance L·Lᵀ, <c>[columns, columns]</c>, its diagonal above 0.</param>
    /// <param name="prior">One non-negative weight for each label; they are divided by their sum.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public LinearDiscriminantAnalysisModel(
        IReadOnlyList<TLabel> labels, double[,] means, double[,] choleskyFactor, IReadOnlyList<double> prior)
        : this(
            labels, ModelParameters.Copied(means), Checked(labels, means, choleskyFactor), prior, prior is null ? null : [.. prior], Schema.OfNumbers(means.GetLength(1)), null,
            new LinearDiscriminantAnalysis())
    {
    }

    internal LinearDiscriminantAnalysisModel(
        IReadOnlyList<TLabel> labels,
        double[,] means,
        FullCovariance covariance,
        IReadOnlyList<double> prior,
        IReadOnlyList<double>? givenPrior,
        Schema schema,
        double[]? labelWeights,
        LinearDiscriminantAnalysis recipe)
        : base(labels, prior, schema, [.. labels.Select((_, k) => new GaussianComponent(k, 1, means.Row(k).ToArray(), covariance))])
    {
        (this.means, this.covariance, this.givenPrior, LabelWeights, this.recipe) = (means, covariance, givenPrior, labelWeights, recipe);
        linear = new Lazy<(double[,], double[])>(Linear);

        // Scores are taken from near the data, so that columns far from zero lose no digits.
        center = new double[means.GetLength(1)];
        for (var k = 0; k < means.GetLength(0); k++)
            TensorPrimitives.MultiplyAdd(means.Row(k), 1.0 / means.GetLength(0), center, center);
        centered = new Lazy<(double[,], double[])>(Centered);
    }

    /// <summary>The mean of each label, <c>[labels, columns]</c>, a copy.</summary>
    public double[,] Means => (double[,])means.Clone();

    /// <summary>The lower triangular L of the shared covariance L·Lᵀ, <c>[columns, columns]</c>, a copy.</summary>
    public double[,] CholeskyFactor => (double[,])covariance.Lower.Clone();

    /// <summary>
    /// The weight of each label's examples together, <c>[labels]</c>: with means and covariance all that learning more of them takes. Null where it
    /// is not known: of a model that was restored without it, or fitted on missing cells, which are no plain sums.
    /// </summary>
    public IReadOnlyList<double>? LabelWeights { get; }

    /// <summary>
    /// The slopes of the logits of the logistic regression that has the same posterior, <c>[labels, columns]</c>: <c>Σ⁻¹ μ</c>, scikit-learn's
    /// <c>coef_</c> for three labels or more; a copy.
    /// </summary>
    public double[,] Coefficients => (double[,])linear.Value.Coefficients.Clone();

    /// <summary>The logits of an example of zeros in that logistic regression, <c>[labels]</c>: <c>log prior − ½ μ·Σ⁻¹ μ</c>; a copy.</summary>
    public double[] Intercepts => [.. linear.Value.Intercepts];

    Schema IStoredModel<LinearDiscriminantAnalysisModel<TLabel>, TLabel>.Schema => Schema;

    /// <inheritdoc/>
    /// <remarks>The examples must be complete: a model of all examples together can be fitted where cells are missing.</remarks>
    public LinearDiscriminantAnalysisModel<TLabel> FitIncrementally(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
    {
        var known = Statistics();
        var table = examples.Conform(Schema);
        var encoding = LabelEncoding.Of(labels, table.Count);
        var checkedWeights = FitArguments.Weights(weights, encoding);
        var rows = RowSet.All(encoding.Codes, encoding.Labels.Count);
        cancellation.ThrowIfCancellationRequested();
        var (sums, means, _) = GaussianSums.Of(new CompletedRows(table, rows), rows, checkedWeights, null, cancellation);
        if (sums is null)
            throw FitArguments.NotComplete(table, nameof(FitIncrementally));
        return Joined(known, encoding.Labels, new GaussianStatistics(sums.Weights, means, sums.Products));
    }

    /// <inheritdoc/>
    public LinearDiscriminantAnalysisModel<TLabel> Merge(LinearDiscriminantAnalysisModel<TLabel> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        FitArguments.RequireSameColumns(Schema, other.Schema);
        var own = Statistics(); // A recipe that cannot be merged at all says so first.
        if (recipe != other.recipe)
            throw new TwofoldException($"The models are of other recipes, {recipe} and {other.recipe}: merge models of one recipe.");
        return Joined(own, other.Labels, other.Statistics());
    }

    /// <inheritdoc cref="GenerativeModel{TExamples, TLabel}.WithPrior"/>
    public new LinearDiscriminantAnalysisModel<TLabel> WithPrior(IReadOnlyList<double> prior) => (LinearDiscriminantAnalysisModel<TLabel>)base.WithPrior(prior);

    /// <inheritdoc/>
    protected override GenerativeModel<Table, TLabel> CopyWithPrior(IReadOnlyList<double> prior) =>
        new LinearDiscriminantAnalysisModel<TLabel>(Labels, means, covariance, prior, prior, Schema, LabelWeights?.ToArray(), recipe);

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        var (k, columns) = (Labels.Count, Columns);
        tensors.Add("means", means.AsFlatSpan(), k, columns);
        tensors.Add("cholesky-factor", covariance.Lower.AsFlatSpan(), columns, columns);
        if (givenPrior is not null || LabelWeights is null)
            tensors.Add("prior", [.. Prior], k);
        if (LabelWeights is not null)
            tensors.Add("label-weights", [.. LabelWeights], k);
        tensors.Add("shrinkage", [recipe.Shrinkage.IsAutomatic ? Automatic : recipe.Shrinkage.Amount], 1);
        tensors.Add("prior-examples", [recipe.PriorExamples], 1);
        if (recipe.Prior is not null)
            tensors.Add("prior-of-recipe", [.. recipe.Prior], recipe.Prior.Count);
    }

    static LinearDiscriminantAnalysisModel<TLabel> IStoredModel<LinearDiscriminantAnalysisModel<TLabel>, TLabel>.From(
        SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        var (k, columns) = (labels.Count, schema.Count);
        var means = tensors.ReadRows("means", k, columns);
        var covariance = Checked(labels, means, tensors.ReadRows("cholesky-factor", columns, columns));
        var labelWeights = Optional("label-weights");
        var prior = labelWeights is null ? tensors.Read("prior", k) : Optional("prior");
        ModelParameters.RequireNonNegative(labelWeights, "label weights");
        var shrinkage = tensors.Read("shrinkage", 1)[0];

        // The recipe checks its ranges.
        var recipe = new LinearDiscriminantAnalysis
        {
            Shrinkage = shrinkage == Automatic ? Shrinkage.LedoitWolf : Shrinkage.Of(shrinkage),
            PriorExamples = tensors.Read("prior-examples", 1)[0],
            Prior = Optional("prior-of-recipe"),
        };
        return new LinearDiscriminantAnalysisModel<TLabel>(
            labels, means, covariance, prior ?? labelWeights!, prior, schema, labelWeights, recipe); // One of the two is there.

        double[]? Optional(string name) => tensors.Names.Contains(name) ? tensors.Read(name, k) : null;
    }

    GaussianStatistics Statistics()
    {
        if (recipe.Shrinkage.IsAutomatic)
            throw new TwofoldException(
                "The shrinkage of Ledoit and Wolf is computed from all examples together, and not from parts: "
                + $"fit them at once, or give an amount with {nameof(Shrinkage)}.{nameof(Shrinkage.Of)}.");
        if (recipe.Prior is not null)
            throw new TwofoldException(
                $"With a given {nameof(recipe.Prior)} the covariance is no sum over the examples: fit without it, and set it afterwards with {nameof(WithPrior)}.");
        if (LabelWeights is null)
            throw FitArguments.NoLabelWeights();
        return new GaussianStatistics([.. LabelWeights], means, recipe.Products(covariance.Lower, LabelWeights.Sum()));
    }

    LinearDiscriminantAnalysisModel<TLabel> Joined(GaussianStatistics own, IReadOnlyList<TLabel> otherLabels, GaussianStatistics other)
    {
        var union = LabelUnion<TLabel>.Of(Labels, otherLabels);
        FitArguments.RequirePriorOf(givenPrior, union.Labels.Count);
        var sum = own.Placed(union.First, union.Labels.Count);
        sum.Add(other.Placed(union.Second, union.Labels.Count));
        return new LinearDiscriminantAnalysisModel<TLabel>(
            union.Labels, sum.Means, recipe.Covariance(sum.Products, sum.Weights.Sum(), Schema), givenPrior ?? sum.Weights, givenPrior, Schema, sum.Weights, recipe);
    }

    // The square of a row, which is the same for all labels, is left out: what is left is linear, and needs no whitening.
    private protected override void LogScores(ReadOnlySpan<double> rows, int count, Span<double> scores)
    {
        const int mostOnStack = 128;
        var (coefficients, intercepts) = centered.Value;
        var stride = coefficients.GetLength(1);
        double[]? rented = null;
        var deviation = stride <= mostOnStack ? stackalloc double[stride] : (rented = ArrayPool<double>.Shared.Rent(stride)).AsSpan(0, stride);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Columns, Columns);
            var scoresOfRow = scores.Slice(i * intercepts.Length, intercepts.Length);
            Deviations.Of(row, center, deviation);
            for (var k = 0; k < scoresOfRow.Length; k++)
                scoresOfRow[k] = intercepts[k] + TensorPrimitives.Dot<double>(deviation, coefficients.Row(k));

            // A missing cell leaves a NaN: what is known then has a covariance of its own.
            if (double.IsNaN(scoresOfRow[0]))
                LogLikelihood(row, 1, scoresOfRow);
        }

        if (rented is not null)
            ArrayPool<double>.Shared.Return(rented);
    }

    // log p(label | x) = (Σ⁻¹ μ)·x − ½ μ·Σ⁻¹ μ + log prior + what is the same for all labels.
    (double[,] Coefficients, double[] Intercepts) Linear()
    {
        var coefficients = (double[,])means.Clone();
        return (coefficients, [.. Enumerable.Range(0, Labels.Count).Select(k => Math.Log(Prior[k]) - (0.5 * Solve(coefficients.Row(k))))]);
    }

    // The same of deviations from the center, without the prior, and padded to whole vectors.
    (double[,] Coefficients, double[] Intercepts) Centered()
    {
        var coefficients = new double[Labels.Count, covariance.Stride];
        return (coefficients, [.. Enumerable.Range(0, Labels.Count).Select(k =>
        {
            Deviations.Of(means.Row(k), center, coefficients.Row(k));
            return -0.5 * Solve(coefficients.Row(k)[..Columns]);
        })]);
    }

    // μ becomes Σ⁻¹ μ; returns μ·Σ⁻¹ μ.
    double Solve(Span<double> row)
    {
        TriangularSolve.Rows(covariance.Lower.AsFlatSpan(), Columns, Columns, row, Columns, 1);
        var square = TensorPrimitives.SumOfSquares<double>(row);
        for (var j = Columns - 1; j >= 0; j--)
        {
            row[j] /= covariance.Lower[j, j];
            TensorPrimitives.MultiplyAdd(covariance.Lower.Row(j)[..j], -row[j], row[..j], row[..j]);
        }

        return square;
    }

    static FullCovariance Checked(IReadOnlyList<TLabel> labels, double[,] means, double[,] factor)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(factor);
        var columns = means.GetLength(1);
        if (means.GetLength(0) != labels.Count || columns < 1)
            throw new TwofoldException(
                $"{labels.Count} labels and means of shape [{means.GetLength(0)}, {columns}]: a linear discriminant analysis needs [labels, columns].");
        ModelParameters.RequireFinite(means.AsFlatSpan(), "means");
        ModelParameters.RequireCholeskyFactor(factor, columns);
        return new FullCovariance(ModelParameters.Copied(factor));
    }
}
