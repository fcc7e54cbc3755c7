namespace Twofold.Tables;

/// <summary>A fitted mixture of Gaussians for each label. Immutable.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class GaussianMixtureClassifierModel<TLabel> : GaussianTableModel<TLabel>, IStoredModel<GaussianMixtureClassifierModel<TLabel>, TLabel>
    where TLabel : notnull
{
    /// <summary>Restores a model from its parameters.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="mixtures">The mixture of each label, all of one kind and the same columns.</param>
    /// <param name="prior">One non-negative weight for each label; they are divided by their sum.</param>
    /// <exception cref="TwofoldException">The numbers do not match.</exception>
    public GaussianMixtureClassifierModel(IReadOnlyList<TLabel> labels, IReadOnlyList<GaussianMixture> mixtures, IReadOnlyList<double> prior)
        : this(labels, Checked(labels, mixtures), prior, Schema.OfNumbers(mixtures[0].Columns))
    {
    }

    internal GaussianMixtureClassifierModel(IReadOnlyList<TLabel> labels, IReadOnlyList<GaussianMixture> mixtures, IReadOnlyList<double> prior, Schema schema)
        : base(labels, prior, schema, [.. mixtures.SelectMany((mixture, label) => mixture.ComponentsOf(label))]) =>
        Mixtures = [.. mixtures];

    /// <summary>The mixture of each label, <c>[labels]</c>.</summary>
    public IReadOnlyList<GaussianMixture> Mixtures { get; }

    Schema IStoredModel<GaussianMixtureClassifierModel<TLabel>, TLabel>.Schema => Schema;

    /// <inheritdoc cref="GenerativeModel{TExamples, TLabel}.WithPrior"/>
    public new GaussianMixtureClassifierModel<TLabel> WithPrior(IReadOnlyList<double> prior) => (GaussianMixtureClassifierModel<TLabel>)base.WithPrior(prior);

    /// <inheritdoc/>
    protected override GenerativeModel<Table, TLabel> CopyWithPrior(IReadOnlyList<double> prior) =>
        new GaussianMixtureClassifierModel<TLabel>(Labels, Mixtures, prior, Schema);

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        tensors.Add("prior", [.. Prior], Labels.Count);
        tensors.Add("components", [.. Mixtures.Select(mixture => (double)mixture.Shares.Count)], Labels.Count);
        tensors.Add("is-full", [Mixtures[0].Kind == CovarianceKind.Full ? 1 : 0], 1);
        for (var k = 0; k < Mixtures.Count; k++)
        {
            var (mixture, count) = (Mixtures[k], Mixtures[k].Shares.Count);
            tensors.Add($"shares.{k}", [.. mixture.Shares], count);
            tensors.Add($"means.{k}", mixture.Centers.AsFlatSpan(), count, Columns);
            if (mixture.Kind == CovarianceKind.Diagonal)
                tensors.Add(
                    $"deviations.{k}", [.. mixture.Covariances.SelectMany(covariance => ((DiagonalCovariance)covariance).Deviations.ToArray())], count, Columns);
            else
                for (var c = 0; c < count; c++)
                    tensors.Add($"cholesky-factor.{k}.{c}", ((FullCovariance)mixture.Covariances[c]).Lower.AsFlatSpan(), Columns, Columns);
        }
    }

    static GaussianMixtureClassifierModel<TLabel> IStoredModel<GaussianMixtureClassifierModel<TLabel>, TLabel>.From(
        SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        const int most = 1_000_000;
        var columns = schema.Count;
        var isFull = tensors.Read("is-full", 1)[0] != 0;
        var counts = tensors.Read("components", labels.Count);
        var mixtures = new GaussianMixture[labels.Count];
        for (var k = 0; k < mixtures.Length; k++)
        {
            if (!(counts[k] is >= 1 and <= most && counts[k] == Math.Floor(counts[k])))
                throw new TwofoldException($"The mixture of the label '{labels[k]}' has {counts[k]} components: the model's file is damaged. Train it again.");
            var (label, count) = (k, (int)counts[k]);
            var shares = tensors.Read($"shares.{k}", count);
            var means = tensors.ReadRows($"means.{k}", count, columns);
            mixtures[k] = isFull
                ? GaussianMixture.OfFull(shares, means, [.. Enumerable.Range(0, count).Select(c => tensors.ReadRows($"cholesky-factor.{label}.{c}", columns, columns))])
                : GaussianMixture.OfDiagonal(shares, means, tensors.ReadRows($"deviations.{k}", count, columns));
        }

        return new GaussianMixtureClassifierModel<TLabel>(labels, mixtures, tensors.Read("prior", labels.Count), schema);
    }

    static IReadOnlyList<GaussianMixture> Checked(IReadOnlyList<TLabel> labels, IReadOnlyList<GaussianMixture> mixtures)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(mixtures);
        if (mixtures.Count != labels.Count || mixtures.Count == 0)
            throw new TwofoldException($"{labels.Count} labels but {mixtures.Count} mixtures: give one mixture for each label.");
        foreach (var mixture in mixtures)
            if (mixture.Columns != mixtures[0].Columns || mixture.Kind != mixtures[0].Kind)
                throw new TwofoldException(
                    $"A mixture is of {mixture.Columns} columns ({mixture.Kind}) and another of {mixtures[0].Columns} ({mixtures[0].Kind}): all labels need the same.");
        return mixtures;
    }
}
