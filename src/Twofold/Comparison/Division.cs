namespace Twofold;

/// <summary>One repeat's division of the examples.</summary>
/// <param name="Order">What can be learned from: the first n of it are the subset of n examples, so that each subset is within the next.</param>
/// <param name="Test">What is held out from every fit of the repeat, and from every choice; in an order of chance, so that the first n of it are like all.</param>
sealed record Division(int[] Order, int[] Test)
{
    /// <summary>A window of time has at least so many examples: of fewer there is nothing to say.</summary>
    public const int LeastOfWindow = 5;

    // So many examples of each label stand in front, so that the smallest subsets know every label.
    const int OfEachInFront = 2;

    /// <summary>Divides by chance, each label alike.</summary>
    public static Division Random(int[] codes, double testShare, ulong seed)
    {
        var (train, test) = Stratification.Split(codes, testShare, seed);
        var random = new SeededRandom(seed);
        var keys = new double[train.Length];
        foreach (var members in Members(codes, train))
        {
            random.Shuffle<int>(members);
            for (var i = 0; i < members.Length; i++)
                // Members of a label are spread evenly, so that every subset has about the label's share of them.
                keys[members[i]] = i < OfEachInFront ? i - OfEachInFront : (i + random.NextDouble()) / members.Length;
        }

        var order = (int[])train.Clone();
        Array.Sort(keys, order);
        random.Shuffle<int>(test);
        return new Division(order, test);
    }

    /// <summary>
    /// Divides by time: repeat r of R tests on the r-th of R windows that share the last half of the time among them, and learns from what was before its
    /// window, the latest first.
    /// </summary>
    public static Division ByTime(int[] codes, IReadOnlyList<double> times, int repeat, int repeats, ulong seed)
    {
        int[] sorted = [.. Enumerable.Range(0, codes.Length).OrderBy(i => times[i])];
        var half = codes.Length / 2;
        int From(int window) => half + (int)((long)(codes.Length - half) * window / repeats);
        int[] before = [.. sorted[..From(repeat)].Reverse()];
        var front = Members(codes, before).SelectMany(members => members.Take(OfEachInFront)).Order().Select(i => before[i]).ToList();
        var test = sorted[From(repeat)..From(repeat + 1)];
        new SeededRandom(seed).Shuffle<int>(test);
        return new Division([.. front, .. before.Except(front)], test);
    }

    /// <summary>Into how many windows the later half of so many examples can be cut, at most.</summary>
    public static int MostWindows(int examples) => (examples - (examples / 2)) / LeastOfWindow;

    // For each label where its members stand in the rows.
    static IEnumerable<int[]> Members(int[] codes, int[] rows) =>
        rows.Index().GroupBy(row => codes[row.Item], row => row.Index).OrderBy(group => group.Key).Select(group => group.ToArray());
}
