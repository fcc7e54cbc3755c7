using static System.FormattableString;

namespace Twofold;

/// <summary>What the learning curves say: which model names labels best, with many examples and with few, and whose probabilities are best.</summary>
sealed class LabelAdvice(ComparisonResult result, CurveScores scores, IReadOnlyDictionary<string, int> numbers)
{
    string Many => Wording.Count(result.Sizes[^1], result.Noun);

    /// <summary>All that can be said of what was reached.</summary>
    public IEnumerable<Advice> All() =>
        ((IEnumerable<Advice?>)[OfLabels(), OfFewer(), OfProbabilities()]).OfType<Advice>();

    Advice? OfLabels()
    {
        if (result.Families.Best is not { } best || result.Find(best)?.Full is not { Accuracy: { } accuracy })
            return null;
        var task = $"The label of a new {result.Noun}";
        var (simpler, difference) = SimplestWithinNoise(best, scores.AccuracyAhead);
        if (simpler is not null)
        {
            var share = result.Find(simpler)!.Full!.Accuracy!.Value; // What shares repeats has numbers.
            return new Advice(
                task,
                simpler,
                $"Use {simpler}: at {Many} it names the label of {Wording.Percent(share)} right. {Wording.Capital(best)}, which inner validation chose in {Times()}, "
                + $"is {Wording.Points(difference!.Value)} better, which is within noise, and {simpler} is the simpler one.{AboveGuessing(share)}",
                difference,
                IsWithinNoise: true);
        }

        var family = result.Find(best)!.Family; // It is one of them.
        var (rival, kind) = family == ModelFamily.Generative ? (result.Families.Discriminative, "discriminative") : (result.Families.Generative, "generative");
        var ahead = rival is null ? null : scores.AccuracyAhead(numbers[best], numbers[rival]);
        var beside = ahead is { } by
            ? $"{Wording.Points(by)} better than {rival}, the best {kind} model, at your {Many}{(by.IsClear ? "" : ", which is within noise, but it is the simpler one")}. It names"
            : $"it names";
        return new Advice(
            task, best, $"Use {best}: {beside} the label of {Wording.Percent(accuracy)} right (chosen by inner validation in {Times()}).{AboveGuessing(accuracy)}", ahead, ahead is { IsClear: false });
    }

    // Nothing is worth using that is no better than the most frequent label.
    string AboveGuessing(Interval accuracy)
    {
        var most = result.Counts.Max();
        var share = (double)most / result.Examples;
        return accuracy.Low > share || double.IsNaN(accuracy.Low)
            ? ""
            : Invariant($" That is no clear gain on always saying '{result.Labels[result.Counts.ToList().IndexOf(most)]}', which is right for {share:P1}.");
    }

    Advice? OfFewer()
    {
        if (result.Families.ByAccuracy is not { } crossing || result.Families is not { Generative: not null, Discriminative: not null } families)
            return null;
        const string task = "With fewer labeled examples";
        if (crossing is { Examples: { } place, Low: { } low, High: { } high })
        {
            var (few, many) = crossing.Before == ModelFamily.Generative ? ("generative", "discriminative") : ("discriminative", "generative");
            var before = Clearest(crossing.Before, size => size < place);
            var after = Clearest(Other(crossing.Before), size => size > place);
            return new Advice(
                task,
                crossing.IsClear ? crossing.Before == ModelFamily.Generative ? families.Generative : families.Discriminative : null,
                crossing.IsClear
                    ? $"Below {Wording.About(place, low, high)} {result.Noun}s the best {few} model would win: at {Wording.Count(before!.Examples, result.Noun)} it is {Ahead(before, crossing.Before)} ahead; "
                        + $"the best {many} one is {Ahead(after!, Other(crossing.Before))} ahead at {Wording.Count(after!.Examples, result.Noun)}."
                    : $"The curves of the two families cross near {Round(place)} {result.Noun}s, the {few} one ahead before, but not clearly: {Unclear(crossing.Before, place)}.",
                before?.Accuracy,
                !crossing.IsClear);
        }

        var ahead = Clearest(ModelFamily.Generative, static _ => true) is { } generative
            ? (ModelFamily.Generative, Point: generative)
            : Clearest(ModelFamily.Discriminative, static _ => true) is { } discriminative ? (ModelFamily.Discriminative, Point: discriminative) : ((ModelFamily, CurveDifference Point)?)null;
        var text = Invariant($"No crossing found up to n = {crossing.UpTo:N0}: ");
        return ahead is { } leader
            ? new Advice(
                task,
                leader.Item1 == ModelFamily.Generative ? families.Generative : families.Discriminative,
                text + $"where the two families differ by more than noise, the {Name(leader.Item1)} one is ahead, most of all at {Wording.Count(leader.Point.Examples, result.Noun)}, by {Ahead(leader.Point, leader.Item1)}.",
                leader.Point.Accuracy,
                IsWithinNoise: false)
            : new Advice(task, families.Generative, text + "at no size do the two families differ by more than noise, so take the simpler model at all of them.", null, IsWithinNoise: true);
    }

