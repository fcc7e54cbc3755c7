using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>
/// Fits a recognizer's head. Everything that is chosen or set (penalty, temperature, thresholds) is chosen on photos that the judged fit
/// did not see; with a frozen backbone every photo is held out once, so that the final fit can learn from all of them.
/// </summary>
static class RecognizerHeadTrainer
{
    /// <summary>Strong to weak penalties; half a decade apart is finer than held-out loss can tell.</summary>
    static readonly double[] CandidateC = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>Above this many photos one held-out fifth tells the candidates apart as well as five do, in a fifth of the time.</summary>
    const int CrossValidateUpTo = 5000;

    const int Folds = 5;

    /// <summary>
    /// Of a network that was trained here, which has drawn its training photos apart already: how far a corrected photo moves the head. One that the head was wrong about moves its own logit by about
    /// this times the number of features.
    /// </summary>
    const double CAfterTraining = 0.1;

    /// <summary>Fits both halves on the features of a frozen network.</summary>
    /// <param name="features">The features, <c>[photos, features]</c>.</param>
    /// <param name="labels">The label of each photo.</param>
    /// <param name="shares">The shares of held-out photos that the thresholds are set to.</param>
    /// <param name="seed">The seed of the folds.</param>
    /// <param name="cancellation">Stops the fit.</param>
    /// <param name="seen">
    /// Whether the network itself has learned from each photo, <c>[photos]</c>: its features then say more of that photo's label than those of a new one
    /// would. Both halves learn from it, and it is never held out. Null (the default): from none.
    /// </param>
    /// <param name="balanced">Whether all labels count alike, however many photos each has. Default false.</param>
    /// <param name="heldOut">The photos that are held out, all at once, to be judged by the same ones as something else. Null (the default): each in its turn.</param>
    public static TrainedHead OnFrozenFeatures(
        Table features,
        IReadOnlyList<string> labels,
        HeadThresholdShares shares,
        ulong seed,
        CancellationToken cancellation,
        IReadOnlyList<bool>? seen = null,
        bool balanced = false,
        int[]? heldOut = null)
    {
        var standardization = Standardization.Fit(features);
        var set = new LabeledSet<Table, string>(standardization.Apply(features), labels);
        var folds = heldOut is null ? FoldsOf(set.Encoding.Codes, seen, seed) : [([.. Enumerable.Range(0, features.Count).Except(heldOut)], heldOut)];
        var used = features.Count <= CrossValidateUpTo ? folds : [folds[0]];
        var unseen = folds.Sum(fold => fold.Test.Length);
        var method = used.Count == 1 ? $"{100.0 * used[0].Test.Length / features.Count:0} % kept aside"
            : unseen < features.Count ? $"{100.0 * unseen / features.Count:0} % kept aside, in {used.Count} folds"
            : $"{used.Count}-fold cross-validation";

        if (set.Encoding.Labels.Count == 1)
            return OfOneLabel(standardization, set, used, method, shares, cancellation);

        var recipe = Recipe(balanced);
        var answers = used.Select(fold => HeldOutAnswers.Of(recipe, set.Subset(fold.Train), set.Subset(fold.Test), cancellation)).ToArray();
        string[] truth = [.. answers.SelectMany(fold => fold.Truth)];
        var candidates = CandidateC.Select((c, i) => Candidate.Of(c, Stack([.. answers.Select(fold => fold.Logits[i])]), set.Encoding.Labels, truth, balanced));
        var best = candidates.MinBy(candidate => candidate.Loss)!; // There are candidates.

        var classifier = (recipe with { C = best.C }).Fit(set.Examples, labels, cancellation: cancellation);
        var twin = FitTwin(set.Examples, labels, cancellation);
        return new TrainedHead(
            new RecognizerHead(standardization, classifier, twin, best.Calibration),
            Thresholds.From(best.Probabilities, [.. answers.SelectMany(fold => fold.LogDensity)], shares),
            Score(best.Evaluation, [.. answers.SelectMany(fold => fold.TwinLabels)], truth, method),
            best.C)
        { Loss = best.Loss };
    }

