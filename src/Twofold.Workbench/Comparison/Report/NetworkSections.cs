namespace Twofold.Workbench;

/// <summary>What networks do that were trained for the comparison.</summary>
static class NetworkSections
{
    /// <summary>The sections; none where no network was trained.</summary>
    public static IEnumerable<Html> Of(NetworksResult? trained)
    {
        if (trained is null)
            yield break;
        yield return Recognizing(trained);
        if (trained.Pictures is not null)
            yield return Creating(trained);
    }

    static Html Recognizing(NetworksResult trained) => $"""
        <section aria-labelledby="networks">
        <h2 id="networks">Networks, trained on these photos</h2>
        <p>Each learned once from {trained.TrainingPhotos:N0} photos and was asked about some or all of {trained.TestPhotos:N0} that none of them had seen. Intervals are of the luck of those photos; that of a training is not in them.
        The flow learns how likely a photo of a label is, and recognizes by Bayes' rule.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Numbers of {trained.Networks.Count} networks">
        <table class="numbers">
        <thead><tr><th scope="col"></th><th scope="col">right</th><th scope="col">log loss, nats</th><th scope="col">photos asked about</th><th scope="col">time to learn</th></tr></thead>
        <tbody>
        {trained.Networks.Select(Row)}
        </tbody>
        </table>
        </div>
        </section>
        """;

    static Html Row(NetworkResult network) =>
        $"<tr class=\"{ComparisonReport.Style(network.Family)}\"><th scope=\"row\">{network.Name}</th><td>{MeasureSections.Percent(network.Accuracy)}</td><td>{MeasureSections.Number(network.LogLoss, 1, "0.000")}</td>"
        + $"<td>{network.Photos:N0}</td><td>{(network.TrainingSeconds is { } seconds ? Wording.Time(seconds) : "–")}</td></tr>\n";

    static Html Creating(NetworksResult trained) => $"""
        <section aria-labelledby="pictures">
        <h2 id="pictures">New photos, which only the generative half makes</h2>
        <p>{trained.Pictures!.Pictures:N0} pictures of the creator beside as many photos that it has not seen; the last column says what real photos score.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Scores of new pictures">
        <table class="numbers">
        <thead><tr><th scope="col"></th><th scope="col">made</th><th scope="col">real</th></tr></thead>
        <tbody>
        {trained.Pictures.Rows.Select(row => (Html)$"<tr class=\"generative\"><th scope=\"row\">{row.Name}</th><td>{row.Score.Generated.ToString()}</td><td>{row.Score.Real.ToString()}</td></tr>\n")}
        </tbody>
        </table>
        </div>
        </section>
        """;
}