    string Unclear(ModelFamily before, double place) =>
        Clearest(before, size => size < place) is { } point
            ? $"it is {Ahead(point, before)} ahead at {Wording.Count(point.Examples, result.Noun)}, and later the other one is so by less than noise"
            : Clearest(Other(before), size => size > place) is { } later
                ? $"only after it is the lead more than noise, {Ahead(later, Other(before))} at {Wording.Count(later.Examples, result.Noun)}"
                : "on neither side is the lead more than noise";

    // Where a family is ahead the most among the sizes where it is so by more than noise.
    CurveDifference? Clearest(ModelFamily family, Func<int, bool> among) =>
        result.Families.Differences
            .Where(difference => among(difference.Examples) && (family == ModelFamily.Generative ? difference.Accuracy.Low > 0 : difference.Accuracy.High < 0))
            .MaxBy(difference => Math.Abs(difference.Accuracy.Value));

    static string Ahead(CurveDifference difference, ModelFamily family) =>
        Wording.Points(family == ModelFamily.Generative ? difference.Accuracy : difference.Accuracy.Negated());

    Advice? OfProbabilities()
    {
        if (result.Families.BestByLogLoss is not { } best || result.Find(best)?.Full is not { LogLoss: { } loss })
            return null;
        const string task = "Probabilities to rely on";
        var (simpler, difference) = SimplestWithinNoise(best, scores.LogLossAhead);
        var use = simpler ?? best;
        var second = result.Contenders.Where(contender => contender.Name != use && contender.Full is not null && contender.Family != result.Find(use)!.Family)
            .MinBy(contender => contender.Full!.LogLoss!.Value.Value); // Those without are out.
        var calibration = result.Find(use)!.Calibration is { } own
            ? $" Its probabilities are off by {Wording.Percent(own.Error)} on average"
                + (second?.Calibration is { } others ? $", those of {second.Name} by {Wording.Percent(others.Error)}." : ".")
            : "";
        return simpler is not null
            ? new Advice(
                task,
                simpler,
                $"Use {simpler}: the log loss of {best} is only {Wording.Nats(difference!.Value)} less, which is within noise, and {simpler} is the simpler one.{calibration}",
                difference,
                IsWithinNoise: true)
            : new Advice(
                task,
                best,
                $"Use {best}: its log loss is {Wording.Nats(loss)}"
                + (second is not null && scores.LogLossAhead(numbers[best], numbers[second.Name]) is { } ahead ? $", {Wording.Nats(ahead)} less than that of {second.Name}" : "")
                + $".{calibration}",
                second is null ? null : scores.LogLossAhead(numbers[best], numbers[second.Name]),
                IsWithinNoise: false);
    }

    // The simplest model that the best one does not beat by more than noise; null where it beats all simpler ones.
    (string? Name, Interval? Difference) SimplestWithinNoise(string best, Func<int, int, Interval?> ahead)
    {
        foreach (var contender in Simplicity.Rising(result.Contenders).TakeWhile(contender => contender.Name != best))
            if (ahead(numbers[best], numbers[contender.Name]) is { } difference && !(difference.Low > 0))
                return (contender.Name, difference);
        return (null, null);
    }

    string Times() => $"{result.Families.BestTimes} of {result.Repeats} repeats";

    static string Round(double place) => Invariant($"{Math.Round(place):N0}");

    static string Name(ModelFamily family) => family == ModelFamily.Generative ? "generative" : "discriminative";

    static ModelFamily Other(ModelFamily family) => family == ModelFamily.Generative ? ModelFamily.Discriminative : ModelFamily.Generative;
}