    /// <summary>Takes over the last layer of a network that was trained from scratch, and fits the twin beside it.</summary>
    /// <param name="features">Features of the photos that the network learned from, with their labels.</param>
    /// <param name="labels">The label of each.</param>
    /// <param name="heldOutFeatures">Features of the photos that it did not learn from.</param>
    /// <param name="heldOutLabels">The label of each.</param>
    /// <param name="weights">The last layer's weights, <c>[labels, features]</c>, labels sorted.</param>
    /// <param name="biases">Its biases.</param>
    /// <param name="shares">The shares of held-out photos that the thresholds are set to.</param>
    /// <param name="cancellation">Stops the fit.</param>
    /// <param name="balanced">Whether all labels counted alike for the network, however many photos each has. Default false.</param>
    public static TrainedHead OnTrainedNetwork(
        Table features,
        IReadOnlyList<string> labels,
        Table heldOutFeatures,
        IReadOnlyList<string> heldOutLabels,
        float[,] weights,
        float[] biases,
        HeadThresholdShares shares,
        CancellationToken cancellation,
        bool balanced = false)
    {
        var encoding = LabelEncoding.Of(labels, features.Count);
        var standardization = Standardization.Fit(features);
        var twin = Twin.Fit(standardization.Apply(features), labels, cancellation: cancellation);
        var classifier = Restated(weights, biases, standardization, encoding.Labels);

        var standardized = standardization.Apply(heldOutFeatures);
        var candidate = Candidate.Of(double.NaN, classifier.DecisionFunction(standardized), encoding.Labels, heldOutLabels, balanced);
        return new TrainedHead(
            new RecognizerHead(standardization, classifier, twin, candidate.Calibration),
            Thresholds.From(candidate.Probabilities, twin.LogDensity(standardized), shares),
            Score(candidate.Evaluation, twin.Predict(standardized), heldOutLabels, "kept aside"),
            C: null)
        { Loss = candidate.Loss };
    }

    /// <summary>Of one label there is nothing to tell apart: the discriminative half says it of whatever it is shown, and what there is to learn is the twin's, what is familiar.</summary>
    static TrainedHead OfOneLabel(
        Standardization standardization, LabeledSet<Table, string> set, IReadOnlyList<(int[] Train, int[] Test)> folds, string method, HeadThresholdShares shares, CancellationToken cancellation)
    {
        double[] logDensity = [.. folds.SelectMany(fold => FitTwin(set.Examples.Subset(fold.Train), set.Subset(fold.Train).Labels, cancellation).LogDensity(set.Examples.Subset(fold.Test)))];
        var certain = new double[logDensity.Length, 1];
        certain.AsFlatSpan().Fill(1);
        return new TrainedHead(
            new RecognizerHead(
                standardization,
                new LogisticRegressionModel<string>(set.Encoding.Labels, new double[1, set.Examples.Columns], [0]),
                FitTwin(set.Examples, set.Labels, cancellation),
                new TemperatureScaling(1)),
            Thresholds.From(certain, logDensity, shares),
            new HeldOutScores(logDensity.Length, method, Accuracy: 1, LogLoss: 0, CalibrationError: 0, TwinAccuracy: 1) { BalancedAccuracy = 1 },
            C: null)
        { Loss = 0 };
    }

    /// <summary>Each photo that the network has not seen is held out once; those that it has seen are always learned from.</summary>
    static IReadOnlyList<(int[] Train, int[] Test)> FoldsOf(int[] codes, IReadOnlyList<bool>? seen, ulong seed)
    {
        int[] held = [.. Enumerable.Range(0, codes.Length).Where(i => seen is null || !seen[i])];
        int[] always = [.. Enumerable.Range(0, codes.Length).Except(held)];
        int[] heldCodes = [.. held.Select(i => codes[i])];
        // A label of two photos lies in two folds, and is learned from in all.
        return [.. Stratification.Folds(heldCodes, Math.Clamp(held.Length, 2, Folds), seed).Select(fold => ((int[])[.. always, .. fold.Train.Select(i => held[i])], (int[])[.. fold.Test.Select(i => held[i])]))];
    }

    /// <summary>Fits both halves again on the features of the same network, with what was chosen on held-out photos as it was.</summary>
    /// <param name="head">The head so far: its scales, temperature and, as the beginning of the fit, coefficients.</param>
    /// <param name="features">The photos to learn from, <c>[photos, features]</c>.</param>
    /// <param name="labels">The label of each.</param>
    /// <param name="c">The inverse strength of the penalty; null where the head was trained with its network, and stays near what it is.</param>
    /// <param name="balanced">Whether all labels count alike, as they did for the head so far.</param>
    /// <param name="cancellation">Stops the fit.</param>
    public static RecognizerHead Refit(RecognizerHead head, Table features, IReadOnlyList<string> labels, double? c, bool balanced, CancellationToken cancellation)
    {
        var standardized = head.Standardization.Apply(features);
        var recipe = Recipe(balanced) with { C = c ?? CAfterTraining };
        // A fit from nothing to features that know these labels would be sure of all or, held back, of nothing. Of one label there is nothing to fit.
        var classifier = head.Labels.Count == 1 ? head.Classifier
            : c is null
            ? recipe.FitNear(standardized, labels, head.Classifier, cancellation: cancellation)
            : recipe.Fit(standardized, labels, head.Classifier, cancellation: cancellation);
        return new RecognizerHead(
            head.Standardization,
            classifier,
            FitTwin(standardized, labels, cancellation),
            head.Calibration);
    }

