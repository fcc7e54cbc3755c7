namespace Twofold.Workbench;

/// <summary>All that was measured beside the learning curves.</summary>
static class MeasureSections
{
    const int MostColumns = 8;

    /// <summary>The sections of what is there.</summary>
    public static IEnumerable<Html> Of(ComparisonResult result)
    {
        yield return All(result);
        if (result.Contenders.Any(contender => contender.Calibration is not null))
            yield return Reliability(result);
        if (result.Contenders.Any(contender => contender.MissingCells is not null))
            yield return Missing(result);
        if (result.Contenders.Any(contender => contender.PriorShift is not null))
            yield return Shift(result);
        if (result.Contenders.Any(contender => contender.Unfamiliar.Count > 0))
            yield return Unfamiliar(result);
        if (result.Contenders.Any(contender => contender.Unlabeled.Count > 0))
            yield return Unlabeled(result);
        if (result.Contenders.Any(contender => contender.Creation is not null))
            yield return Creation(result);
        if (result.Contenders.Any(contender => contender.Imputing is not null))
            yield return Imputing(result);
    }

    static Html All(ComparisonResult result) => $"""
        <section aria-labelledby="all">
        <h2 id="all">All models, with everything to learn from</h2>
        {Table(
            result,
            result.Contenders.Where(contender => contender.Full is not null || contender.Curve.Any(point => point.Problem is not null)),
            ["right", "log loss, nats", "calibration error", "time to learn", "time to answer", "memory asked for", "size of the model"],
            contender =>
            [
                Percent(contender.Full?.Accuracy), Number(contender.Full?.LogLoss, 1, "0.000"), Percent(contender.Calibration?.Error),
                Plain(contender.Cost is { } fit ? Wording.Time(fit.FitSeconds) : null), Plain(contender.Cost is { } answer ? Wording.Time(answer.AnswerMicroseconds / 1e6) : null),
                Plain(contender.Cost is { } memory ? Wording.Bytes(memory.FitBytes) : null), Plain(contender.Cost?.ModelBytes is { } bytes ? Wording.Bytes(bytes) : null),
            ],
            contender => contender.Settings)}
        {Problems(result)}
        </section>
        """;

    static IEnumerable<Html> Problems(ComparisonResult result) =>
        result.Contenders.Select(contender => (contender.Name, Point: contender.Curve.LastOrDefault(point => point.Problem is not null))).Where(problem => problem.Point is not null)
            .Select(problem => (Html)$"<p>{problem.Name} could not always be fitted, last with {problem.Point!.Examples:N0} {result.Noun}s: {problem.Point.Problem}</p>\n"); // Those without are out.

    static Html Reliability(ComparisonResult result) => $"""
        <section aria-labelledby="reliability">
        <h2 id="reliability">Whether probabilities can be believed</h2>
        <p>Across: what a model says. Up: how often it is right. On the dashed line both agree; below it, it is surer than it should be.</p>
        <div class="plots small">
        {result.Contenders.Where(contender => contender.Calibration is not null).Select(Diagram)}
        </div>
        </section>
        """;

    static Html Diagram(ContenderResult contender)
    {
        var calibration = contender.Calibration!; // Only those with one come here.
        var style = ComparisonReport.Style(contender.Family);
        var least = Math.Max(0, Math.Floor(10 * calibration.Bins.Min(bin => bin.Probability)) * 10);
        var axis = new Axis("said, %", least, 100);
        var plot = new Plot(
            $"Reliability of {contender.Name}",
            axis,
            Axis.Around("right, %", calibration.Bins.Where(bin => bin.Share > 0.005).SelectMany(bin => (double[])[100 * bin.Right.Low, 100]).Append(least), 0, 100),
            [new Series(null, style, [.. calibration.Bins.Select(bin => (100 * bin.Probability, new Interval(100 * bin.Right.Value, 100 * bin.Right.Low, 100 * bin.Right.High)))])])
        {
            HasDiagonal = true,
            Width = 260,
            Height = 230,
        };
        return $"<figure><figcaption><b class=\"key {style}\">{contender.Name}</b><span>off by {Wording.Percent(calibration.Error)}</span></figcaption>{plot.ToSvg()}</figure>\n";
    }

