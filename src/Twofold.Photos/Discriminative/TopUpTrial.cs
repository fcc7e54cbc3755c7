using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>The features of photos, <c>[photos][features]</c>, and the label of each.</summary>
sealed record LabeledFeatures(IReadOnlyList<float[]> Features, IReadOnlyList<string> Labels)
{
    public LabeledFeatures With(LabeledFeatures others) => new([.. Features, .. others.Features], [.. Labels, .. others.Labels]);
}

/// <summary>
/// Judges, on held-out real photos, whether a recognizer's head gets better by learning from generated pictures of rare labels too. It is held
/// against the head as it is, and against one that has the same balance by weights: what balance alone brings is no merit of the pictures.
/// </summary>
/// <param name="trained">The head as it is.</param>
/// <param name="shares">The shares of held-out photos that the thresholds are set to.</param>
/// <param name="balanced">Whether all labels counted alike for it, however many photos each has.</param>
/// <param name="cancellation">Ends the trial.</param>
sealed class TopUpTrial(TrainedHead trained, HeadThresholdShares shares, bool balanced, CancellationToken cancellation)
{
    readonly IReadOnlyList<string> labels = trained.Head.Labels;

    /// <summary>Tries it.</summary>
    /// <param name="train">Photos to learn from; of a network from scratch those that it learned from.</param>
    /// <param name="heldOut">The other photos, which neither the creator nor the judged heads have seen; each label at least once.</param>
    /// <param name="generated">What the creator, which learned from <paramref name="train"/> only, made of the rare labels.</param>
    /// <returns>What came out, and the head with what was set and measured on the held-out photos; null where it is not to be kept.</returns>
    public (TopUpInfo Info, TrainedHead? Head) Run(LabeledFeatures train, LabeledFeatures heldOut, LabeledFeatures generated)
    {
        // A head on frozen features has been fitted to all photos, also to those that are held out here.
        var c = trained.C ?? RecognizerHeadTrainer.OnFrozenFeatures(ToTable(train.Features), train.Labels, shares, seed: 0, cancellation, balanced: balanced).C;
        var recipe = RecognizerHeadTrainer.Recipe(balanced);
        recipe = c is { } chosen ? recipe with { C = chosen } : recipe;
        var asIs = trained.C is null ? trained.Head.Classifier : Fit(recipe, train);
        var weighted = Fit(recipe, train, Weights(train, generated));
        var toppedUp = Fit(recipe, train.With(generated));

        var standardized = Standardized(heldOut);
        int[] truth = [.. heldOut.Labels.Select(label => LabelEncoding.IndexOf(labels, label))];
        var before = Answers(asIs, standardized);
        var gain = BalancedGain.Of(truth, before, Answers(toppedUp, standardized), labels.Count);
        var gainByWeights = BalancedGain.Of(truth, before, Answers(weighted, standardized), labels.Count);
        var info = new TopUpInfo
        {
            Kept = gain.Low > 0 && gain.Gain > gainByWeights.Gain,
            Generated = generated.Labels.CountBy(label => label).ToDictionary(),
            Photos = truth.Length,
            // From no right answer at all to these.
            BalancedAccuracy = BalancedGain.Of(truth, [.. truth.Select(_ => -1)], before, labels.Count).Gain,
            Gain = gain.Gain,
            GainLow = gain.Low,
            GainHigh = gain.High,
            GainByWeights = gainByWeights.Gain,
        };
        if (!info.Kept)
            return (info, null);

        // What was judged is kept; on frozen features it may learn from the held-out photos too, as the head without generated pictures does.
        var final = trained.C is null ? toppedUp : Fit(recipe, train.With(heldOut).With(generated));
        // The judged fits have not seen these photos; the twin of a network from scratch has not either.
        var twin = trained.C is null ? trained.Head.Twin : RecognizerHeadTrainer.Twin.Fit(Standardized(train), train.Labels, cancellation: cancellation);
        return (info, Calibrated(toppedUp, final, twin.Predict(standardized), standardized, heldOut, c));
    }

    TrainedHead Calibrated(
        LogisticRegressionModel<string> judged, LogisticRegressionModel<string> final, string[] twinLabels, Table standardized, LabeledFeatures heldOut, double? c)
    {
        var logits = judged.DecisionFunction(standardized);
        int[] codes = [.. heldOut.Labels.Select(label => LabelEncoding.IndexOf(labels, label))];
        var weights = balanced ? LabelWeights.OfExamples(codes) : null;
        var calibration = TemperatureScaling.FitToLogits(logits, codes, weights);
        var probabilities = calibration.ApplyToLogits(logits);
        var evaluation = Evaluation.Of(labels, probabilities, heldOut.Labels);
        // The twin learns from no generated picture: what only the creator makes must not become familiar.
        var thresholds = Thresholds.From(probabilities, trained.Head.Twin.LogDensity(standardized), shares);
        return new TrainedHead(
            new RecognizerHead(trained.Head.Standardization, final, trained.Head.Twin, calibration),
            trained.Thresholds with { UnsureBelow = thresholds.UnsureBelow },
            RecognizerHeadTrainer.Score(evaluation, twinLabels, heldOut.Labels, "kept aside"),
            c)
        { Loss = LabelWeights.LogLoss(probabilities, codes, weights) };
    }

    LogisticRegressionModel<string> Fit(LogisticRegression recipe, LabeledFeatures examples, double[]? weights = null) =>
        recipe.Fit(Standardized(examples), examples.Labels, weights, cancellation);

    /// <summary>Each label's photos count for as many as there are with its generated pictures.</summary>
    static double[] Weights(LabeledFeatures train, LabeledFeatures generated)
    {
        var own = train.Labels.CountBy(label => label).ToDictionary();
        var made = generated.Labels.CountBy(label => label).ToDictionary();
        return [.. train.Labels.Select(label => 1 + ((double)made.GetValueOrDefault(label) / own[label]))];
    }

    static int[] Answers(LogisticRegressionModel<string> model, Table standardized)
    {
        var logits = model.DecisionFunction(standardized);
        return [.. Enumerable.Range(0, standardized.Count).Select(i => LogSpace.IndexOfMax(logits.Row(i)))];
    }

    Table Standardized(LabeledFeatures examples) => trained.Head.Standardization.Apply(ToTable(examples.Features));

    static Table ToTable(IReadOnlyList<float[]> features) => Table.FromFlat(features.SelectMany(row => row).ToArray(), features[0].Length);
}
