namespace Twofold;

/// <summary>
/// Finds labels that are probably wrong by what models say that did not learn from them: confident learning (Northcutt, Jiang and Chuang 2021,
/// "Confident Learning: Estimating Uncertainty in Dataset Labels"). With a discriminative and a generative model, which err in different ways, their
/// words count as the given labels bear them out.
/// </summary>
public static class LabelCheck
{
    // The shares of a few models settle to three digits in far fewer.
    const int MostRounds = 200;

    /// <summary>Checks labels by probabilities.</summary>
    /// <param name="labels">The labels, in the order of the columns.</param>
    /// <param name="given">The label that each example has, <c>[examples]</c>.</param>
    /// <param name="heldOut">
    /// For each model p(label | example), <c>[examples, labels]</c>, each row from a fit that did not learn from that example: of one that did, its
    /// label would be believed whatever it is. A row of zeros is an example that no model was asked about.
    /// </param>
    /// <exception cref="TwofoldException">The shapes do not match, there are no models or no examples, a probability is no number from 0 to 1, or a given label is not among the labels.</exception>
    public static LabelCheck<TLabel> Of<TLabel>(IReadOnlyList<TLabel> labels, IReadOnlyList<TLabel> given, IReadOnlyList<double[,]> heldOut)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(heldOut);
        if (heldOut.Count == 0)
            throw new TwofoldException("No model to check labels with: give the probabilities of at least one.");
        foreach (var probabilities in heldOut)
        {
            if (probabilities.GetLength(0) != given.Count || probabilities.GetLength(1) != labels.Count)
                throw new TwofoldException($"Probabilities of shape [{probabilities.GetLength(0)}, {probabilities.GetLength(1)}] for {given.Count} examples of {labels.Count} labels: give a row for each example and a column for each label.");
            GivenProbabilities.Check(probabilities);
        }

        var columnOf = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        int[] codes = [.. given.Select(label => columnOf.TryGetValue(label, out var column) ? column : LabelEncoding.IndexOf(labels, label))]; // Which names those that are known.
        int[] asked = [.. Enumerable.Range(0, codes.Length).Where(i => heldOut.All(probabilities => probabilities.Row(i).ContainsAnyExcept(0)))];
        if (asked.Length == 0)
            throw new TwofoldException("0 examples to check: give probabilities of at least one.");

