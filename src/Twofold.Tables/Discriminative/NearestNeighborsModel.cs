namespace Twofold.Tables;

/// <summary>Remembered examples, of which the nearest ones vote. Immutable.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class NearestNeighborsModel<TLabel> : IClassifier<Table, TLabel>, IStoredModel<NearestNeighborsModel<TLabel>, TLabel>
    where TLabel : notnull
{
    readonly FeatureEncoding features;
    readonly NeighborSearch search;
    readonly int[] codes;
    readonly double[] shares;

    internal NearestNeighborsModel(IReadOnlyList<TLabel> labels, FeatureEncoding features, NeighborSearch search, int[] codes, NeighborWeights weights)
    {
        (Labels, this.features, this.search, this.codes, Weights) = (labels, features, search, codes, weights);
        shares = new double[labels.Count];
        for (var i = 0; i < codes.Length; i++)
            shares[codes[i]] += search.Weights is null ? 1 : search.Weights[i];
        var total = shares.Sum();
        shares = Array.ConvertAll(shares, share => share / total);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>The columns that the model was fitted on.</summary>
    public Schema Schema => features.Schema;

    /// <summary>How many rows vote.</summary>
    public int Neighbors => search.Neighbors;

    /// <summary>How much each of them has to say.</summary>
    public NeighborWeights Weights { get; }

    /// <summary>The number of rows that the model remembers.</summary>
    public int Count => codes.Length;

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, an unknown category, or numbers infinite or too large to be squared.</exception>
    public double[,] PredictProbabilities(Table examples)
    {
        var queries = features.ApplyKeepingMissing(examples);
        var probabilities = new double[queries.Dense.Count, Labels.Count];
        var tooLarge = int.MaxValue;
        Chunks.Run(queries.Dense.Count, search.CostOfQuery, (first, count) => search.Search(queries, first, count, (query, found) =>
        {
            if (!Vote(found, probabilities.Row(query)))
                InterlockedMin(ref tooLarge, query);
        }));
        return tooLarge == int.MaxValue ? probabilities : throw TooLarge($"Row {tooLarge}");
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, an unknown category, or numbers infinite or too large to be squared.</exception>
    public TLabel[] Predict(Table examples)
    {
        var probabilities = PredictProbabilities(examples);
        var labels = new TLabel[probabilities.GetLength(0)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = Labels[LogSpace.IndexOfMax(probabilities.Row(i))];
        return labels;
    }

    /// <summary>The most probable label of one row, <c>[columns]</c>; NaN is a missing cell.</summary>
    /// <exception cref="TwofoldException">The row has another number of columns than the model, an infinite number, or the model has columns of texts.</exception>
    public TLabel Predict(ReadOnlySpan<double> row)
    {
        Span<double> probabilities = new double[Labels.Count];
        PredictProbabilities(row, probabilities);
        return Labels[LogSpace.IndexOfMax(probabilities)];
    }

    /// <summary>p(label | row) of one row, <c>[columns]</c>, into <paramref name="probabilities"/>, <c>[labels]</c>; NaN is a missing cell.</summary>
    /// <exception cref="TwofoldException">
    /// The row has another number of columns than the model, an infinite number, there is not one place for each label, or the model has columns of texts.
    /// </exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        FitArguments.RequirePlaces(probabilities, Labels.Count);
        if (features.HasSparse)
            throw new TwofoldException("The model has columns of texts or of very many categories, which one row of numbers cannot hold: give a table.");
        var query = new double[features.DenseFeatures];
        features.ApplyRow(row, query, keepsMissing: true);
        var found = new Neighborhood(search.Weights, Neighbors);
        search.Search(query, found);
        if (!Vote(found, probabilities))
            throw TooLarge("The row");
    }

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        features.AddTo(tensors);
        tensors.Add("neighbors.options", (double[])[Neighbors, (double)Weights, Count], 3);
        tensors.Add("neighbors.labels", Array.ConvertAll(codes, code => (double)code), codes.Length);
        if (search.Weights is not null)
            tensors.Add("neighbors.weights", search.Weights, codes.Length);
        StoredRows.AddTo(tensors, "neighbors.rows", search.Rows);
    }

    static NearestNeighborsModel<TLabel> IStoredModel<NearestNeighborsModel<TLabel>, TLabel>.From(
        SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        if (tensors.Read("neighbors.options", 3)
            is not [>= 1 and <= int.MaxValue and var neighbors, (0 or 1) and var kind, >= 1 and <= int.MaxValue and var rowCount])
            throw new TwofoldException("The model's 'neighbors.options' are out of range: the file is damaged.");
        var features = FeatureEncoding.From(tensors, schema);
        var count = (int)rowCount;
        var rows = StoredRows.From(tensors, "neighbors.rows", count, features);
        var codes = Array.ConvertAll(tensors.Read("neighbors.labels", count), code => code >= 0 && code < labels.Count && code == Math.Floor(code)
            ? (int)code
            : throw new TwofoldException($"The model's 'neighbors.labels' hold {code} where one of {labels.Count} labels is expected: the file is damaged."));
        var weights = tensors.Names.Contains("neighbors.weights") ? tensors.Read("neighbors.weights", count) : null;
        if (weights is not null && weights.Any(weight => !(weight > 0)))
            throw new TwofoldException("The model's 'neighbors.weights' are not all above 0: the file is damaged.");
        var search = new NeighborSearch(rows, features.Features, weights, (int)neighbors);
        return new NearestNeighborsModel<TLabel>(labels, features, search, codes, (NeighborWeights)kind);
    }

    // False where the distances overflow.
    bool Vote(Neighborhood found, Span<double> probabilities)
    {
        probabilities.Clear();
        if (found.Rows.Count == 0)
        {
            shares.CopyTo(probabilities);
            return true;
        }

        if (double.IsInfinity(found.Rows[0].Distance))
            return false;
        var least = found.Rows.Min(row => row.Distance);
        var total = 0.0;
        for (var n = 0; n < found.Rows.Count; n++)
        {
            var (distance, row) = found.Rows[n];

            // Relative to the nearest, so that the inverse of a tiny distance does not overflow.
            var vote = found.WeightOf(n) * (Weights == NeighborWeights.Uniform || distance == least ? 1 : Math.Sqrt(least / distance));
            probabilities[codes[row]] += vote;
            total += vote;
        }

        foreach (ref var probability in probabilities)
            probability /= total;
        return true;
    }

    static TwofoldException TooLarge(string row) =>
        new($"{row} has numbers too large to be squared: give numbers of the size that the model was fitted on.");

    static void InterlockedMin(ref int least, int value)
    {
        for (var seen = Volatile.Read(ref least); value < seen; seen = Volatile.Read(ref least))
            Interlocked.CompareExchange(ref least, value, seen);
    }
}
