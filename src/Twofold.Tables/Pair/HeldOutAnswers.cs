namespace Twofold.Tables;

/// <summary>What a candidate says of rows that it did not learn from.</summary>
sealed class HeldOutAnswers
{
    HeldOutAnswers(TableModelCandidate candidate, double[,] probabilities, double[]? joint, double[]? density, TimeSpan longestFit, TimeSpan elapsed) =>
        (Candidate, Probabilities, Joint, Density, LongestFit, Elapsed) = (candidate, probabilities, joint, density, longestFit, elapsed);

    /// <summary>The candidate.</summary>
    public TableModelCandidate Candidate { get; }

    /// <summary>p(label | row), <c>[rows, labels]</c>, in the rows of all examples; rows that were never held out are 0.</summary>
    public double[,] Probabilities { get; }

    /// <summary>log p(row, label) of the true label as <see cref="CellLikelihood"/> has it, <c>[rows]</c>; null where no creator was asked for.</summary>
    public double[]? Joint { get; }

    /// <summary>log p(row), <c>[rows]</c>; null where no creator was asked for.</summary>
    public double[]? Density { get; }

    /// <summary>How long the longest fit took.</summary>
    public TimeSpan LongestFit { get; }

    /// <summary>How long it all took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Fits on every fold, and asks about what is held out.</summary>
    public static HeldOutAnswers Of(
        TableModelCandidate candidate, Table examples, LabelEncoding<string> labels, HeldOutRows heldOut, IReadOnlyList<double>? steps, CancellationToken cancellation)
    {
        var clock = TimeProvider.System.GetTimestamp();
        var probabilities = new double[examples.Count, labels.Labels.Count];
        double[]? joint = null;
        double[]? density = null;
        var longest = TimeSpan.Zero;
        foreach (var (train, test) in heldOut.Folds)
        {
            cancellation.ThrowIfCancellationRequested();
            var begin = TimeProvider.System.GetTimestamp();
            var model = candidate.Recipe.Fit(examples.Subset(train), [.. train.Select(i => labels.Codes[i])], weights: null, cancellation);
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, TimeProvider.System.GetElapsedTime(begin).Ticks));
            var rows = examples.Subset(test);
            Spread(model.PredictProbabilities(rows), model.Labels, test, probabilities);
            if (steps is not null && model is IGenerativeModel<Table, int> generative)
            {
                joint ??= new double[examples.Count];
                density ??= new double[examples.Count];
                Spread(generative, rows, test, labels.Codes, steps, joint, density);
            }
        }

        return new HeldOutAnswers(candidate, probabilities, joint, density, longest, TimeProvider.System.GetElapsedTime(clock));
    }

    // A label whose few rows all are held out is one that the fit cannot name.
    static void Spread(double[,] answers, IReadOnlyList<int> known, int[] rows, double[,] probabilities)
    {
        for (var i = 0; i < rows.Length; i++)
            for (var k = 0; k < known.Count; k++)
                probabilities[rows[i], known[k]] = answers[i, k];
    }

    static void Spread(IGenerativeModel<Table, int> model, Table rows, int[] test, int[] codes, IReadOnlyList<double> steps, double[] joint, double[] density)
    {
        var column = model.Labels.Index().ToDictionary(label => label.Item, label => label.Index);
        var found = model.LogDensity(rows);
        var known = Enumerable.Range(0, test.Length).Where(i => column.ContainsKey(codes[test[i]])).ToArray();
        var likelihood = CellLikelihood.OfRows(model, rows.Subset(known), [.. known.Select(i => column[codes[test[i]]])], steps);
        for (var i = 0; i < test.Length; i++)
            (density[test[i]], joint[test[i]]) = (found[i], double.NaN);
        for (var i = 0; i < known.Length; i++)
            joint[test[known[i]]] = likelihood[i];
    }
}
