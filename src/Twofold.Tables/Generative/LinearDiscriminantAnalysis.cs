using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Linear discriminant analysis: each label is a Gaussian around its own mean, and all share one covariance. The generative twin of
/// <see cref="LogisticRegression"/>: its posterior has the same form, but it also knows how likely an example is, and makes new ones. Answers
/// are those of scikit-learn's <c>LinearDiscriminantAnalysis(solver='lsqr')</c>. (Hastie, Tibshirani, Friedman: The Elements of Statistical
/// Learning, 4.3.)
/// </summary>
public sealed record LinearDiscriminantAnalysis : IGenerativeRecipe<Table>
{
    /// <summary>How the shared covariance is shrunk; by default not at all, as in scikit-learn.</summary>
    public Shrinkage Shrinkage { get; init; } = Shrinkage.None;

    /// <summary>
    /// How many examples the assumption weighs that columns are independent with variance 1: the covariance becomes (n S + m I) / (n + m), the
    /// most probable one under an inverse Wishart prior. For standardized columns it makes the fit possible from one example a label on. By
    /// default 0, as in scikit-learn.
    /// </summary>
    /// <exception cref="TwofoldException">Below 0 or not finite.</exception>
    public double PriorExamples
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new TwofoldException($"The weight of the prior is {value} examples: give a finite number of at least 0.");
    }

    /// <summary>
    /// p(label) in the order of the labels, up to a factor; null (the default): each label's share of the examples. As in scikit-learn, a given
    /// prior is also how much the labels count in the shared covariance; a change by
    /// <see cref="IGenerativeModel{TExamples, TLabel}.WithPrior"/> leaves the covariance as it is.
    /// </summary>
    public IReadOnlyList<double>? Prior
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>
    /// Learns means, covariance and prior. Where cells are missing, the parameters are those under which what is known is most likely, found by
    /// expectation maximization; a shrinkage is then applied in each of its steps.
    /// </summary>
    /// <param name="examples">The examples; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <exception cref="TwofoldException">
    /// Examples, labels, weights and prior do not match, a number is infinite or too large to be squared, or the covariance is singular.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public LinearDiscriminantAnalysisModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull =>
        Fit(examples, FitArguments.Encode(examples, labels), weights, cancellation);

    /// <summary>The same of labels that are encoded, where one alone will do: its Gaussian tells nothing apart, and still says how likely an example is.</summary>
    internal LinearDiscriminantAnalysisModel<TLabel> Fit<TLabel>(
        Table examples, LabelEncoding<TLabel> encoding, IReadOnlyList<double>? weights, CancellationToken cancellation)
        where TLabel : notnull
    {
        FitArguments.RequireNumbers(examples, nameof(LinearDiscriminantAnalysis));
        FitArguments.RequireRoomForCovariances(examples.Columns, 1);
        var checkedWeights = FitArguments.Weights(weights, encoding);
        var labelWeights = FitArguments.LabelWeights(checkedWeights, encoding);
        var prior = Prior is null ? null : GivenPrior.Normalized(Prior, encoding.Labels);
        cancellation.ThrowIfCancellationRequested();

        // With a given prior the labels count in the covariance as if there were as many of each as it says.
        var total = labelWeights.Sum();
        var importance = prior?.Select((share, k) => share * total / labelWeights[k]).ToArray();
        var all = RowSet.All(encoding.Codes, encoding.Labels.Count);
        var ofEach = Shrinkage.IsAutomatic ? RowSet.OfEach(encoding.Codes, encoding.Counts) : [];
        var hadMissing = false;
        var fit = ExpectationMaximization.Fit(examples, all, checkedWeights, completed =>
        {
            hadMissing = completed.AreFilled;
            return Shrinkage.IsAutomatic ? FitEach(completed) : FitAll(completed);
        });
        return new LinearDiscriminantAnalysisModel<TLabel>(
            encoding.Labels, fit.Means, fit.Covariance, prior ?? labelWeights, prior, examples.Schema, hadMissing ? null : labelWeights, this);

        (GaussianFit?, int) FitAll(CompletedRows completed)
        {
            var (sums, means, column) = GaussianSums.Of(completed, all, checkedWeights, importance, cancellation);
            return (sums is null ? null : new GaussianFit(labelWeights, means, Covariance(sums.Products, total, examples.Schema)), column);
        }

        // The amount of Ledoit and Wolf is each label's own, as in scikit-learn.
        (GaussianFit?, int) FitEach(CompletedRows completed)
        {
            var (means, shared) = (new double[ofEach.Length, examples.Columns], new double[examples.Columns, examples.Columns]);
            for (var k = 0; k < ofEach.Length; k++)
            {
                var (sums, mean, column) = GaussianSums.Of(completed, ofEach[k], checkedWeights, null, cancellation);
                if (sums is null)
                    return (null, column);
                mean.AsFlatSpan().CopyTo(means.Row(k));
                TensorPrimitives.Divide(sums.Products.AsFlatSpan(), labelWeights[k], sums.Products.AsFlatSpan());
                LedoitWolf.Shrink(sums.Products, completed, ofEach[k], mean.Row(0), checkedWeights, labelWeights[k]);
                TensorPrimitives.MultiplyAdd<double>(sums.Products.AsFlatSpan(), labelWeights[k] * (importance?[k] ?? 1), shared.AsFlatSpan(), shared.AsFlatSpan());
            }

            return (new GaussianFit(labelWeights, means, Covariance(shared, total, examples.Schema)), -1);
        }
    }

    IGenerativeModel<Table, TLabel> IGenerativeRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);

    /// <summary>
    /// The covariance of so many examples from the lower triangle of their products, in place: mean, shrinkage by a given amount, prior, factor.
    /// </summary>
    /// <exception cref="TwofoldException">The covariance is singular; the message names the column.</exception>
    internal FullCovariance Covariance(double[,] products, double total, Schema schema)
    {
        var columns = products.GetLength(0);
        var (own, shrunk) = (total / (total + PriorExamples), 0.0);
        if (!Shrinkage.IsAutomatic)
        {
            for (var j = 0; j < columns; j++)
                shrunk += Shrinkage.Amount * products[j, j] / total / columns;
            own *= 1 - Shrinkage.Amount;
        }

        TensorPrimitives.Multiply(products.AsFlatSpan(), own / total, products.AsFlatSpan());
        for (var j = 0; j < columns; j++)
            products[j, j] += ((total * shrunk) + PriorExamples) / (total + PriorExamples);

        var dependent = Cholesky.Factor(products);
        if (dependent < 0)
            return new FullCovariance(products);

        // A shrinkage that was asked for and did not help is not what to do.
        var remedy = Shrinkage == Shrinkage.None
            ? $"set {nameof(Shrinkage)} to {nameof(Shrinkage)}.{nameof(Shrinkage.LedoitWolf)}"
            : $"set {nameof(PriorExamples)} above 0";
        throw new TwofoldException(
            $"The covariance of examples of the weight {total} in {columns} columns is singular: within the labels "
            + $"{schema.Describe(dependent)} is constant or a combination of the columns before it. Leave such columns out, or {remedy}.");
    }

    /// <summary>The products that <see cref="Covariance"/> made a covariance of; up to their trace where the shrinkage leaves no more.</summary>
    internal double[,] Products(double[,] factor, double total)
    {
        var (products, columns) = (Cholesky.Product(factor), factor.GetLength(0));
        TensorPrimitives.Multiply(products.AsFlatSpan(), total + PriorExamples, products.AsFlatSpan());
        var trace = 0.0;
        for (var j = 0; j < columns; j++)
            trace += products[j, j] -= PriorExamples;
        if (Shrinkage.Amount is 0 or 1)
            return products;
        for (var j = 0; j < columns; j++)
            products[j, j] -= Shrinkage.Amount * trace / columns;
        TensorPrimitives.Divide(products.AsFlatSpan(), 1 - Shrinkage.Amount, products.AsFlatSpan());
        return products;
    }
}
