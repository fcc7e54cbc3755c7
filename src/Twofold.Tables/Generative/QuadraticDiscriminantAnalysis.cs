using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Quadratic discriminant analysis: each label is a Gaussian with a mean and a covariance of its own, so that borders between labels are curved.
/// Answers are those of scikit-learn's <c>QuadraticDiscriminantAnalysis</c>. (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning,
/// 4.3.)
/// </summary>
public sealed record QuadraticDiscriminantAnalysis : IGenerativeRecipe<Table>
{
    /// <summary>
    /// How far each covariance is drawn towards independent columns of variance 1: <c>(1 − r) S + r I</c>, for columns of about unit spread. From 0
    /// to 1, by default 0, as scikit-learn's <c>reg_param</c>.
    /// </summary>
    /// <exception cref="TwofoldException">Not from 0 to 1.</exception>
    public double RegularizationParameter { get; init => field = Setting.Within(value, 0, 1); }

    /// <summary>p(label) in the order of the labels, up to a factor; null (the default): each label's share of the examples.</summary>
    public IReadOnlyList<double>? Prior
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>
    /// Learns means, covariances and prior. Where cells are missing, the parameters are those under which what is known is most likely, found by
    /// expectation maximization; the regularization is then applied in each of its steps.
    /// </summary>
    /// <param name="examples">The examples; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <exception cref="TwofoldException">
    /// Examples, labels, weights and prior do not match, a number is infinite or too large to be squared, or a label's covariance is singular.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public QuadraticDiscriminantAnalysisModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireNumbers(examples, nameof(QuadraticDiscriminantAnalysis));
        FitArguments.RequireRoomForCovariances(examples.Columns, encoding.Labels.Count);
        var checkedWeights = FitArguments.Weights(weights, encoding);
        var labelWeights = FitArguments.LabelWeights(checkedWeights, encoding);
        var prior = Prior is null ? null : GivenPrior.Normalized(Prior, encoding.Labels);
        cancellation.ThrowIfCancellationRequested();

        var (means, covariances, hadMissing) = (new double[labelWeights.Length, examples.Columns], new FullCovariance[labelWeights.Length], false);
        var ofEach = RowSet.OfEach(encoding.Codes, encoding.Counts);
        for (var k = 0; k < ofEach.Length; k++)
        {
            RequireTwo(labelWeights[k], encoding.Labels[k]);
            var rows = ofEach[k];
            var fit = ExpectationMaximization.Fit(examples, rows, checkedWeights, completed =>
            {
                hadMissing |= completed.AreFilled;
                var (sums, mean, column) = GaussianSums.Of(completed, rows, checkedWeights, null, cancellation);
                return (sums is null ? null : new GaussianFit(sums.Weights, mean, Covariance(sums.Products, sums.Weights[0], encoding.Labels[k], examples.Schema)), column);
            });
            fit.Means.AsFlatSpan().CopyTo(means.Row(k));
            covariances[k] = fit.Covariance;
        }

        return new QuadraticDiscriminantAnalysisModel<TLabel>(
            encoding.Labels, means, covariances, prior ?? labelWeights, prior, examples.Schema, hadMissing ? null : labelWeights, RegularizationParameter);
    }

    IGenerativeModel<Table, TLabel> IGenerativeRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);

    /// <summary>Checks that a label has more than one example.</summary>
    /// <exception cref="TwofoldException">It has not.</exception>
    internal static void RequireTwo<TLabel>(double weight, TLabel label)
    {
        if (!(weight > 1))
            throw new TwofoldException(
                $"The label '{label}' has examples of the weight {weight} together, and a covariance of its own takes more than 1: "
                + $"give it at least two examples, or use {nameof(LinearDiscriminantAnalysis)}, in which labels share one.");
    }

    /// <summary>
    /// The covariance of a label from the lower triangle of its examples' products, in place: the unbiased mean, regularization, factor.
    /// </summary>
    /// <exception cref="TwofoldException">The covariance is singular; the message names label and column.</exception>
    internal FullCovariance Covariance<TLabel>(double[,] products, double weight, TLabel label, Schema schema)
    {
        TensorPrimitives.Multiply(products.AsFlatSpan(), (1 - RegularizationParameter) / (weight - 1), products.AsFlatSpan());
        for (var j = 0; j < products.GetLength(0); j++)
            products[j, j] += RegularizationParameter;
        var dependent = Cholesky.Factor(products);
        return dependent < 0
            ? new FullCovariance(products)
            : throw new TwofoldException(
                $"The covariance of the label '{label}' ({weight} examples in {schema.Count} columns) is singular: within the label "
                + $"{schema.Describe(dependent)} is constant or a combination of the columns before it. "
                + $"Leave such columns out, set {nameof(RegularizationParameter)} above 0, or use {nameof(LinearDiscriminantAnalysis)}.");
    }

    /// <summary>The products that <see cref="Covariance"/> made a covariance of; nothing where the regularization leaves nothing of them.</summary>
    internal double[,] Products(double[,] factor, double weight)
    {
        var products = Cholesky.Product(factor);
        if (RegularizationParameter == 1)
            products.AsFlatSpan().Clear();
        else
            for (var i = 0; i < products.GetLength(0); i++)
            {
                products[i, i] -= RegularizationParameter;
                TensorPrimitives.Multiply(products.Row(i)[..(i + 1)], (weight - 1) / (1 - RegularizationParameter), products.Row(i)[..(i + 1)]);
            }

        return products;
    }
}
