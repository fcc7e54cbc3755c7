using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Linear discriminant analysis: each label is a Gaussian around its own mean, and all share one covariance. The generative twin of
/// <see cref="LogisticRegression"/>: its posterior has the same form, but it also knows how likely an example is, and makes new ones. Answers
/// are those of scikit-learn's <c>LinearDiscriminantAnalysis(solver='lsqr')</c>. (Hastie, Tibshirani, Friedman: The Elements of Statistical
/// Learning, 4.3.)
/// </summary>
public sealed record LinearDiscriminantAnalysis : IClassifierRecipe<Table>
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

    /// <summary>Learns means, covariance and the prior, which is each label's share of the examples.</summary>
    /// <param name="examples">The examples; every number finite.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <exception cref="TwofoldException">
    /// Examples and labels do not match, a number is not finite or too large to be squared, or the covariance is singular.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public LinearDiscriminantAnalysisModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireFinite(examples);
        if (weights is not null)
            throw new NotImplementedException();
        var means = LabelMeans.Of(examples, encoding.Codes, encoding.Counts);
        var covariance = SharedCovariance.Of(examples, encoding.Codes, means, Shrinkage, cancellation);
        AddPrior(covariance, examples.Count);
        var dependent = Cholesky.Factor(covariance);
        if (dependent >= 0)
            throw new TwofoldException(
                $"The covariance of {examples.Count} examples in {examples.Columns} columns is singular: within the labels "
                + $"column {dependent} is constant or a combination of the columns before it. "
                + $"Leave such columns out, or set {nameof(Shrinkage)} to {nameof(Shrinkage)}.{nameof(Shrinkage.LedoitWolf)}.");
        return new LinearDiscriminantAnalysisModel<TLabel>(
            encoding.Labels, means, covariance, [.. encoding.Counts.Select(count => (double)count)]);
    }

    IClassifier<Table, TLabel> IClassifierRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);

    void AddPrior(double[,] covariance, int examples)
    {
        if (PriorExamples == 0)
            return;
        TensorPrimitives.Multiply(covariance.AsFlatSpan(), examples / (examples + PriorExamples), covariance.AsFlatSpan());
        for (var j = 0; j < covariance.GetLength(0); j++)
            covariance[j, j] += PriorExamples / (examples + PriorExamples);
    }
}
