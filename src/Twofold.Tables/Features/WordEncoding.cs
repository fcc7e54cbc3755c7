using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Twofold.Tables;

/// <summary>How the texts of one column become counts of words. Immutable.</summary>
sealed class WordEncoding
{
    // About what a text costs, in multiplications, to say when another core is worth its while.
    const int CostOfText = 5_000;

    const int MostParts = 16;

    readonly WordOptions options;
    readonly string[] words;
    readonly Dictionary<string, int> columns;
    readonly double[]? factors;

    WordEncoding(WordOptions options, string[] words, double[]? factors)
    {
        (this.options, this.words, this.factors) = (options, words, factors);
        columns = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (var column = 0; column < words.Length; column++)
            columns.Add(words[column], column);
    }

    /// <summary>The number of columns: one for each word, or for each value of the hash.</summary>
    public int Columns => options.HashBits is { } bits ? 1 << bits : words.Length;

    /// <summary>What a column counts: a word, or the words of a hash.</summary>
    public string Name(int column) => options.HashBits is null ? words[column] : $"hash {column}";

    /// <summary>Learns the words of a text column; a text counts as much as its row weighs.</summary>
    public static WordEncoding Fit(Table examples, int column, double[]? weights, WordOptions options, CancellationToken cancellation)
    {
        if (options.HashBits is not null)
        {
            var hashed = new WordEncoding(options, [], null);
            return options.InverseDocumentFrequency ? new WordEncoding(options, [], hashed.HashFactors(examples, column, weights, cancellation)) : hashed;
        }

        var tallies = Chunks.Sum(
            examples.Count,
            CostOfText,
            MostParts,
            (first, count) => Tally(examples, column, weights, options.Pairs, first, count, cancellation),
            static (sum, next) => AddTo(sum, next));
        cancellation.ThrowIfCancellationRequested();

        // Of whole weights this asks for so many texts; of fractions, such as an example's share of a label, that there is any.
        const double rounding = 1e-9;
        var known = tallies
            .Where(tally => tally.Value.Documents > options.MinimumDocuments - 1 + rounding)
            .OrderByDescending(tally => tally.Value.Occurrences)
            .ThenBy(tally => tally.Key, StringComparer.Ordinal)
            .Take(options.MaximumWords)
            .OrderBy(tally => tally.Key, StringComparer.Ordinal)
            .ToArray();
        var total = TotalWeight(examples, weights);
        return new WordEncoding(
            options,
            [.. known.Select(tally => tally.Key)],
            options.InverseDocumentFrequency ? [.. known.Select(tally => InverseFrequency(total, tally.Value.Documents))] : null);
    }

    /// <summary>Adds a text's numbers to the present row, <paramref name="offset"/> columns to the right.</summary>
    /// <param name="text">The text; null is a missing one, without words.</param>
    /// <param name="offset">How many columns stand left of this encoding's.</param>
    /// <param name="row">Where to.</param>
    /// <param name="found">Room for the words of a text, so that it can be used for all of them.</param>
    public void AddText(string? text, int offset, SparseRowsBuilder row, List<int> found)
    {
        found.Clear();
        var known = columns.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var word in new Words(text, options.Pairs))
            if (options.HashBits is { } bits)
                found.Add(Hashed(word, bits));
            else if (known.TryGetValue(word, out var column))
                found.Add(column << 1);

        // Sorted, equal words stand together; the last bit says whether they count down.
        found.Sort();
        var first = row.Count;
        for (var i = 0; i < found.Count;)
        {
            var (column, count) = (found[i] >> 1, 0);
            for (; i < found.Count && found[i] >> 1 == column; i++)
                count += (found[i] & 1) == 0 ? 1 : -1;
            if (count != 0)
                row.Add(offset + column, count * (factors is null ? 1 : factors[column]));
        }

