using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>What both halves say of a point.</summary>
/// <param name="Labels">The labels, in the order of every array; empty where neither half could learn.</param>
/// <param name="Discriminative">p(label | point) by the discriminative half; null where it could not learn.</param>
/// <param name="Generative">Bayes' rule with its numbers; null where the generative half could not learn.</param>
sealed record PlaneAnswer(IReadOnlyList<string> Labels, double[]? Discriminative, BayesRule? Generative)
{
    public static PlaneAnswer Of(PlanePair pair, PlanePointRequest request)
    {
        var point = PlanePoints.Rows([request.X ?? double.NaN], [request.Y ?? double.NaN]);
        var generative = pair.Under(request.Prior);
        return new PlaneAnswer(
            generative?.Labels ?? pair.Discriminative.Model?.Labels ?? [],
            pair.Discriminative.Model?.PredictProbabilities(point).Row(0).ToArray(),
            generative is null ? null : BayesRule.Of(pair, generative, point));
    }
}

/// <summary>Bayes' rule for a point: p(label | point) = p(point | label) p(label) / p(point). An array has one number for each label.</summary>
/// <param name="LogLikelihood">log p(point | label) in nats, of what is seen of the point.</param>
/// <param name="Prior">p(label).</param>
/// <param name="LogJoint">log p(point, label) in nats.</param>
/// <param name="LogDensity">log p(point) in nats.</param>
/// <param name="Posterior">p(label | point).</param>
/// <param name="PosteriorUnderLearnedPrior">The same under the prior that was learned.</param>
/// <param name="UnfamiliarBelow">What has a lower log density is like nothing that was learned from.</param>
/// <param name="IsUnfamiliar">Whether the point has one.</param>
/// <param name="Expected">Where the point would be, x and y, with a hidden coordinate filled in by its expected value.</param>
sealed record BayesRule(
    double[] LogLikelihood, IReadOnlyList<double> Prior, double[] LogJoint, double LogDensity, double[] Posterior, double[] PosteriorUnderLearnedPrior,
    double UnfamiliarBelow, bool IsUnfamiliar, double[] Expected)
{
    public static BayesRule Of(PlanePair pair, IGenerativeModel<Table, string> model, Table point)
    {
        var likelihood = model.LogLikelihood(point).Row(0).ToArray();
        var density = model.LogDensity(point)[0];
        var below = pair.UnfamiliarBelow(model, double.IsNaN(point[0, 0]), double.IsNaN(point[0, 1]));
        return new BayesRule(
            likelihood,
            model.Prior,
            [.. likelihood.Zip(model.Prior, (log, share) => log + Math.Log(share))],
            density,
            model.PredictProbabilities(point).Row(0).ToArray(),
            pair.Generative.Model!.PredictProbabilities(point).Row(0).ToArray(), // The model is this one, under another prior.
            below,
            density < below,
            ((GenerativeTableModel<string>)model).Impute(point).Row(0).ToArray());
    }
}