    static Html Missing(ComparisonResult result)
    {
        var measured = result.Contenders.Where(contender => contender.MissingCells is not null).ToList();
        var series = measured.Select((contender, place) => new Series(
            contender.Name,
            $"{ComparisonReport.Style(contender.Family)} {Nth(measured.Take(place).Count(other => other.Family == contender.Family))}",
            [.. contender.MissingCells!.KnockedOut.Select(point => (100 * point.Share, Times(point.Accuracy, 100)))])).ToList(); // Those without are out.
        var y = Axis.Around("right, %", series.SelectMany(one => one.Points).SelectMany(point => (double[])[point.Y.Low, point.Y.High]), 0, 100);
        var plot = new Plot("Accuracy against the share of missing cells", new Axis("cells taken away, %", -1, 72), y, series) { Width = 860, Height = 340, NameRoom = 200 };
        var columns = measured.SelectMany(contender => contender.MissingCells!.Columns).GroupBy(column => column.Column)
            .OrderByDescending(group => group.Max(column => column.AccuracyLost.Value)).Take(MostColumns).Select(group => group.Key).ToList();
        return $"""
            <section aria-labelledby="missing">
            <h2 id="missing">When cells are missing</h2>
            <p>All learned from the table as it is; then cells of the rows to be labeled were taken away by chance.</p>
            <div class="plots wide"><figure>{plot.ToSvg()}</figure></div>
            <h3>When a whole column is gone</h3>
            <p>Points of accuracy that are lost, for the columns that cost the most.</p>
            {Table(
                result, measured, columns,
                contender => [.. columns.Select(name => Number(contender.MissingCells!.Columns.FirstOrDefault(column => column.Column == name)?.AccuracyLost, 100, "0.0"))],
                static _ => "")}
            </section>
            """;
    }

    static Html Shift(ComparisonResult result)
    {
        var shares = string.Join(", ", result.Labels.Zip(result.ShiftedPrior, (label, share) => $"{label} {share:P0}").Take(8));
        return $"""
            <section aria-labelledby="shift">
            <h2 id="shift">When labels are more or less frequent than here</h2>
            <p>The rarest label gets nine times its odds: {shares}. Told of the new shares, a generative model takes them as its prior (<code>WithPrior</code>); a discriminative one's probabilities are multiplied by the change.</p>
            {Table(
                result, result.Contenders.Where(contender => contender.PriorShift is not null), ["right as it is", "right when told", "log loss as it is", "log loss when told"],
                contender => [Percent(contender.PriorShift!.Accuracy), Percent(contender.PriorShift.AdjustedAccuracy), Number(contender.PriorShift.LogLoss, 1, "0.000"), Number(contender.PriorShift.AdjustedLogLoss, 1, "0.000")],
                static _ => "")}
            </section>
            """;
    }

    static Html Unfamiliar(ComparisonResult result)
    {
        var kinds = result.Contenders.SelectMany(contender => contender.Unfamiliar).Select(found => found.Kind).Distinct().ToList();
        return $"""
            <section aria-labelledby="unfamiliar">
            <h2 id="unfamiliar">What is unlike anything seen</h2>
            <p>How often the model finds the stranger of two, one strange and one not: 100 % is always, 50 % is guessing. Generative models are asked how likely a {result.Noun} is, discriminative ones how sure they are, which is all that they can say.</p>
            {Table(
                result, result.Contenders.Where(contender => contender.Unfamiliar.Count > 0), [.. kinds.Select(kind => kind == UnfamiliarKind.NewLabel ? "of a label never seen" : "cells that do not go together")],
                contender => [.. kinds.Select(kind => Percent(contender.Unfamiliar.FirstOrDefault(found => found.Kind == kind)?.Auroc))],
                static _ => "")}
            </section>
            """;
    }