        if (options.UnitLength && row.Count > first)
        {
            var values = row.NewValues(first);
            TensorPrimitives.Divide(values, TensorPrimitives.Norm<double>(values), values);
        }
    }

    /// <summary>Adds all parameters under names that begin with <paramref name="name"/>.</summary>
    public void AddTo(SafeTensors tensors, string name)
    {
        tensors.Add($"{name}.options", (double[])[options.Pairs ? 1 : 0, options.UnitLength ? 1 : 0, options.SignedHashes ? 1 : 0, options.HashBits ?? 0], 4);

        // No word holds a line break.
        tensors.AddBytes($"{name}.words", Encoding.UTF8.GetBytes(string.Join('\n', words)));
        if (factors is not null)
            tensors.Add($"{name}.factors", factors, factors.Length);
    }

    /// <summary>Restores what <see cref="AddTo(SafeTensors, string)"/> added.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    public static WordEncoding From(SafeTensors tensors, string name)
    {
        if (tensors.Read($"{name}.options", 4) is not [(0 or 1) and var pairs, (0 or 1) and var unitLength, (0 or 1) and var signed, >= 0 and <= 28 and var bits]
            || bits != Math.Floor(bits))
            throw Damaged(name, "options");
        var factored = tensors.Names.Contains($"{name}.factors");
        var options = new WordOptions
        {
            Pairs = pairs == 1,
            UnitLength = unitLength == 1,
            SignedHashes = signed == 1,
            HashBits = bits == 0 ? null : (int)bits,
            InverseDocumentFrequency = factored,
        };
        var text = Encoding.UTF8.GetString(tensors.ReadBytes($"{name}.words"));
        string[] words = text.Length == 0 ? [] : text.Split('\n');
        for (var column = 1; column < words.Length; column++)
            if (string.CompareOrdinal(words[column - 1], words[column]) >= 0)
                throw Damaged(name, "words");
        var count = options.HashBits is { } hashBits ? 1 << hashBits : words.Length;
        return new WordEncoding(options, words, factored ? tensors.Read($"{name}.factors", count) : null);
    }

    int Hashed(ReadOnlySpan<char> word, int bits)
    {
        var hash = MurmurHash3.Of(word);

        // |hash| modulo 2^k, as scikit-learn has it.
        var column = (int)((hash < 0 ? -(long)hash : hash) & ((1L << bits) - 1));
        return (column << 1) | (options.SignedHashes && hash < 0 ? 1 : 0);
    }

    // As many sums of 2^k as there are parts: few.
    double[] HashFactors(Table examples, int column, double[]? weights, CancellationToken cancellation)
    {
        var documents = Chunks.Sum(
            examples.Count,
            CostOfText,
            most: 4,
            (first, count) =>
            {
                var (sums, found) = (new double[Columns], new List<int>());
                for (var i = first; i < first + count && !cancellation.IsCancellationRequested; i++)
                {
                    var row = new SparseRowsBuilder();
                    AddText(examples.Text(i, column), 0, row, found);
                    foreach (var index in row.NewColumns(0))
                        sums[index] += weights is null ? 1 : weights[i];
                }

                return sums;
            },
            static (sum, next) => TensorPrimitives.Add(sum, next, sum));
        cancellation.ThrowIfCancellationRequested();
        var total = TotalWeight(examples, weights);
        return Array.ConvertAll(documents, count => InverseFrequency(total, count));
    }

    static double InverseFrequency(double texts, double withWord) => Math.Log((1 + texts) / (1 + withWord)) + 1;

    static double TotalWeight(Table examples, double[]? weights) => weights is null ? examples.Count : TensorPrimitives.Sum<double>(weights);

    static Dictionary<string, WordTally> Tally(
        Table examples, int column, double[]? weights, bool pairs, int first, int count, CancellationToken cancellation)
    {
        var tallies = new Dictionary<string, WordTally>(StringComparer.Ordinal);
        var known = tallies.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = first; i < first + count && !cancellation.IsCancellationRequested; i++)
        {
            var weight = weights is null ? 1 : weights[i];
            if (weight == 0)
                continue;
            foreach (var word in new Words(examples.Text(i, column), pairs))
            {
                ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(known, word, out var isKnown);
                if (!isKnown || tally.LastRow != i)
                    tally.Documents += weight;
                tally.Occurrences += weight;
                tally.LastRow = i;
            }
        }

        return tallies;
    }

    static void AddTo(Dictionary<string, WordTally> sum, Dictionary<string, WordTally> next)
    {
        foreach (var (word, tally) in next)
        {
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(sum, word, out _);
            total.Documents += tally.Documents;
            total.Occurrences += tally.Occurrences;
        }
    }

    static TwofoldException Damaged(string name, string what) => new($"The {what} of the model's '{name}' are damaged: train it again or take it from a backup.");

    struct WordTally
    {
        public double Documents;
        public double Occurrences;
        public int LastRow;
    }
}
