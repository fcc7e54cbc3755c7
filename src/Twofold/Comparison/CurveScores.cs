namespace Twofold;

/// <summary>Accuracy and log loss of every entrant at every size in every repeat, and what they say together.</summary>
sealed class CurveScores(IReadOnlyList<ModelFamily> families, IReadOnlyList<int> sizes, int repeats, int examples, double correlation)
{
    readonly Score?[,,] scores = new Score?[families.Count, sizes.Count, repeats];
    // What the luck of the test examples adds to each entrant's numbers (on the diagonal) and to the difference of two.
    readonly (double Accuracy, double LogLoss)[,,,] testVariances = new (double, double)[families.Count, families.Count, sizes.Count, repeats];
    readonly string?[,,] problems = new string?[families.Count, sizes.Count, repeats];

    /// <summary>Whether there is any score.</summary>
    public bool Any => scores.Cast<Score?>().Any(score => score is not null);

    public void Set(int entrant, int size, int repeat, double accuracy, double logLoss, Candidacy candidacy) =>
        scores[entrant, size, repeat] = new Score(accuracy, logLoss, candidacy);

    /// <summary>Keeps how much of the entrants' scores, and of their differences, is the luck of the examples that they were tested on.</summary>
    public void SetTestVariances(IReadOnlyList<TestAnswers?> answers, int size, int repeat)
    {
        for (var e = 0; e < answers.Count; e++)
            for (var other = 0; other <= e; other++)
                if (answers[e] is { } ours && answers[other] is { } theirs)
                    testVariances[e, other, size, repeat] = testVariances[other, e, size, repeat] =
                        (TestAnswers.VarianceOfMean(ours.Right, e == other ? null : theirs.Right), TestAnswers.VarianceOfMean(ours.Loss, e == other ? null : theirs.Loss));
    }

    public void Fail(int entrant, int size, int repeat, string problem) => problems[entrant, size, repeat] = problem;

    /// <summary>An entrant's curve, of the sizes that were reached.</summary>
    public IReadOnlyList<CurvePoint> Curve(int entrant)
    {
        var points = new List<CurvePoint>();
        for (var s = 0; s < sizes.Count; s++)
        {
            var problem = Enumerable.Range(0, repeats).Select(r => problems[entrant, s, r]).FirstOrDefault(text => text is not null);
            int[] reached = [.. Enumerable.Range(0, repeats).Where(r => scores[entrant, s, r] is not null)];
            if (reached.Length > 0 || problem is not null)
                points.Add(new CurvePoint(
                    sizes[s],
                    reached.Length,
                    OfRepeats(s, reached, r => scores[entrant, s, r]!.Accuracy, r => testVariances[entrant, entrant, s, r].Accuracy)?.OfShare(), // Those without are out.
                    OfRepeats(s, reached, r => scores[entrant, s, r]!.LogLoss, r => testVariances[entrant, entrant, s, r].LogLoss),
                    problem));
        }

        return points;
    }

    /// <summary>How far the first entrant is ahead of the second at each size, and where that changes.</summary>
    public (IReadOnlyList<CurveDifference> Differences, Crossing? ByAccuracy, Crossing? ByLogLoss) Pair(int first, int second, ulong seed) =>
        Compare((_, _) => first, (_, _) => second, (_, _) => first, (_, _) => second, seed);

    /// <summary>The same of the two families, each by the entrant that inner validation chooses in that repeat at that size.</summary>
    public FamilyResult Families(IReadOnlyList<string> names, ulong seed)
    {
        Func<int, int, int?> By(ModelFamily family, bool byAccuracy) => (s, r) => Chosen(s, r, e => families[e] == family, byAccuracy);
        var (differences, byAccuracy, byLogLoss) = Compare(
            By(ModelFamily.Generative, true), By(ModelFamily.Discriminative, true), By(ModelFamily.Generative, false), By(ModelFamily.Discriminative, false), seed);
        var best = MostChosen(_ => true, byAccuracy: true);
        return new FamilyResult(
            Name(MostChosen(e => families[e] == ModelFamily.Generative, byAccuracy: true)?.Entrant),
            Name(MostChosen(e => families[e] == ModelFamily.Discriminative, byAccuracy: true)?.Entrant),
            Name(best?.Entrant),
            best?.Times ?? 0,
            Name(MostChosen(_ => true, byAccuracy: false)?.Entrant),
            differences,
            byAccuracy,
            byLogLoss);

        string? Name(int? entrant) => entrant is { } e ? names[e] : null;
    }

    /// <summary>How far one entrant is ahead of another at the full size, in accuracy; null where they share no repeat.</summary>
    public Interval? AccuracyAhead(int entrant, int other) => Ahead(entrant, other, static (score, less) => score.Accuracy - less.Accuracy);

    /// <summary>The same in log loss, nats: above 0 where the entrant's is less.</summary>
    public Interval? LogLossAhead(int entrant, int other) => Ahead(entrant, other, static (score, less) => less.LogLoss - score.LogLoss);

    /// <summary>The setting that was chosen most often at the greatest size that was reached; null where there is none.</summary>
    public int? Setting(int entrant)
    {
        for (var s = sizes.Count - 1; s >= 0; s--)
            if (Known(r => scores[entrant, s, r]) is { Length: > 0 } known)
                return known.GroupBy(score => score.Candidacy.Setting).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
        return null;
    }

