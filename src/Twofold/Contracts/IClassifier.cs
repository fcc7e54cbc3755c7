namespace Twofold;

/// <summary>
/// Says which label an example has. Examples only go in: a classifier that is nothing else is a discriminative model.
/// </summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public interface IClassifier<in TExamples, TLabel>
{
    /// <summary>The labels that the model knows, in the order of the columns of <see cref="PredictProbabilities"/>.</summary>
    IReadOnlyList<TLabel> Labels { get; }

    /// <summary>The most probable label of each example, <c>[examples]</c>.</summary>
    TLabel[] Predict(TExamples examples);

    /// <summary>p(label | example), <c>[examples, labels]</c>. Each row sums to one.</summary>
    double[,] PredictProbabilities(TExamples examples);
}
