namespace Twofold.Tables;

/// <summary>A fitted quadratic discriminant analysis: <c>x | label ~ Normal(mean of the label, covariance of the label)</c>. Immutable.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class QuadraticDiscriminantAnalysisModel<TLabel> : GaussianTableModel<TLabel>,
    IIncrementalModel<QuadraticDiscriminantAnalysisModel<TLabel>, Table, TLabel>,
    IStoredModel<QuadraticDiscriminantAnalysisModel<TLabel>, TLabel>
    where TLabel : notnull
{
    readonly double[,] means;
    readonly FullCovariance[] covariances;
    readonly IReadOnlyList<double>? givenPrior;
    readonly double regularization;

    /// <summary>Restores a model from its parameters, which are copied.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="means">The mean of each label, <c>[labels, columns]</c>.</param>
    /// <param name="choleskyFactors">For each label the lower triangular L of its covariance L·Lᵀ, <c>[columns, columns]</c>, its diagonal above 0.</param>
    /// <param name="prior">One non-negative weight for each label; they are divided by their sum.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public QuadraticDiscriminantAnalysisModel(
        IReadOnlyList<TLabel> labels, double[,] means, IReadOnlyList<double[,]> choleskyFactors, IReadOnlyList<double> prior)
        : this(
            labels, ModelParameters.Copied(means), Checked(labels, means, choleskyFactors), prior, prior is null ? null : [.. prior], Schema.OfNumbers(means.GetLength(1)), null, 0)
    {
    }

    internal QuadraticDiscriminantAnalysisModel(
        IReadOnlyList<TLabel> labels,
        double[,] means,
        FullCovariance[] covariances,
        IReadOnlyList<double> prior,
        IReadOnlyList<double>? givenPrior,
        Schema schema,
        double[]? labelWeights,
        double regularization)
        : base(labels, prior, schema, [.. covariances.Select((covariance, k) => new GaussianComponent(k, 1, means.Row(k).ToArray(), covariance))]) =>
        (this.means, this.covariances, this.givenPrior, LabelWeights, this.regularization) = (means, covariances, givenPrior, labelWeights, regularization);

    /// <summary>The mean of each label, <c>[labels, columns]</c>, a copy.</summary>
    public double[,] Means => (double[,])means.Clone();

    /// <summary>For each label the lower triangular L of its covariance L·Lᵀ, <c>[columns, columns]</c>, copies.</summary>
    public IReadOnlyList<double[,]> CholeskyFactors => [.. covariances.Select(covariance => (double[,])covariance.Lower.Clone())];

    /// <summary>
    /// The weight of each label's examples together, <c>[labels]</c>: with means and covariances all that learning more of them takes. Null where it
    /// is not known: of a model that was restored without it, or fitted on missing cells, which are no plain sums.
    /// </summary>
    public IReadOnlyList<double>? LabelWeights { get; }

    Schema IStoredModel<QuadraticDiscriminantAnalysisModel<TLabel>, TLabel>.Schema => Schema;

    QuadraticDiscriminantAnalysis Recipe => new() { RegularizationParameter = regularization };

    /// <inheritdoc/>
    /// <remarks>
    /// The examples must be complete: a model of all examples together can be fitted where cells are missing. A new label needs more examples than
    /// there are columns, or a regularization.
    /// </remarks>
    public QuadraticDiscriminantAnalysisModel<TLabel> FitIncrementally(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
    {
        var known = Statistics();
        var table = examples.Conform(Schema);
        var encoding = LabelEncoding.Of(labels, table.Count);
        var checkedWeights = FitArguments.Weights(weights, encoding);
        cancellation.ThrowIfCancellationRequested();
        var added = RowSet.OfEach(encoding.Codes, encoding.Counts).Select(rows =>
        {
            var (sums, mean, _) = GaussianSums.Of(new CompletedRows(table, rows), rows, checkedWeights, null, cancellation);
            return sums is null ? throw FitArguments.NotComplete(table, nameof(FitIncrementally)) : new GaussianStatistics(sums.Weights, mean, sums.Products);
        });
        return Joined(known, encoding.Labels, [.. added]);
    }

    /// <inheritdoc/>
    public QuadraticDiscriminantAnalysisModel<TLabel> Merge(QuadraticDiscriminantAnalysisModel<TLabel> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        FitArguments.RequireSameColumns(Schema, other.Schema);
        if (regularization != other.regularization)
            throw new TwofoldException(
                $"The models are of other recipes, with a {nameof(QuadraticDiscriminantAnalysis.RegularizationParameter)} of "
                + $"{regularization} and {other.regularization}: merge models of one recipe.");
        return Joined(Statistics(), other.Labels, other.Statistics());
    }

    /// <inheritdoc cref="GenerativeModel{TExamples, TLabel}.WithPrior"/>
    public new QuadraticDiscriminantAnalysisModel<TLabel> WithPrior(IReadOnlyList<double> prior) => (QuadraticDiscriminantAnalysisModel<TLabel>)base.WithPrior(prior);

    /// <inheritdoc/>
    protected override GenerativeModel<Table, TLabel> CopyWithPrior(IReadOnlyList<double> prior) =>
        new QuadraticDiscriminantAnalysisModel<TLabel>(Labels, means, covariances, prior, prior, Schema, LabelWeights?.ToArray(), regularization);

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        var (k, columns) = (Labels.Count, Columns);
        tensors.Add("means", means.AsFlatSpan(), k, columns);
        for (var label = 0; label < k; label++)
            tensors.Add($"cholesky-factor.{label}", covariances[label].Lower.AsFlatSpan(), columns, columns);
        tensors.Add("regularization-parameter", [regularization], 1);
        if (givenPrior is not null || LabelWeights is null)
            tensors.Add("prior", [.. Prior], k);
        if (LabelWeights is not null)
            tensors.Add("label-weights", [.. LabelWeights], k);
    }

    static QuadraticDiscriminantAnalysisModel<TLabel> IStoredModel<QuadraticDiscriminantAnalysisModel<TLabel>, TLabel>.From(
        SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        var (k, columns) = (labels.Count, schema.Count);
        var means = tensors.ReadRows("means", k, columns);
        double[][,] factors = [.. Enumerable.Range(0, k).Select(label => tensors.ReadRows($"cholesky-factor.{label}", columns, columns))];
        var labelWeights = tensors.Names.Contains("label-weights") ? tensors.Read("label-weights", k) : null;
        var prior = labelWeights is null || tensors.Names.Contains("prior") ? tensors.Read("prior", k) : null;
        ModelParameters.RequireNonNegative(labelWeights, "label weights");

        // The recipe checks its range.
        var recipe = new QuadraticDiscriminantAnalysis { RegularizationParameter = tensors.Read("regularization-parameter", 1)[0] };
        return new QuadraticDiscriminantAnalysisModel<TLabel>(
            labels, means, Checked(labels, means, factors), prior ?? labelWeights!, prior, schema, labelWeights, recipe.RegularizationParameter); // One of the two is there.
    }

    GaussianStatistics[] Statistics() => LabelWeights is null
        ? throw FitArguments.NoLabelWeights()
        : [.. covariances.Select((covariance, k) => new GaussianStatistics(
            [LabelWeights[k]], ModelParameters.Shaped(means.Row(k), 1, Columns), Recipe.Products(covariance.Lower, LabelWeights[k])))];

    QuadraticDiscriminantAnalysisModel<TLabel> Joined(GaussianStatistics[] own, IReadOnlyList<TLabel> otherLabels, GaussianStatistics[] other)
    {
        var union = LabelUnion<TLabel>.Of(Labels, otherLabels);
        FitArguments.RequirePriorOf(givenPrior, union.Labels.Count);
        var sums = new GaussianStatistics[union.Labels.Count];
        for (var k = 0; k < own.Length; k++)
            sums[union.First[k]] = own[k];
        for (var k = 0; k < other.Length; k++)
        {
            ref var sum = ref sums[union.Second[k]];
            if (sum is null)
                sum = other[k];
            else
                sum.Add(other[k]);
        }

        var (means, covariances) = (new double[sums.Length, Columns], new FullCovariance[sums.Length]);
        double[] labelWeights = [.. sums.Select(sum => sum.Weights[0])];
        for (var k = 0; k < sums.Length; k++)
        {
            QuadraticDiscriminantAnalysis.RequireTwo(labelWeights[k], union.Labels[k]);
            sums[k].Means.AsFlatSpan().CopyTo(means.Row(k));
            covariances[k] = Recipe.Covariance(sums[k].Products, labelWeights[k], union.Labels[k], Schema);
        }

        return new QuadraticDiscriminantAnalysisModel<TLabel>(
            union.Labels, means, covariances, givenPrior ?? labelWeights, givenPrior, Schema, labelWeights, regularization);
    }

    static FullCovariance[] Checked(IReadOnlyList<TLabel> labels, double[,] means, IReadOnlyList<double[,]> factors)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(factors);
        var columns = means.GetLength(1);
        if (means.GetLength(0) != labels.Count || factors.Count != labels.Count || columns < 1)
            throw new TwofoldException(
                $"{labels.Count} labels, means of shape [{means.GetLength(0)}, {columns}] and {factors.Count} Cholesky factors: "
                + "a quadratic discriminant analysis needs [labels, columns] and a factor for each label.");
        ModelParameters.RequireFinite(means.AsFlatSpan(), "means");
        foreach (var factor in factors)
            ModelParameters.RequireCholeskyFactor(factor, columns);
        return [.. factors.Select(factor => new FullCovariance(ModelParameters.Copied(factor)))];
    }
}
