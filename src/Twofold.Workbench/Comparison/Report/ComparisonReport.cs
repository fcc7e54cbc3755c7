namespace Twofold.Workbench;

/// <summary>A comparison's page: one HTML file with everything in it, which needs no network and no script.</summary>
public static class ComparisonReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file, whole or not at all.</param>
    /// <param name="compared">What was found.</param>
    /// <exception cref="TwofoldException">The file cannot be written.</exception>
    public static void Write(string path, CompareResult compared) => HtmlPage.Write(path, ToHtml(compared));

    /// <summary>The page as text.</summary>
    public static string ToHtml(CompareResult compared)
    {
        ArgumentNullException.ThrowIfNull(compared);
        var result = compared.Comparison;
        var data = Path.GetFileName(Path.TrimEndingDirectorySeparator(compared.Data));
        Html style = $"{StyleSheet.OfPages}\n{StyleSheet.OfComparisons}";
        return HtmlPage.Of($"Which of the two: {data}", style, $"""
            {Opening(compared, data)}
            <main>
            {Advised(compared)}
            {CurvePlots.Of(result)}
            {NetworkSections.Of(compared.Networks)}
            {MeasureSections.Of(result)}
            {Warned(compared.Warnings)}
            <section aria-labelledby="method">
            <h2 id="method">How this was measured</h2>
            <p>{result.Method}</p>
            <p>Labels: {string.Join(", ", result.Labels.Zip(result.Counts, (label, count) => $"{label} ({count:N0})").Take(40))}{(result.Labels.Count > 40 ? ", …" : "")}.</p>
            </section>
            </main>
            <footer><p>Measured on this machine in {compared.Elapsed.TotalSeconds:0} s, with seed {result.Seed}. Nothing was sent. The same numbers are in <code>twofold compare --json</code>.</p></footer>
            """);
    }

    static Html Opening(CompareResult compared, string data)
    {
        var result = compared.Comparison;
        IEnumerable<Html> stopped = result.GoesOn
            ? [$"<p class=\"stopped\">This comparison goes on: numbers are of the repeats so far, and what is measured beside the curves comes at its end.</p>"]
            : compared.NetworksLearn
            ? [$"<p class=\"stopped\">Networks are learning: what they do comes at the end of this comparison.</p>"]
            : compared.Stopped && !result.Stopped
            ? [$"<p class=\"stopped\">This comparison was stopped while networks learned: not all of them are here.</p>"]
            : result.Stopped
            ? [$"<p class=\"stopped\">This comparison was stopped before its end: numbers are of fewer repeats, and some are not there.</p>"]
            : [];
        return $"""
            <header>
            <p class="eyebrow">Twofold compare</p>
            <h1>Which of the two, for {data}?</h1>
            <p class="lede"><em>Discriminative</em> models learn p(label | {result.Noun}), <em>generative</em> ones p({result.Noun}, label).
            Both learned from the same {Wording.Count(result.Examples, result.Noun)} of {Wording.Count(result.Labels.Count, "label")}, from {result.Sizes[0]:N0} at a time to {result.Sizes[^1]:N0},
            and were tested on {result.TestExamples:N0} others, {result.Repeats} times.</p>
            {stopped}
            </header>
            """;
    }

    static Html Advised(CompareResult compared) => $"""
        <section aria-labelledby="advice">
        <h2 id="advice">What to use</h2>
        <div class="advice">
        {compared.Advice.Select((advice, place) => Card(compared, advice, place == 0))}
        </div>
        </section>
        """;

    static Html Card(CompareResult compared, Advice advice, bool isFirst)
    {
        var family = advice.Use is { } use && (compared.Comparison.Find(use)?.Family ?? compared.Networks?.FamilyOf(use)) is { } known ? Style(known) : "";
        IEnumerable<Html> noise = advice.IsWithinNoise ? [$"<span class=\"noise\">within noise</span>"] : [];
        return $"""
            <article class="{family}{(isFirst ? " first" : "")}">
            <h3>{advice.Task}</h3>
            <p class="use">{advice.Use ?? "Either"}{noise}</p>
            <p class="text">{advice.Text}</p>
            </article>

            """;
    }

    static IEnumerable<Html> Warned(IReadOnlyList<string> warnings) => warnings.Count == 0
        ? []
        : [
            $"""
            <section aria-labelledby="warnings">
            <h2 id="warnings">Before you rely on it</h2>
            <ul class="warnings">
            {warnings.Select(warning => (Html)$"<li>{warning}</li>\n")}
            </ul>
            </section>
            """,
        ];

    internal static string Style(ModelFamily family) => family == ModelFamily.Generative ? "generative" : "discriminative";
}
