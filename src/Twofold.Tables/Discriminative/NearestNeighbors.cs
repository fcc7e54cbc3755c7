namespace Twofold.Tables;

/// <summary>
/// The nearest rows vote (Cover and Hart 1967, "Nearest neighbor pattern classification"). Learns nothing but remembers the examples; answers are
/// those of scikit-learn's <c>KNeighborsClassifier</c> with its defaults. Distances are Euclidean; of rows that are equally far the first counts.
/// <para>
/// A missing number is left out of a distance, which is scaled up for it: <c>columns / known · Σ over known (x − y)²</c>, scikit-learn's
/// <c>nan_euclidean_distances</c>. Rows that know no column in common are no neighbors; a row without any neighbor gets the labels' shares.
/// Categories are one-hot columns, missing ones missing in all of them, and texts are counts of words, see <see cref="FeatureEncoding"/>.
/// </para>
/// </summary>
public sealed record NearestNeighbors : IClassifierRecipe<Table>
{
    /// <summary>How many rows vote, at least 1, by default 5, as in scikit-learn. With weights: the nearest rows that together weigh so much.</summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int Neighbors { get; init => field = Setting.AtLeast(value, 1); } = 5;

    /// <summary>How much each of them has to say; by default all the same, as in scikit-learn.</summary>
    public NeighborWeights Weights { get; init; }

    /// <summary>
    /// Whether columns of numbers are first brought to mean 0 and variance 1, so that none counts more for its unit. By default no, as in
    /// scikit-learn; nearly always better where the columns are of different kinds.
    /// </summary>
    public bool Standardize { get; init; }

    /// <summary>What is made of texts.</summary>
    public WordOptions Words { get; init; } = new();

    /// <summary>Remembers examples and one label for each.</summary>
    /// <param name="examples">The examples, at least <see cref="Neighbors"/>; a number may be missing (NaN).</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>: 2 is as good as standing there twice. Null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes.</param>
    /// <exception cref="TwofoldException">
    /// Examples, labels and weights do not match, a number is infinite or too large to be squared, or there are fewer examples than neighbors.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public NearestNeighborsModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        var checkedWeights = FitArguments.Weights(weights, encoding);
        if (examples.Count < Neighbors)
            throw new TwofoldException($"{examples.Count} examples but {Neighbors} neighbors: give more examples, or set {nameof(Neighbors)} lower.");
        var options = new FeatureEncodingOptions { Standardize = Standardize, Words = Words };
        var features = FeatureEncoding.Fit(examples, options, checkedWeights, cancellation).Encoding;
        cancellation.ThrowIfCancellationRequested();

        // Copied: the codes may be the caller's own labels, and the model keeps them. A row of weight 0 is as good as none.
        var (rows, codes) = (examples, (int[])encoding.Codes.Clone());
        if (checkedWeights is not null && checkedWeights.Contains(0))
        {
            int[] counting = [.. Enumerable.Range(0, examples.Count).Where(i => checkedWeights[i] > 0)];
            (rows, codes, checkedWeights) = (examples.Subset(counting), [.. counting.Select(i => codes[i])], [.. counting.Select(i => checkedWeights[i])]);
        }

        var search = new NeighborSearch(features.ApplyKeepingMissing(rows), features.Features, checkedWeights, Neighbors, cancellation);
        return new NearestNeighborsModel<TLabel>(encoding.Labels, features, search, codes, Weights);
    }

    IClassifier<Table, TLabel> IClassifierRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
