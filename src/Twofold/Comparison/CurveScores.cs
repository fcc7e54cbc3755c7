namespace Twofold;

/// <summary>Accuracy and log loss of every entrant at every size in every repeat, and what they say together.</summary>
sealed class CurveScores(IReadOnlyList<ModelFamily> families, IReadOnlyList<int> sizes, int repeats, double testedToLearned)
{
    readonly Score?[,,] scores = new Score?[families.Count, sizes.Count, repeats];
    readonly string?[,,] problems = new string?[families.Count, sizes.Count, repeats];

    /// <summary>Whether there is any score.</summary>
    public bool Any => scores.Cast<Score?>().Any(score => score is not null);

    public void Set(int entrant, int size, int repeat, double accuracy, double logLoss, Candidacy candidacy) =>
        scores[entrant, size, repeat] = new Score(accuracy, logLoss, candidacy);

    public void Fail(int entrant, int size, int repeat, string problem) => problems[entrant, size, repeat] = problem;

    /// <summary>An entrant's curve, of the sizes that were reached.</summary>
    public IReadOnlyList<CurvePoint> Curve(int entrant)
    {
        var points = new List<CurvePoint>();
        for (var s = 0; s < sizes.Count; s++)
        {
            var known = Known(r => scores[entrant, s, r]);
            var problem = Enumerable.Range(0, repeats).Select(r => problems[entrant, s, r]).FirstOrDefault(text => text is not null);
            if (known.Length > 0 || problem is not null)
                points.Add(new CurvePoint(
                    sizes[s], known.Length, OfRepeats([.. known.Select(score => score.Accuracy)])?.OfShare(), OfRepeats([.. known.Select(score => score.LogLoss)]), problem));
        }

        return points;
    }

    /// <summary>How far the first entrant is ahead of the second at each size, and where that changes.</summary>
    public (IReadOnlyList<CurveDifference> Differences, Crossing? ByAccuracy, Crossing? ByLogLoss) Pair(int first, int second, ulong seed) =>
        Compare((s, r) => scores[first, s, r], (s, r) => scores[second, s, r], (s, r) => scores[first, s, r], (s, r) => scores[second, s, r], seed);

    /// <summary>The same of the two families, each by the entrant that inner validation chooses in that repeat at that size.</summary>
    public FamilyResult Families(IReadOnlyList<string> names, ulong seed)
    {
        Func<int, int, Score?> By(ModelFamily family, bool byAccuracy) =>
            (s, r) => Chosen(s, r, e => families[e] == family, byAccuracy) is { } chosen ? scores[chosen, s, r] : null;
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
        double[] values =
        [
            .. Enumerable.Range(0, repeats).Where(r => scores[entrant, last, r] is not null && scores[other, last, r] is not null)
                .Select(r => difference(scores[entrant, last, r]!, scores[other, last, r]!)), // Those without are out.
        ];
        return OfRepeats(values);
    }

    (IReadOnlyList<CurveDifference>, Crossing?, Crossing?) Compare(
        Func<int, int, Score?> firstByAccuracy, Func<int, int, Score?> secondByAccuracy, Func<int, int, Score?> firstByLoss, Func<int, int, Score?> secondByLoss, ulong seed)
    {
        var accuracy = Differences((s, r) => firstByAccuracy(s, r)?.Accuracy - secondByAccuracy(s, r)?.Accuracy);
        var loss = Differences((s, r) => secondByLoss(s, r)?.LogLoss - firstByLoss(s, r)?.LogLoss);
        var differences = new List<CurveDifference>();
        for (var s = 0; s < sizes.Count; s++)
        {
            double[] ahead = [.. accuracy.Select(repeat => repeat[s]).Where(value => !double.IsNaN(value))];
            double[] lossAhead = [.. loss.Select(repeat => repeat[s]).Where(value => !double.IsNaN(value))];
            if (ahead.Length > 0 && lossAhead.Length > 0)
                differences.Add(new CurveDifference(sizes[s], ahead.Length, Interval.OfRepeats(ahead, testedToLearned), Interval.OfRepeats(lossAhead, testedToLearned)));
        }

        if (differences.Count == 0)
            return (differences, null, null);
        int[] reached = [.. differences.Select(difference => difference.Examples)];
        return (
            differences,
            CrossingSearch.Of(reached, Reached(accuracy, reached), [.. differences.Select(difference => difference.Accuracy)], seed),
            CrossingSearch.Of(reached, Reached(loss, reached), [.. differences.Select(difference => difference.LogLoss)], seed));
    }

    double[][] Differences(Func<int, int, double?> ahead) =>
        [.. Enumerable.Range(0, repeats).Select(r => Enumerable.Range(0, sizes.Count).Select(s => ahead(s, r) ?? double.NaN).ToArray())];

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

    Interval? OfRepeats(double[] values) => values.Length == 0 ? null : Interval.OfRepeats(values, testedToLearned);

    sealed record Score(double Accuracy, double LogLoss, Candidacy Candidacy);
}