        int[] askedCodes = [.. asked.Select(i => codes[i])];
        var voices = heldOut.Select(probabilities => Calibrated(probabilities.Rows(asked), askedCodes)).ToArray();
        var shares = Shares(voices, askedCodes);
        var together = Mixture(voices, shares);
        var likely = Confident(together, askedCodes, labels.Count);
        var margins = Enumerable.Range(0, asked.Length).Select(i => Margin(together.Row(i), askedCodes[i])).ToArray();
        var ranking = Enumerable.Range(0, asked.Length).OrderBy(i => margins[i]).ToArray();
        return new LabelCheck<TLabel>(
            [.. ranking.Where(i => likely[i] != askedCodes[i]).Select(i => new SuspectLabel<TLabel>(asked[i], labels[askedCodes[i]], labels[likely[i]], together[i, askedCodes[i]], together[i, likely[i]]))],
            [.. ranking.Select(i => asked[i])],
            shares);
    }

    /// <summary>Checks labels by cross-validation: each recipe is fitted on all folds but one and asked about that.</summary>
    /// <param name="set">The examples with their labels.</param>
    /// <param name="recipes">What to fit, at best a discriminative and a generative model.</param>
    /// <param name="folds">How many folds, at least 2. Default 5.</param>
    /// <param name="seed">The seed of the division. Default 0.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">No recipe, fewer than two folds or more than examples, or a recipe cannot be fitted.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LabelCheck<TLabel> CrossValidated<TExamples, TLabel>(
        LabeledSet<TExamples, TLabel> set, IReadOnlyList<IClassifierRecipe<TExamples>> recipes, int folds = 5, ulong seed = 0, CancellationToken cancellation = default)
        where TExamples : IExamples<TExamples>
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(recipes);
        var codes = set.Encoding.Codes;
        var heldOut = recipes.Select(_ => new double[set.Count, set.Encoding.Labels.Count]).ToArray();
        foreach (var (train, test) in Stratification.Folds(codes, folds, seed))
        {
            var (examples, held) = (set.Examples.Subset(train), set.Examples.Subset(test));
            int[] trainCodes = [.. train.Select(i => codes[i])];
            var known = trainCodes.ToHashSet();
            foreach (var (recipe, probabilities) in recipes.Zip(heldOut))
            {
                cancellation.ThrowIfCancellationRequested();
                var model = recipe.Fit(examples, trainCodes, weights: null, cancellation);
                var answers = model.PredictProbabilities(held);
                for (var i = 0; i < test.Length; i++)
                {
                    // Who does not know a label cannot say that it is wrong.
                    if (!known.Contains(codes[test[i]]))
                        continue;
                    for (var k = 0; k < model.Labels.Count; k++)
                        probabilities[test[i], model.Labels[k]] = answers[i, k];
                }
            }
        }

        return Of(set.Encoding.Labels, set.Labels, heldOut);
    }

    /// <summary>Whose word counts how much: the mixture of the models under which the given labels are likeliest, by expectation maximization.</summary>
    static double[] Shares(double[][,] voices, int[] codes)
    {
        var shares = new double[voices.Length];
        Array.Fill(shares, 1.0 / voices.Length);
        for (var round = 0; round < MostRounds; round++)
        {
            var sums = new double[voices.Length];
            for (var i = 0; i < codes.Length; i++)
            {
                var likelihood = 0.0;
                for (var m = 0; m < voices.Length; m++)
                    likelihood += shares[m] * voices[m][i, codes[i]];
                for (var m = 0; m < voices.Length && likelihood > 0; m++)
                    sums[m] += shares[m] * voices[m][i, codes[i]] / likelihood;
            }

            var total = sums.Sum();
            if (total == 0)
                break;
            for (var m = 0; m < voices.Length; m++)
                shares[m] = sums[m] / total;
        }

        return shares;
    }

    /// <summary>
    /// The label that each example is confidently of: of those whose probability is at least what it is on average where that label was given, the most
    /// probable; where there is none, the given one.
    /// </summary>
    static int[] Confident(double[,] probabilities, int[] codes, int labels)
    {
        var (thresholds, counts) = (new double[labels], new int[labels]);
        for (var i = 0; i < codes.Length; i++)
        {
            thresholds[codes[i]] += probabilities[i, codes[i]];
            counts[codes[i]]++;
        }

        var confident = (int[])codes.Clone();
        for (var i = 0; i < codes.Length; i++)
        {
            var most = 0.0;
            for (var k = 0; k < labels; k++)
                if (counts[k] > 0 && probabilities[i, k] > most && probabilities[i, k] * counts[k] >= thresholds[k])
                    (most, confident[i]) = (probabilities[i, k], k);
        }

        return confident;
    }

    /// <summary>By how much the given label is more probable than the likeliest other.</summary>
    static double Margin(ReadOnlySpan<double> row, int code)
    {
        var other = 0.0;
        for (var k = 0; k < row.Length; k++)
            if (k != code)
                other = Math.Max(other, row[k]);
        return row[code] - other;
    }

    // Models whose certainty means different things cannot be averaged.
    static double[,] Calibrated(double[,] probabilities, int[] codes)
    {
        var logarithms = Calibration.Logarithms(probabilities);
        return TemperatureScaling.FitToLogits(logarithms, codes).ApplyToLogits(logarithms);
    }

    static double[,] Mixture(double[][,] voices, double[] shares)
    {
        var mixture = new double[voices[0].GetLength(0), voices[0].GetLength(1)];
        var sum = mixture.AsFlatSpan();
        foreach (var (voice, share) in voices.Zip(shares))
        {
            var said = voice.AsFlatSpan();
            for (var i = 0; i < sum.Length; i++)
                sum[i] += share * said[i];
        }

        return mixture;
    }
}
