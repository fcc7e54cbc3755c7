namespace Twofold.Tables;

/// <summary>
/// Logistic regression on the columns, their squares and their products: borders between labels are curved as those of
/// <see cref="QuadraticDiscriminantAnalysis"/>, its generative twin, whose posterior has the same form. Columns are of numbers; they are standardized first, and a
/// missing cell counts as the column's mean.
/// </summary>
public sealed record QuadraticLogisticRegression : IClassifierRecipe<Table>
{
    /// <summary>The weight of the examples against the penalty on the slopes; smaller is smoother. Above 0, by default 1. See <see cref="LogisticRegression.C"/>.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double C { get; init => field = Setting.Positive(value, "; smaller means a stronger penalty"); } = 1;

    /// <summary>Learns from examples and one label for each.</summary>
    /// <param name="examples">The examples, of columns of numbers; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes over the examples.</param>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match, a column is not of numbers, or a number is infinite or too large to be squared.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public QuadraticLogisticRegressionModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var checkedWeights = FitArguments.Weights(weights, FitArguments.Encode(examples, labels));
        FitArguments.RequireNumbers(examples, nameof(QuadraticLogisticRegression));
        var (encoding, encoded) = FeatureEncoding.Fit(examples, new FeatureEncodingOptions { Standardize = true }, checkedWeights, cancellation);
        // Squares and products are standardized again, so that the penalty is fair to them.
        var regression = new LogisticRegression { C = C, Features = new FeatureEncodingOptions { Standardize = true } };
        return new QuadraticLogisticRegressionModel<TLabel>(encoding, regression.Fit(QuadraticFeatures.Of(encoded.Dense), labels, weights, cancellation));
    }

    IClassifier<Table, TLabel> IClassifierRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