    /// <summary>The discriminative half before a penalty is chosen.</summary>
    /// <param name="balanced">Whether all labels count alike, however many photos each has.</param>
    internal static LogisticRegression Recipe(bool balanced) => new() { ClassWeights = balanced ? ClassWeights.Balanced : ClassWeights.None };

    // The prior weighs nothing beside hundreds of photos; with two of a label it is what makes a covariance at all.
    internal static LinearDiscriminantAnalysis Twin => new() { Shrinkage = Shrinkage.LedoitWolf, PriorExamples = 1 };

    static LinearDiscriminantAnalysisModel<string> FitTwin(Table standardized, IReadOnlyList<string> labels, CancellationToken cancellation) =>
        Twin.Fit(standardized, LabelEncoding.Of(labels, standardized.Count), weights: null, cancellation);

    // W x + b = (W s) ((x - m) / s) + (b + W m): the same layer, on standardized features.
    static LogisticRegressionModel<string> Restated(float[,] weights, float[] biases, Standardization standardization, IReadOnlyList<string> labels)
    {
        var coefficients = new double[weights.GetLength(0), weights.GetLength(1)];
        var intercepts = Array.ConvertAll(biases, bias => (double)bias);
        for (var k = 0; k < intercepts.Length; k++)
        {
            for (var j = 0; j < weights.GetLength(1); j++)
            {
                coefficients[k, j] = weights[k, j] * standardization.Scales[j];
                intercepts[k] += weights[k, j] * standardization.Means[j];
            }
        }

        return new LogisticRegressionModel<string>(labels, coefficients, intercepts);
    }

    /// <summary>What held-out photos say of both halves.</summary>
    internal static HeldOutScores Score(Evaluation<string> evaluation, IReadOnlyList<string> twinLabels, IReadOnlyList<string> truth, string method)
    {
        var twinRight = twinLabels.Zip(truth).Count(pair => pair.First == pair.Second);
        return new HeldOutScores(truth.Count, method, evaluation.Accuracy, evaluation.LogLoss, evaluation.CalibrationError, (double)twinRight / truth.Count)
        {
            BalancedAccuracy = Balanced(evaluation.Confusion),
        };
    }

    // Of the labels that some held-out photo has.
    static double Balanced(int[,] confusion) =>
        Enumerable.Range(0, confusion.GetLength(0)).Select(k => (Right: confusion[k, k], All: confusion.Row(k).ToArray().Sum())).Where(label => label.All > 0).Average(label => (double)label.Right / label.All);

    static double[,] Stack(double[][,] parts)
    {
        var stacked = new double[parts.Sum(part => part.GetLength(0)), parts[0].GetLength(1)];
        var next = 0;
        foreach (var part in parts)
        {
            part.AsFlatSpan().CopyTo(stacked.AsFlatSpan()[next..]);
            next += part.Length;
        }

        return stacked;
    }

    /// <summary>One strength of the penalty, judged on held-out photos by its loss, for which all labels count alike where it is balanced.</summary>
    sealed record Candidate(double C, TemperatureScaling Calibration, double[,] Probabilities, Evaluation<string> Evaluation, double Loss)
    {
        public static Candidate Of(double c, double[,] logits, IReadOnlyList<string> labels, IReadOnlyList<string> truth, bool balanced)
        {
            int[] codes = [.. truth.Select(label => LabelEncoding.IndexOf(labels, label))];
            var weights = balanced ? LabelWeights.OfExamples(codes) : null;
            var calibration = TemperatureScaling.FitToLogits(logits, codes, weights);
            var probabilities = calibration.ApplyToLogits(logits);
            return new Candidate(c, calibration, probabilities, Twofold.Evaluation.Of(labels, probabilities, truth), LabelWeights.LogLoss(probabilities, codes, weights));
        }
    }

    /// <summary>What fits on the other photos say of those that one fold holds out.</summary>
    sealed record HeldOutAnswers(IReadOnlyList<string> Truth, double[][,] Logits, double[] LogDensity, string[] TwinLabels)
    {
        public static HeldOutAnswers Of(LogisticRegression logistic, LabeledSet<Table, string> train, LabeledSet<Table, string> test, CancellationToken cancellation)
        {
            // From the strongest penalty to the weakest, each fit starting from the last: far fewer iterations.
            var logits = new double[CandidateC.Length][,];
            LogisticRegressionModel<string>? previous = null;
            for (var i = 0; i < CandidateC.Length; i++)
            {
                var recipe = logistic with { C = CandidateC[i] };
                previous = previous is null
                    ? recipe.Fit(train.Examples, train.Labels, cancellation: cancellation)
                    : recipe.Fit(train.Examples, train.Labels, previous, cancellation: cancellation);
                logits[i] = previous.DecisionFunction(test.Examples);
            }

            var twin = Twin.Fit(train.Examples, train.Labels, cancellation: cancellation);
            return new HeldOutAnswers(test.Labels, logits, twin.LogDensity(test.Examples), twin.Predict(test.Examples));
        }
    }
}