    Interval? Ahead(int entrant, int other, Func<Score, Score, double> difference)
    {
        var last = sizes.Count - 1;
        int[] shared = [.. Enumerable.Range(0, repeats).Where(r => scores[entrant, last, r] is not null && scores[other, last, r] is not null)];
        return shared.Length == 0 ? null : Interval.OfRepeats([.. shared.Select(r => difference(scores[entrant, last, r]!, scores[other, last, r]!))], correlation); // Those without are out.
    }

    (IReadOnlyList<CurveDifference>, Crossing?, Crossing?) Compare(
        Func<int, int, int?> firstByAccuracy, Func<int, int, int?> secondByAccuracy, Func<int, int, int?> firstByLoss, Func<int, int, int?> secondByLoss, ulong seed)
    {
        var accuracy = Differences(firstByAccuracy, secondByAccuracy, static (first, second) => first.Accuracy - second.Accuracy);
        var loss = Differences(firstByLoss, secondByLoss, static (first, second) => second.LogLoss - first.LogLoss);
        var differences = new List<CurveDifference>();
        for (var s = 0; s < sizes.Count; s++)
        {
            int[] known = [.. Enumerable.Range(0, repeats).Where(r => !double.IsNaN(accuracy[r][s]) && !double.IsNaN(loss[r][s]))];
            if (known.Length > 0)
                differences.Add(new CurveDifference(
                    sizes[s],
                    known.Length,
                    OfRepeats(s, known, r => accuracy[r][s], r => testVariances[firstByAccuracy(s, r)!.Value, secondByAccuracy(s, r)!.Value, s, r].Accuracy)!.Value, // Both are known, and there are some.
                    OfRepeats(s, known, r => loss[r][s], r => testVariances[firstByLoss(s, r)!.Value, secondByLoss(s, r)!.Value, s, r].LogLoss)!.Value));
        }

        if (differences.Count == 0)
            return (differences, null, null);
        int[] reached = [.. differences.Select(difference => difference.Examples)];
        return (
            differences,
            CrossingSearch.Of(reached, Reached(accuracy, reached), [.. differences.Select(difference => difference.Accuracy)], seed),
            CrossingSearch.Of(reached, Reached(loss, reached), [.. differences.Select(difference => difference.LogLoss)], seed));
    }

    double[][] Differences(Func<int, int, int?> first, Func<int, int, int?> second, Func<Score, Score, double> ahead) =>
    [
        .. Enumerable.Range(0, repeats).Select(r => Enumerable.Range(0, sizes.Count).Select(s =>
            first(s, r) is { } one && second(s, r) is { } other && scores[one, s, r] is { } ours && scores[other, s, r] is { } theirs ? ahead(ours, theirs) : double.NaN).ToArray()),
    ];

    double[][] Reached(double[][] ahead, int[] reached) =>
        [.. ahead.Select(repeat => repeat.Where((_, s) => reached.Contains(sizes[s])).ToArray())];

    (int Entrant, int Times)? MostChosen(Func<int, bool> among, bool byAccuracy)
    {
        var chosen = Enumerable.Range(0, repeats).Select(r => Chosen(sizes.Count - 1, r, among, byAccuracy)).Where(entrant => entrant is not null)
            .GroupBy(entrant => entrant!.Value) // Those without are out.
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key).FirstOrDefault();
        return chosen is null ? null : (chosen.Key, chosen.Count());
    }

    int? Chosen(int size, int repeat, Func<int, bool> among, bool byAccuracy)
    {
        var present = Enumerable.Range(0, families.Count).Where(e => among(e) && scores[e, size, repeat] is not null).ToList();
        if (present.Count == 0)
            return null;
        Candidacy Of(int e) => scores[e, size, repeat]!.Candidacy; // Those without are out.
        return byAccuracy
            ? present.OrderByDescending(e => Of(e).Accuracy).ThenBy(e => Of(e).LogLoss).First()
            : present.MinBy(e => Of(e).LogLoss);
    }

    Score[] Known(Func<int, Score?> of) => [.. Enumerable.Range(0, repeats).Select(of).OfType<Score>()];

    /// <summary>
    /// The interval of a size's numbers. Two repeats share a part of what they test on, and of what they learned from so many of the examples as chance makes: the part of the
    /// variance that the luck of the test examples makes is correlated as the one, the rest as the other, and both together at most as Nadeau and Bengio have it.
    /// </summary>
    Interval? OfRepeats(int size, int[] of, Func<int, double> value, Func<int, double> testVariance)
    {
        if (of.Length == 0)
            return null;
        double[] values = Array.ConvertAll(of, repeat => value(repeat));
        var mean = values.Average();
        var variance = values.Sum(one => (one - mean) * (one - mean)) / Math.Max(1, values.Length - 1);
        var byTest = variance > 0 ? Math.Min(1, of.Average(testVariance) / variance) : 1;
        return Interval.OfRepeats(values, Math.Min(correlation, (byTest * correlation) + ((1 - byTest) * sizes[size] / examples)));
    }

    sealed record Score(double Accuracy, double LogLoss, Candidacy Candidacy);
}