    static Html Unlabeled(ComparisonResult result)
    {
        var measured = result.Contenders.Where(contender => contender.Unlabeled.Count > 0).ToList();
        var sizes = measured.SelectMany(contender => contender.Unlabeled).Select(found => found.Labeled).Distinct().Order().ToList();
        return $"""
            <section aria-labelledby="unlabeled">
            <h2 id="unlabeled">Few labels, and many {result.Noun}s without one</h2>
            <p>A generative model can learn from {result.Noun}s that nobody labeled (here {measured[0].Unlabeled[0].Unlabeled:N0}), by expectation maximization; a discriminative one cannot.</p>
            {Table(
                result, measured, [.. sizes.SelectMany(size => (string[])[$"{size} labels alone", "with the others", "gained, points"])],
                contender => [.. sizes.SelectMany(size => contender.Unlabeled.FirstOrDefault(found => found.Labeled == size) is { } found
                    ? (Html[])[Percent(found.Alone), Percent(found.Together), Number(found.Gain, 100, "0.0")]
                    : [Plain(null), Plain(null), Plain(null)])],
                static _ => "")}
            </section>
            """;
    }

    static Html Creation(ComparisonResult result)
    {
        var measured = result.Contenders.Where(contender => contender.Creation is not null).ToList();
        return $"""
            <section aria-labelledby="creation">
            <h2 id="creation">New {result.Noun}s, which only generative models make</h2>
            <p>A discriminative model learned from {measured[0].Creation!.Examples:N0} {result.Noun}s, real or made, and was tested on real ones. Told apart: how often a model trained to tell made from real is right, where 50 % is not at all.
            Copies: made {result.Noun}s as much nearer to one learned from than to the others as about 1 in 100 real ones is.</p>
            {Table(
                result, measured, ["right when trained on real", "right when trained on made", "points lost", "told apart", "copies"],
                contender => [Percent(contender.Creation!.TrainedOnReal), Percent(contender.Creation.TrainedOnMade), Number(contender.Creation.Lost, 100, "0.0"), Percent(contender.Creation.ToldApart), Percent(contender.Creation.Copies)],
                static _ => "")}
            </section>
            """;
    }

    static Html Imputing(ComparisonResult result) => $"""
        <section aria-labelledby="imputing">
        <h2 id="imputing">Filling in missing cells</h2>
        <p>A fifth of the cells of held-out {result.Noun}s was taken away and filled in from the rest, beside filling in each column's mean or most frequent category.</p>
        {Table(
            result, result.Contenders.Where(contender => contender.Imputing is not null), ["numbers, off by (standard deviations)", "by the mean", "categories right", "by the most frequent"],
            contender => [Number(contender.Imputing!.NumberError, 1, "0.00"), Number(contender.Imputing.NumberErrorOfMean, 1, "0.00"), Percent(contender.Imputing.CategoryRight), Percent(contender.Imputing.CategoryRightOfMode)],
            static _ => "")}
        </section>
        """;

    static Html Table(
        ComparisonResult result, IEnumerable<ContenderResult> contenders, IReadOnlyList<string> columns, Func<ContenderResult, Html[]> cells, Func<ContenderResult, string> remark) => $"""
        <div class="scroll" tabindex="0" role="region" aria-label="Numbers of {result.Contenders.Count} models">
        <table class="numbers">
        <thead><tr><th scope="col"></th>{columns.Select(column => (Html)$"<th scope=\"col\">{column}</th>")}</tr></thead>
        <tbody>
        {contenders.Select(contender => (Html)$"<tr class=\"{ComparisonReport.Style(contender.Family)}\"><th scope=\"row\">{contender.Name}<small>{remark(contender)}</small></th>{cells(contender).Select(cell => (Html)$"<td>{cell}</td>")}</tr>\n")}
        </tbody>
        </table>
        </div>
        """;

    public static Html Percent(Interval? share) => share is { } known ? Number(known, 100, "0.0", " %") : Plain(null);

    public static Html Number(Interval? number, double factor, string format, string unit = "")
    {
        if (number is not { } known)
            return Plain(null);
        IEnumerable<Html> range = double.IsNaN(known.Low) ? [] : [$"<small>{(factor * known.Low).ToString(format)} to {(factor * known.High).ToString(format)}</small>"];
        return $"{(factor * known.Value).ToString(format)}{unit}{range}";
    }

    static Html Plain(string? text) => $"{text ?? "–"}";

    static string Nth(int place) => place switch { 0 => "", 1 => "second", _ => "third" };

    static Interval Times(Interval interval, double factor) => new(interval.Value * factor, interval.Low * factor, interval.High * factor);
}
