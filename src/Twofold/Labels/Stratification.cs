namespace Twofold;

/// <summary>
/// Divides examples so that every part has about the same share of each label. Works on label numbers and gives indices in rising order.
/// </summary>
public static class Stratification
{
    /// <summary>
    /// Divides in two. A label with two examples or more has at least one on each side; a label's only example is for training.
    /// </summary>
    /// <param name="codes">For each example the number of its label, from 0.</param>
    /// <param name="testFraction">The share to hold back, above 0 and below 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="TwofoldException">The fraction is out of range, or no label has two examples.</exception>
    public static (int[] Train, int[] Test) Split(ReadOnlySpan<int> codes, double testFraction, ulong seed)
    {
        if (!(testFraction is > 0 and < 1))
            throw new TwofoldException($"The fraction to hold back is {testFraction}: give a number above 0 and below 1.");
        var (train, test) = (new List<int>(), new List<int>());
        foreach (var members in ShuffledMembers(codes, seed))
        {
            var held = Math.Clamp((int)Math.Round(members.Length * testFraction), Math.Min(1, members.Length - 1), members.Length - 1);
            test.AddRange(members[..held]);
            train.AddRange(members[held..]);
        }

        if (test.Count == 0)
            throw new TwofoldException(
                $"{codes.Length} examples and no label with two of them: nothing can be held back. Give at least two examples of a label.");
        return ([.. train.Order()], [.. test.Order()]);
    }

    /// <summary>So many examples, of each label about its share and, where there are not more labels than that, at least one; all where they are no more.</summary>
    /// <param name="codes">For each example the number of its label, from 0.</param>
    /// <param name="most">How many at most, at least 1.</param>
    /// <param name="seed">The same seed gives the same examples.</param>
    /// <exception cref="TwofoldException">Fewer than one is asked for.</exception>
    public static int[] Some(ReadOnlySpan<int> codes, int most, ulong seed) =>
        most < 1 ? throw new TwofoldException($"{most} of {codes.Length} examples: ask for at least 1.")
        : codes.Length <= most ? [.. Enumerable.Range(0, codes.Length)]
        : Dealt(codes, most, seed);

    /// <summary>Divides into folds of equal size, up to one; each is held back once while the others are for training.</summary>
    /// <param name="codes">For each example the number of its label, from 0.</param>
    /// <param name="count">The number of folds, at least 2.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <exception cref="TwofoldException">Fewer than two folds, or more than there are examples.</exception>
    public static IReadOnlyList<(int[] Train, int[] Test)> Folds(ReadOnlySpan<int> codes, int count, ulong seed)
    {
        if (count < 2 || count > codes.Length)
            throw new TwofoldException($"{count} folds of {codes.Length} examples: give a number from 2 to the number of examples.");

        // Dealt like cards, label after label, so that the sizes of the folds differ by no more than one.
        var foldOf = new int[codes.Length];
        var dealt = 0;
        foreach (var members in ShuffledMembers(codes, seed))
            foreach (var member in members)
                foldOf[member] = dealt++ % count;
        var all = Enumerable.Range(0, codes.Length).ToArray();
        return [.. Enumerable.Range(0, count).Select(fold =>
            (all.Where(i => foldOf[i] != fold).ToArray(), all.Where(i => foldOf[i] == fold).ToArray()))];
    }

    static int[] Dealt(ReadOnlySpan<int> codes, int most, ulong seed)
    {
        var random = new SeededRandom(seed);
        var turns = new List<(double Turn, int Example)>(codes.Length);
        foreach (var members in ShuffledMembers(codes, seed))
            for (var i = 0; i < members.Length; i++)
                // The first of every label come before all others, which are spread evenly.
                turns.Add((i == 0 ? -random.NextDouble() : (i + random.NextDouble()) / members.Length, members[i]));
        return [.. turns.Order().Take(most).Select(turn => turn.Example).Order()];
    }

    static List<int[]> ShuffledMembers(ReadOnlySpan<int> codes, ulong seed)
    {
        var members = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < codes.Length; i++)
        {
            if (!members.TryGetValue(codes[i], out var list))
                members[codes[i]] = list = [];
            list.Add(i);
        }

        var random = new SeededRandom(seed);
        var shuffled = new List<int[]>();
        foreach (var list in members.Values)
        {
            var items = list.ToArray();
            random.Shuffle<int>(items);
            shuffled.Add(items);
        }

        return shuffled;
    }
}
