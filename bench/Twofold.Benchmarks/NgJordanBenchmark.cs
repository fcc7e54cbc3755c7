using System.Globalization;
using System.Text;
using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Benchmarks;

/// <summary>
/// The figure of Ng and Jordan 2002 ("On discriminative vs. generative classifiers: a comparison of logistic regression and naive Bayes") once more, on those of its sets, and
/// cousins of others, that a folder with UCI's tables has: <c>-- ng-jordan --data FOLDER</c>. Writes a table of results to standard output and the figure to a file.
/// </summary>
static class NgJordanBenchmark
{
    const int PlotWidth = 300, PlotHeight = 230, PerRow = 3, TitleHeight = 26;

    static readonly Contender<IClassifierRecipe<Table>> Plain = new("logistic regression", new LogisticRegression { C = 1000, Features = Standardized });

    static readonly Contender<IClassifierRecipe<Table>> Penalized = new(
        "logistic regression, penalty chosen", [.. ((double[])[1, 0.01, 0.1, 10]).Select(c => ($"C = {c}", (IClassifierRecipe<Table>)new LogisticRegression { C = c, Features = Standardized }))]);

    static readonly Experiment[] Experiments =
    [
        new("pima", "numbers", true, folder => Read(folder, "pima-indians-diabetes.csv")),
        new("adult, its numbers", "numbers", true, folder => OfKind(Read(folder, "adult-train.csv"), ColumnKind.Number)),
        new("boston, above the median", "numbers", true, folder => AboveMedian(TableReader.Read(Path.Combine(folder, "boston.arff")).Table, "MEDV")),
        new("optdigits, 0 and 1", "numbers", true, folder => Only(Read(folder, "optdigits.arff"), "0", "1")),
        new("optdigits, 2 and 3", "numbers", true, folder => Only(Read(folder, "optdigits.arff"), "2", "3")),
        new("ionosphere", "numbers", true, folder => Read(folder, "ionosphere.arff")),
        new("adult, its categories", "categories", true, folder => OfKind(Read(folder, "adult-train.csv"), ColumnKind.Category)),
        new("promoters", "categories", true, Promoters),
        new("breast cancer", "categories", true, folder => Read(folder, "breast-cancer.csv")),
        new("wdbc", "numbers", false, folder => Read(folder, "wdbc.data")),
        new("banknotes", "numbers", false, folder => Read(folder, "banknote_authentication.csv")),
        new("thyroid, its categories", "categories", false, folder => Merged(OfKind(Read(folder, "hypothyroid.arff"), ColumnKind.Category), "negative", "not negative")),
        new("chess, king and rook", "categories", false, folder => Read(folder, "kr.vs.kp.arff")),
        new("tic-tac-toe", "categories", false, folder => Read(folder, "tic-tac-toe.arff")),
        new("mushrooms", "categories", false, folder => Read(folder, "mushroom.arff")),
    ];

    static FeatureEncodingOptions Standardized => new() { Standardize = true };

