namespace Twofold.Workbench;

/// <summary>The learning curves.</summary>
static class CurvePlots
{
    /// <summary>The families against each other, then each pair.</summary>
    public static Html Of(ComparisonResult result)
    {
        var (first, last) = (result.Sizes[0], result.Sizes[^1]);
        var x = new Axis($"{result.Noun}s learned from", first * 0.92, last * 1.05) { IsLogarithmic = true, Label = Amount };
        if (first == last)
            x = x with { Low = first * 0.5, High = last * 2 };
        return $"""
            <section aria-labelledby="curves">
            <h2 id="curves">With few examples, and with many</h2>
            <p>Above the dashed line the <span class="key generative">generative</span> model is ahead, below it the <span class="key discriminative">discriminative</span> one.
            Each family is represented by the model that validation within the training subset chooses. Bands are 95 % intervals of the paired difference.</p>
            <div class="plots">
            {Ahead(result.Families.Differences, x, "Accuracy: generative minus discriminative", "points", difference => Times(difference.Accuracy, 100), result.Families.ByAccuracy, result.Noun)}
            {Ahead(result.Families.Differences, x, "Log loss: how much less the generative one has", "nats", difference => difference.LogLoss, result.Families.ByLogLoss, result.Noun)}
            </div>
            <h3>Pair by pair</h3>
            <div class="plots">
            {result.Pairs.Select(pair => Pair(result, pair, x))}
            </div>
            </section>
            """;
    }

    static IEnumerable<Html> Ahead(
        IReadOnlyList<CurveDifference> differences, Axis x, string title, string unit, Func<CurveDifference, Interval> of, Crossing? crossing, string noun)
    {
        var points = differences.Select(difference => ((double)difference.Examples, of(difference))).ToList();
        if (points.Count == 0)
            yield break;
        // What is measured with the very fewest examples must not flatten all else: it runs out of the plot.
        var values = points.Skip(points.Count > 5 ? 2 : 0).SelectMany(point => (double[])[point.Item2.Value, point.Item2.Low, point.Item2.High]).Append(0);
        var plot = new Plot($"{title}, against the number of {noun}s", x, Axis.Around(unit, values), [new Series(null, "plain", points)]) { Level = 0, Mark = Mark(crossing), Height = 290 };
        yield return $"<figure><figcaption>{title}<span>{Said(crossing, noun)}</span></figcaption>{plot.ToSvg()}</figure>\n";
    }

    static Html Pair(ComparisonResult result, PairResult pair, Axis x)
    {
        var (generative, discriminative) = (result.Find(pair.Generative)!, result.Find(pair.Discriminative)!); // Both are among them.
        Series[] series =
        [
            new(null, "generative", Points(generative)),
            new(null, "discriminative", Points(discriminative)),
        ];
        // What is measured with the very fewest examples must not flatten all else: it runs out of the plot.
        var y = Axis.Around(
            "right, %", series.SelectMany(one => one.Points.Skip(one.Points.Count > 5 ? 2 : 0)).SelectMany(point => (double[])[point.Y.Value, point.Y.Low, point.Y.High]), 0, 100);
        var plot = new Plot($"Accuracy of {pair.Generative} and {pair.Discriminative} against the number of {result.Noun}s", x, y, series) { Mark = Mark(pair.ByAccuracy) };
        return $"""
            <figure><figcaption><b class="key generative">{pair.Generative}</b> and <b class="key discriminative">{pair.Discriminative}</b><span>{Said(pair.ByAccuracy, result.Noun)}</span></figcaption>{plot.ToSvg()}</figure>

            """;

        static List<(double, Interval)> Points(ContenderResult contender) =>
            [.. contender.Curve.Where(point => point.Accuracy is not null).Select(point => ((double)point.Examples, Times(point.Accuracy!.Value, 100)))]; // Those without are out.
    }

    static Interval? Mark(Crossing? crossing) =>
        crossing is { Examples: { } at, Low: { } low, High: { } high } ? new Interval(at, low, high) : null;

    static string Said(Crossing? crossing, string noun) => crossing switch
    {
        null => "",
        { Examples: { } at, Low: { } low, High: { } high } =>
            $"They cross near {at:N0} {noun}s ({low:N0} to {high:N0}), the {ComparisonReport.Style(crossing.Before)} one ahead before{(crossing.IsClear ? "" : "; on one side of it the lead is within noise")}.",
        _ => $"No crossing found up to n = {crossing.UpTo:N0}.",
    };

    static Interval Times(Interval interval, double factor) => new(interval.Value * factor, interval.Low * factor, interval.High * factor);

    static string Amount(double number) => number >= 1e6 ? $"{number / 1e6:0.#}M" : number >= 1e4 ? $"{number / 1e3:0.#}k" : $"{number:N0}";
}
