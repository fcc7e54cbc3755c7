namespace Twofold;

/// <summary>Examples with one label each.</summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed record LabeledSet<TExamples, TLabel>
    where TExamples : IExamples<TExamples>
    where TLabel : notnull
{
    /// <summary>Pairs examples and labels.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="labels">One label for each.</param>
    /// <exception cref="TwofoldException">The numbers of examples and labels differ, there are none, or a label is missing.</exception>
    public LabeledSet(TExamples examples, IReadOnlyList<TLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(examples);
        (Examples, Labels, Encoding) = (examples, labels, LabelEncoding.Of(labels, examples.Count));
    }

    /// <summary>The examples.</summary>
    public TExamples Examples { get; }

    /// <summary>The label of each example, <c>[examples]</c>.</summary>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>The labels as numbers.</summary>
    public LabelEncoding<TLabel> Encoding { get; }

    /// <summary>The number of examples.</summary>
    public int Count => Labels.Count;

    /// <summary>Holds a share of each label's examples back; see <see cref="Stratification.Split"/>.</summary>
    /// <param name="testFraction">The share to hold back, above 0 and below 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="TwofoldException">The fraction is out of range, or no label has two examples.</exception>
    public (LabeledSet<TExamples, TLabel> Train, LabeledSet<TExamples, TLabel> Test) Split(double testFraction, ulong seed)
    {
        var (train, test) = Stratification.Split(Encoding.Codes, testFraction, seed);
        return (Subset(train), Subset(test));
    }

    /// <summary>Cross-validation: each example is held back in one of the folds; see <see cref="Stratification.Folds"/>.</summary>
    /// <param name="count">The number of folds, at least 2.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <exception cref="TwofoldException">Fewer than two folds, or more than there are examples.</exception>
    public IEnumerable<(LabeledSet<TExamples, TLabel> Train, LabeledSet<TExamples, TLabel> Test)> Folds(int count, ulong seed) =>
        Stratification.Folds(Encoding.Codes, count, seed).Select(fold => (Subset(fold.Train), Subset(fold.Test)));

    /// <summary>The examples at <paramref name="indices"/> with their labels, in that order.</summary>
    public LabeledSet<TExamples, TLabel> Subset(ReadOnlySpan<int> indices)
    {
        var labels = new TLabel[indices.Length];
        for (var i = 0; i < indices.Length; i++)
            labels[i] = Labels[indices[i]];
        return new LabeledSet<TExamples, TLabel>(Examples.Subset(indices), labels);
    }
}