    public static int Run(string[] arguments)
    {
        var options = CommandOptions.Read(
            arguments,
            new Dictionary<string, string>
            {
                ["--data"] = "the folder with the tables (needed)",
                ["--out"] = "the figure to write; default ng-jordan.svg",
                ["--repeats"] = "how often each set is divided anew, thrice as often below 512 examples; default 20",
                ["--seed"] = "the seed; default 0",
            },
            "The experiment of Ng and Jordan 2002 on the tables of a folder.");
        if (options is null)
            return 0;
        var folder = options.Text("--data", "");
        var settings = new ComparisonOptions { Repeats = (int)options.Number("--repeats", 20), Seed = (ulong)options.Number("--seed", 0), MeasureMore = false };
        Console.WriteLine("| set | examples, columns | naive Bayes ahead at its best | at all examples | curves cross near | penalized: ahead at its best | at all | cross near |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var figure = new List<(Experiment Experiment, ComparisonResult Result)>();
        foreach (var experiment in Experiments)
        {
            var set = experiment.Load(folder);
            IGenerativeRecipe<Table> naive = experiment.Kind == "numbers" ? new SharedVarianceNaiveBayes() : new MixedNaiveBayes();
            var generative = new Contender<IGenerativeRecipe<Table>>("naive Bayes", naive);
            // More than this adds nothing to the figure but time.
            var largest = Math.Min((int)(set.Count * (1 - settings.TestShare)), 4096);
            var sizes = Enumerable.Range(2, 11).Select(power => 1 << power).Where(size => size < 0.7 * largest).Append(largest).ToArray();
            var sample = set.Count <= 3 * largest ? set : set.Split(3.0 * largest / set.Count, seed: 0).Test;
            var result = Comparison.Run(sample, [new(generative, Plain), new(generative, Penalized)], settings with { Sizes = sizes });
            figure.Add((experiment, result));
            Console.WriteLine($"| {experiment.Name}{(experiment.IsOfThePaper ? "" : " *")} | {set.Count:N0}, {set.Examples.Columns} | {Told(result.Pairs[0])} | {Told(result.Pairs[1])} |");
        }

        AtomicFile.Write(options.Text("--out", "ng-jordan.svg"), stream => stream.Write(Encoding.UTF8.GetBytes(Draw(figure))));
        return 0;
    }

    static string Told(PairResult pair)
    {
        var best = pair.Differences.MaxBy(difference => difference.Accuracy.Value)!; // There are sizes.
        var last = pair.Differences[^1];
        return $"{Points(best.Accuracy)} at {best.Examples} | {Points(last.Accuracy)} at {last.Examples:N0} | {Crossed(pair.ByAccuracy!)}"; // There are differences.
    }

    static string Points(Interval ahead) => $"{Tenths(ahead.Value):+0.0;-0.0;0.0} ({Tenths(ahead.Low):0.0} to {Tenths(ahead.High):0.0})";

    // Without a minus before a zero.
    static double Tenths(double share) => Math.Round(100 * share, 1) + 0.0;

    static string Crossed(Crossing crossing) => crossing switch
    {
        { Examples: { } at, Low: { } low, High: { } high } =>
            $"{at:0} ({low:0} to {high:0}), {(crossing.Before == ModelFamily.Generative ? "naive Bayes" : "logistic regression")} before{(crossing.IsClear ? "" : ", not clearly")}",
        _ => $"none up to {crossing.UpTo:N0}, {(crossing.Before == ModelFamily.Generative ? "naive Bayes" : "logistic regression")} ahead{(crossing.IsClear ? "" : ", not clearly")}",
    };

    static string Draw(List<(Experiment Experiment, ComparisonResult Result)> figure)
    {
        var rows = (figure.Count + PerRow - 1) / PerRow;
        var (width, height) = (PerRow * PlotWidth, rows * (PlotHeight + TitleHeight));
        var plots = figure.Index().Select(panel => string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <g transform="translate({panel.Index % PerRow * PlotWidth} {panel.Index / PerRow * (PlotHeight + TitleHeight)})">
            <text class="name" x="52" y="16">{panel.Item.Experiment.Name}{(panel.Item.Experiment.IsOfThePaper ? "" : " *")}</text>
            <g transform="translate(0 {TitleHeight - 8})">{CurveFigure.Errors(panel.Item.Result, PlotWidth, PlotHeight)}</g>
            </g>
            """));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="Error against the number of examples: naive Bayes and logistic regression">
            {CurveFigure.Style}
            <rect class="paper" width="{width}" height="{height}"/>
            {string.Join('\n', plots)}
            </svg>

            """;
    }

    // The label is the last column.
    static LabeledSet<Table, string> Read(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        var name = TableReader.Read(path).Table.Schema[^1].Name;
        var table = TableReader.Read(path, new TableReadOptions { Kinds = new Dictionary<string, ColumnKind> { [name] = ColumnKind.Category } }).Table;
        return Labeled(table, table.Columns - 1, i => table.Text(i, table.Columns - 1)!); // No label is missing.
    }

    static LabeledSet<Table, string> Labeled(Table table, int label, Func<int, string> labelOf) =>
        new(table.Select([.. Enumerable.Range(0, table.Columns).Where(j => j != label)]), [.. Enumerable.Range(0, table.Count).Select(labelOf)]);

    static LabeledSet<Table, string> OfKind(LabeledSet<Table, string> set, ColumnKind kind) =>
        new(set.Examples.Select([.. Enumerable.Range(0, set.Examples.Columns).Where(j => set.Examples.Schema[j].Kind == kind)]), set.Labels);

    static LabeledSet<Table, string> Only(LabeledSet<Table, string> set, params string[] labels) =>
        set.Subset([.. Enumerable.Range(0, set.Count).Where(i => labels.Contains(set.Labels[i]))]);

    static LabeledSet<Table, string> Merged(LabeledSet<Table, string> set, string one, string others) =>
        new(set.Examples, [.. set.Labels.Select(label => label == one ? one : others)]);

    static LabeledSet<Table, string> AboveMedian(Table table, string column)
    {
        var target = table.Schema.IndexOf(column);
        var median = Enumerable.Range(0, table.Count).Select(i => table[i, target]).Order().ElementAt(table.Count / 2);
        return Labeled(table, target, i => table[i, target] > median ? "above" : "below");
    }

    // A sign, a name and 57 nucleotides a line.
    static LabeledSet<Table, string> Promoters(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "promoters.data")).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        var sequences = lines.Select(line => line[^1].Trim()).ToList();
        var builder = new TableBuilder();
        for (var at = 0; at < sequences[0].Length; at++)
            builder.Categories($"p{at}", [.. sequences.Select(sequence => $"{sequence[at]}")]);
        return new LabeledSet<Table, string>(builder.ToTable(), [.. lines.Select(line => line[0].Trim())]);
    }

    /// <param name="Name">What the figure calls it.</param>
    /// <param name="Kind">What its columns are of.</param>
    /// <param name="IsOfThePaper">Whether the paper has it.</param>
    /// <param name="Load">Reads it from a folder.</param>
    sealed record Experiment(string Name, string Kind, bool IsOfThePaper, Func<string, LabeledSet<Table, string>> Load);
}
