namespace Twofold;

/// <summary>How to learn a generative model. Examples go in at the fit and come out of the model.</summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
public interface IGenerativeRecipe<TExamples> : IClassifierRecipe<TExamples>
{
    /// <inheritdoc cref="IClassifierRecipe{TExamples}.Fit"/>
    new IGenerativeModel<TExamples, TLabel> Fit<TLabel>(
        TExamples examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull;

    IClassifier<TExamples, TLabel> IClassifierRecipe<TExamples>.Fit<TLabel>(
        TExamples examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
