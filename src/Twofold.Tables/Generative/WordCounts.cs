using System.Runtime.InteropServices;
using System.Text;

namespace Twofold.Tables;

/// <summary>How often each word stands in the texts of each label, and how long the texts are.</summary>
/// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>.</param>
/// <param name="observed">The weight of those whose text is known, <c>[labels]</c>.</param>
/// <param name="words">The weight of each word, <c>[labels]</c>.</param>
/// <param name="lengths">How many words the texts have, <c>[labels]</c>.</param>
sealed class WordCounts(double[] labelWeights, double[] observed, Dictionary<string, double[]> words, TotalHistogram[] lengths) : LabelStatistics(labelWeights)
{
    /// <summary>The weight of the examples whose text is known, <c>[labels]</c>.</summary>
    public double[] Observed => observed;

    /// <summary>The weight of each word, <c>[labels]</c>.</summary>
    public IReadOnlyDictionary<string, double[]> Words => words;

    /// <summary>How many words the texts have, <c>[labels]</c>.</summary>
    public IReadOnlyList<TotalHistogram> Lengths => lengths;

    /// <summary>Counts the words of a text column.</summary>
    public static WordCounts Of(Table examples, int column, int[] codes, int labels, double[]? weights, CancellationToken cancellation)
    {
        var counts = new WordCounts(
            new double[labels], new double[labels], new Dictionary<string, double[]>(StringComparer.Ordinal), [.. Enumerable.Range(0, labels).Select(_ => new TotalHistogram())]);
        for (var i = 0; i < examples.Count; i++)
        {
            if (i % 1024 == 0)
                cancellation.ThrowIfCancellationRequested();
            var (k, weight) = (codes[i], weights is null ? 1 : weights[i]);
            counts.LabelWeights[k] += weight;
            if (weight > 0 && examples.Text(i, column) is { } text)
                counts.AddText(text, k, weight);
        }

        return counts;
    }

    /// <inheritdoc/>
    public override LabelStatistics Placed(int[] places, int labels)
    {
        var placed = new TotalHistogram[labels];
        for (var k = 0; k < labels; k++)
            placed[k] = new TotalHistogram();
        for (var k = 0; k < places.Length; k++)
            placed[places[k]] = lengths[k].Clone();
        var copies = new Dictionary<string, double[]>(words.Count, StringComparer.Ordinal);
        foreach (var (word, counts) in words)
            copies.Add(word, Placed(counts, places, labels));
        return new WordCounts(Placed(LabelWeights, places, labels), Placed(observed, places, labels), copies, placed);
    }

    /// <inheritdoc/>
    public override void Add(LabelStatistics other)
    {
        var added = (WordCounts)other;
        for (var k = 0; k < LabelWeights.Length; k++)
        {
            LabelWeights[k] += added.LabelWeights[k];
            observed[k] += added.Observed[k];
            lengths[k].Add(added.Lengths[k]);
        }

        foreach (var (word, counts) in added.Words)
            for (var k = 0; k < counts.Length; k++)
                CountsOf(word)[k] += counts[k];
    }

    /// <summary>Adds all to a model's parameters.</summary>
    public void AddTo(SafeTensors tensors, string prefix)
    {
        string[] sorted = [.. words.Keys.Order(StringComparer.Ordinal)];
        tensors.Add(prefix + "label-weights", LabelWeights, LabelWeights.Length);
        tensors.Add(prefix + "observed", observed, observed.Length);
        tensors.AddBytes(prefix + "words", Encoding.UTF8.GetBytes(string.Join('\n', sorted)));
        tensors.Add(prefix + "counts", [.. sorted.SelectMany(word => words[word])], sorted.Length, LabelWeights.Length);
        tensors.AddTotals(prefix, lengths);
    }

    /// <summary>Reads back what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    public static WordCounts From(SafeTensors tensors, int labels, string prefix)
    {
        var text = Encoding.UTF8.GetString(tensors.ReadBytes(prefix + "words"));
        string[] sorted = text.Length == 0 ? [] : text.Split('\n');
        var (labelWeights, observed) = (tensors.Read(prefix + "label-weights", labels), tensors.Read(prefix + "observed", labels));
        var counts = tensors.ReadRows(prefix + "counts", sorted.Length, labels);
        ModelParameters.RequireNonNegative(labelWeights, "label weights");
        ModelParameters.RequireNonNegative(observed, "weights of known texts");
        ModelParameters.RequireNonNegative(counts.AsFlatSpan(), "counts of words");
        var words = new Dictionary<string, double[]>(sorted.Length, StringComparer.Ordinal);
        for (var w = 0; w < sorted.Length; w++)
            if (!words.TryAdd(sorted[w], counts.Row(w).ToArray()))
                throw new TwofoldException($"The model's words list '{sorted[w]}' twice: its file is damaged. Train it again.");
        return new WordCounts(labelWeights, observed, words, tensors.ReadTotals(prefix, labels));
    }

    void AddText(string text, int label, double weight)
    {
        var length = 0;
        foreach (var word in new Words(text))
        {
            CountsOf(word)[label] += weight;
            length++;
        }

        observed[label] += weight;
        lengths[label].Add(length, weight);
    }

    double[] CountsOf(ReadOnlySpan<char> word)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(words.GetAlternateLookup<ReadOnlySpan<char>>(), word, out _);
        return counts ??= new double[LabelWeights.Length];
    }
}
