using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// The bag of words of a text: a multinomial for each label, given how many words there are. Every word of the fit counts so many times besides
/// its own, and so do all other words together.
/// </summary>
sealed class WordColumn
{
    readonly WordCounts counts;
    readonly string[] words;
    readonly Dictionary<string, int> indices;

    // [words + 1, labels], the last for a word that the fit did not see; and the sums of the shares up to each word, [labels][words].
    readonly double[,] logs;
    readonly double[][] cumulative;

    public WordColumn(WordCounts counts, double alpha)
    {
        this.counts = counts;
        var labels = counts.LabelWeights.Length;
        words = [.. counts.Words.Keys.Order(StringComparer.Ordinal)];
        indices = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (var w = 0; w < words.Length; w++)
            indices.Add(words[w], w);
        logs = new double[words.Length + 1, labels];
        cumulative = new double[labels][];
        for (var k = 0; k < labels; k++)
        {
            var total = words.Sum(word => counts.Words[word][k]) + (alpha * (words.Length + 1));
            var (sum, sums) = (0.0, new double[words.Length]);
            for (var w = 0; w < words.Length; w++)
            {
                var share = (counts.Words[words[w]][k] + alpha) / total;
                logs[w, k] = Math.Log(share);
                sums[w] = sum += share;
            }

            logs[words.Length, k] = Math.Log(alpha / total);
            cumulative[k] = sums;
        }
    }

    /// <summary>Adds log p(bag of words | label, number of words) to each label's sum.</summary>
    public void AddLogs(string text, Span<double> answers)
    {
        var found = new Dictionary<int, int>();
        var known = indices.GetAlternateLookup<ReadOnlySpan<char>>();
        var length = 0;
        foreach (var word in new Words(text))
        {
            var index = known.TryGetValue(word, out var at) ? at : words.Length;
            CollectionsMarshal.GetValueRefOrAddDefault(found, index, out _)++;
            length++;
        }

        var coefficient = LogFactorial.Of(length);
        foreach (var (index, count) in found)
        {
            coefficient -= LogFactorial.Of(count);
            for (var k = 0; k < answers.Length; k++)
                answers[k] += count * logs[index, k];
        }

        for (var k = 0; k < answers.Length; k++)
            answers[k] += coefficient;
    }

    /// <summary>Draws as many words as a text of the label has, of those that the fit saw, in no order.</summary>
    public string Draw(int label, SeededRandom random)
    {
        var length = Math.Max(counts.Lengths[label].Draw(random), 0);
        if (words.Length == 0)
            return "";
        var sums = cumulative[label];
        var drawn = new string[length];
        for (var at = 0; at < drawn.Length; at++)
        {
            var index = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            drawn[at] = words[Math.Min(index < 0 ? ~index : index + 1, words.Length - 1)];
        }

        return string.Join(' ', drawn);
    }
}
