using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>The demo's page: one HTML file with everything in it, which needs no network and no script.</summary>
public static class DemoReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file, whole or not at all.</param>
    /// <param name="findings">What it tells.</param>
    /// <exception cref="TwofoldException">The file cannot be written.</exception>
    public static void Write(string path, DemoFindings findings) => HtmlPage.Write(path, ToHtml(findings));

    /// <summary>The page as text.</summary>
    public static string ToHtml(DemoFindings findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Html style = $"{StyleSheet.OfPages}\n{StyleSheet.OfDemos}";
        return HtmlPage.Of("Twofold: one set of pictures, two models", style, $"""
            {Opening(findings)}
            <main>
            {Numbers(findings)}
            {SortedPictures(findings)}
            {GeneratedPictures(findings)}
            {Confusion(findings.Scores)}
            {TwoModels()}
            {Steps(findings)}
            {TryNext(findings)}
            </main>
            <footer><p>Drawn, learned, sorted and made on this machine, with seed {findings.Seed}. Nothing was downloaded and nothing was sent.</p></footer>
            """);
    }

    static Html Opening(DemoFindings findings) => $"""
        <header>
        <p class="eyebrow">Twofold demo</p>
        <h1>One set of pictures, two&nbsp;models</h1>
        <p class="lede">From {findings.TrainingPictures:N0} drawn faces of {Listed(findings.Scores.Labels)}, Twofold learned to
        <em>recognize</em> them and to <em>create</em> new ones, in {Duration(TotalTime(findings))}, without a network and without a graphics card.</p>
        <ul class="frieze" aria-label="Pictures that the creator made">
        {InTurns(findings.Generated).Take(12).Select(made => (Html)$"<li>{Picture(made.Picture, $"A generated picture of {made.Label}")}</li>")}
        </ul>
        </header>
        """;

    /// <summary>One picture of each label after another.</summary>
    static IEnumerable<GeneratedPicture> InTurns(IReadOnlyList<GeneratedPicture> generated) =>
        generated.GroupBy(made => made.Label).SelectMany(label => label.Index()).OrderBy(made => made.Index).Select(made => made.Item);

    static Html Numbers(DemoFindings findings)
    {
        var scores = findings.Scores;
        return $"""
            <section aria-labelledby="numbers">
            <h2 id="numbers">In numbers</h2>
            <p>Measured on {scores.Examples:N0} pictures that neither model had seen.</p>
            <dl class="tiles">
            {Tile("Recognized", $"{scores.Accuracy:P1}", "accuracy: the share whose label was named")}
            {Tile("Log loss", $"{scores.LogLoss:0.000}", "nats: how surprised it was by the truth; 0 is never")}
            {Tile("Calibration error", $"{scores.CalibrationError:P1}", "how far its probabilities are from how often it is right")}
            {(scores.Creator is { } creator ? [Tile("Creations recognized", $"{creator.Recognizability:P1}", $"of {creator.Examples:N0}: the recognizer sees the label that was asked for")] : Enumerable.Empty<Html>())}
            </dl>
            </section>
            """;
    }

    static Html Tile(string name, string value, string meaning) =>
        $"<div><dt>{name}</dt><dd><strong>{value}</strong><span>{meaning}</span></dd></div>\n";

    static Html SortedPictures(DemoFindings findings)
    {
        var folders = findings.Sorted.GroupBy(picture => picture.Folder).OrderBy(folder => folder.Key.StartsWith('_')).ThenBy(folder => folder.Key, StringComparer.Ordinal);
        return $"""
            <section aria-labelledby="sorted">
            <h2 id="sorted">Sorted</h2>
            <p>{findings.Sorted.Count:N0} pictures without a label went into these folders, each with what the recognizer says of it.
            What it is not sure of, or has never seen the like of, it puts aside instead of guessing.</p>
            {folders.Select(Folder)}
            </section>
            """;
    }

    static Html Folder(IGrouping<string, SortedPicture> folder) => $"""
        <h3>{folder.Key}<span class="count">{Count(folder.Count(), "picture")}</span></h3>
        {FolderMeaning(folder.Key)}
        <ul class="grid">
        {folder.OrderByDescending(picture => picture.Probabilities.Values.DefaultIfEmpty().Max()).Select(Sorted)}
        </ul>

        """;

    static IEnumerable<Html> FolderMeaning(string folder) => folder switch
    {
        "_unsure" => [$"<p>No label is probable enough: for a person to decide.</p>"],
        "_unfamiliar" => [$"<p>Like nothing that was learned. The generative twin notices, where a recognizer alone would name some label with confidence.</p>"],
        _ => [],
    };

    static Html Sorted(SortedPicture picture)
    {
        var best = picture.Probabilities.OrderByDescending(pair => pair.Value).Take(2).ToList();
        var said = string.Join(", ", best.Select(pair => $"{pair.Key} {pair.Value:P0}"));
        var wrong = !picture.Folder.StartsWith('_') && picture.Folder != picture.TrueLabel;
        IEnumerable<Html> truth = picture.TrueLabel == picture.Folder ? [] : [$"<p class=\"truth{(wrong ? " wrong" : "")}\">{(picture.TrueLabel is null ? "never learned" : $"drawn as {picture.TrueLabel}")}</p>"];
        return $"""
            <li>{Picture(picture.Picture, $"{picture.Name}, sorted into {picture.Folder}: {said}")}
            {best.Select((pair, place) => Probability(pair.Key, pair.Value, place == 0))}{truth}</li>

            """;
    }

    static Html Probability(string label, double probability, bool best) => $"""
        <p class="probability{(best ? " best" : "")}"><span>{label}</span><span>{probability:P0}</span><i style="width:{probability * 100:0.#}%"></i></p>
        """;

    static Html GeneratedPictures(DemoFindings findings) => $"""
        <section aria-labelledby="made">
        <h2 id="made">Made</h2>
        <p>Each new picture stands to the left of the training picture that is most like it. Were the creator only copying, they would be the same and their
        distance 0. Two training pictures next to each other are typically {findings.TypicalDistance:0} apart.</p>
        {findings.Generated.GroupBy(made => made.Label).Select(MadeOfLabel)}
        </section>
        """;

    static Html MadeOfLabel(IGrouping<string, GeneratedPicture> made) => $"""
        <h3>{made.Key}<span class="count">{made.Count(picture => picture.ReadAs == made.Key)} of {made.Count()} read as {made.Key}</span></h3>
        <ul class="grid pairs">
        {made.Select(Pair)}
        </ul>

        """;

    static Html Pair(GeneratedPicture made) => $"""
        <li><div>{Picture(made.Picture, $"A generated picture of {made.Label}")}{Picture(made.Nearest, "The nearest training picture")}</div>
        <p><span>new</span><span>nearest, {made.Distance:0} apart</span></p>{Misread(made)}</li>

        """;

    static IEnumerable<Html> Misread(GeneratedPicture made) =>
        made.ReadAs == made.Label ? [] : [$"<p class=\"truth wrong\">read as {made.ReadAs}</p>"];

    static Html Confusion(MeasureResult scores)
    {
        var labels = Enumerable.Range(0, scores.Labels.Count).ToList();
        return $"""
            <section aria-labelledby="confusion">
            <h2 id="confusion">What is taken for what</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="confusion">
            <table class="confusion">
            <caption>Rows: what was drawn. Columns: what the recognizer said. A good recognizer fills the diagonal.</caption>
            <thead><tr><td></td>{scores.Labels.Select(label => (Html)$"<th scope=\"col\">{label}</th>")}</tr></thead>
            <tbody>
            {labels.Select(row => (Html)$"<tr><th scope=\"row\">{scores.Labels[row]}</th>{labels.Select(column => Cell(scores.Confusion, row, column))}</tr>\n")}
            </tbody>
            </table>
            </div>
            </section>
            """;
    }

    static Html Cell(int[,] confusion, int row, int column)
    {
        var count = confusion[row, column];
        var share = (double)count / Math.Max(1, confusion.Row(row).ToArray().Sum());
        return $"<td class=\"{(row == column ? "right" : "mistaken")}\" style=\"--share:{share * 100:0}%\">{count}</td>";
    }

    static Html TwoModels() => $"""
        <section aria-labelledby="two">
        <h2 id="two">Two models, and what each can do</h2>
        <div class="twofold">
        <article>
        <p class="formula">p(label | photo)</p>
        <h3>The recognizer</h3>
        <p>Given a photo, how probable is each label? It learns only what tells the labels apart.</p>
        <ul class="can">
        <li>says which label a photo has, and how sure it is: what it calls 90 % is right nine times in ten</li>
        <li>sorts thousands of photos in seconds</li>
        <li>with its generative twin on the same features, notices what is like nothing it has learned</li>
        </ul>
        <ul class="cannot">
        <li>cannot make a picture: it never learned what a whole animal looks like</li>
        <li>cannot name a label it was not taught</li>
        </ul>
        </article>
        <article>
        <p class="formula">p(photo, label)</p>
        <h3>The creator</h3>
        <p>Which photos are there, and which label goes with them? It learns what the pictures themselves are like.</p>
        <ul class="can">
        <li>makes as many new pictures of a label as you want; the same seed makes the same ones</li>
        <li>makes pictures of its own: compare each with its nearest neighbor above</li>
        </ul>
        <ul class="cannot">
        <li>cannot say which label a photo has: this one samples, it does not score</li>
        <li>needs more time and more photos than the recognizer, and its pictures are small</li>
        </ul>
        </article>
        </div>
        <p>In the library this is the type: a recognizer has no <code>Generate</code>, a creator has no <code>Predict</code>, and asking for it does not compile.</p>
        </section>
        """;

    static Html Steps(DemoFindings findings)
    {
        var total = TotalTime(findings);
        return $"""
            <section aria-labelledby="steps">
            <h2 id="steps">How long it took</h2>
            <table class="steps">
            <thead class="unseen"><tr><th scope="col">Step</th><th scope="col">Time</th><th scope="col">Share</th></tr></thead>
            <tbody>
            {findings.Steps.Select(step => (Html)$"<tr><th scope=\"row\">{step.Name}</th><td>{Duration(step.Elapsed)}</td><td class=\"bar\"><i style=\"width:{100 * step.Elapsed / total:0.#}%\"></i></td></tr>\n")}
            </tbody>
            <tfoot><tr><th scope="row">All</th><td>{Duration(total)}</td><td></td></tr></tfoot>
            </table>
            </section>
            """;
    }

    static Html TryNext(DemoFindings findings) => $"""
        <section aria-labelledby="next">
        <h2 id="next">What to try next</h2>
        <p>Put photos of your own into folders named after what they show, a dozen or more each, and let Twofold learn them:</p>
        <pre><code>twofold train photos/ --out mine.twofold
        twofold sort holiday/ --with mine.twofold --into sorted/
        twofold generate {findings.Scores.Labels[0]} --with {findings.Model} --count 16 --out made/</code></pre>
        <p>Sorting copies and never overwrites, and <code>twofold undo sorted/</code> takes it back. The last command works right now, with the model of this page.</p>
        </section>
        """;

    static Html Picture(Photo photo, string description) =>
        $"<img src=\"data:image/png;base64,{Convert.ToBase64String(photo.ToPng())}\" width=\"{photo.Width}\" height=\"{photo.Height}\" alt=\"{description}\">";

    static TimeSpan TotalTime(DemoFindings findings) => TimeSpan.FromTicks(findings.Steps.Sum(step => step.Elapsed.Ticks));

    static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => $"{time.TotalSeconds:0.0} s",
        { TotalSeconds: < 60 } => $"{time.TotalSeconds:0} s",
        _ => $"{(int)time.TotalMinutes} min {time.Seconds} s",
    };

    static string Listed(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number:N0} {noun}s";
}
