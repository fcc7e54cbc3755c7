using System.Numerics.Tensors;
using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Benchmarks;

/// <summary>
/// Accuracies that were published for public tables, beside ours by the same protocol: <c>-- published --data FOLDER</c>, a folder with the
/// tables of the UCI repository. The published figures stand in the tables' own descriptions; a figure is reproduced where it lies within two
/// standard errors of the difference, √(p (1 − p) / n) for each side.
/// </summary>
static class PublishedBenchmark
{
    static readonly Claim[] Claims =
    [
        .. Neighbors("optdigits.arff", 3823, [98.00, 97.38, 97.83, 97.61, 97.89, 97.77, 97.66, 97.66, 97.72, 97.55, 97.89]),
        .. Neighbors("pendigits.arff", 7494, [97.74, 97.37, 97.80, 97.66, 97.60, 97.57, 97.54, 97.54, 97.46, 97.48, 97.34]),
        new("letter.arff", "class", 15_000, "nearest neighbor (Statlog, KNN)", 93.2, new NearestNeighbors { Neighbors = 1 }),
        new("letter.arff", "class", 15_000, "quadratic discriminant (Statlog, QuaDisc)", 88.7, new QuadraticDiscriminantAnalysis()),
        new("letter.arff", "class", 15_000, "linear discriminant (Statlog, Discrim)", 69.8, new LinearDiscriminantAnalysis()),
        new("letter.arff", "class", 15_000, "logistic discriminant (Statlog, LogDisc)", 76.6, new LogisticRegression { C = 1e6 }),
        new("ionosphere.arff", "class", 200, "nearest neighbor (Aha)", 92.1, new NearestNeighbors { Neighbors = 1 }),
        new("ionosphere.arff", "class", 200, "linear perceptron (Sigillito 1989); ours: logistic regression", 90.7, new LogisticRegression { Features = new() { Standardize = true } }),
        new("adult-train.csv", null, null, "naive Bayes (Kohavi 1996)", 83.88, new MixedNaiveBayes()),
        new("spambase.arff", "class", null, "\"about 7 % error\"; ours: logistic regression", 93, new LogisticRegression { Features = new() { Standardize = true } }),
        new("pima-indians-diabetes.csv", null, 576, "ADAP (Smith 1988); ours: logistic regression", 76, new LogisticRegression { Features = new() { Standardize = true } }),
    ];

    public static int Run(string[] arguments)
    {
        var folder = Array.IndexOf(arguments, "--data") is >= 0 and var at && at + 1 < arguments.Length
            ? arguments[at + 1]
            : throw new TwofoldException("'--data' is missing: published --data FOLDER.");
        Console.WriteLine("| table | published | learned / tested | published % | ours % | within two standard errors |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var claim in Claims)
            Console.WriteLine(claim.Check(folder));
        return 0;
    }

    static IEnumerable<Claim> Neighbors(string file, int train, double[] published) =>
        published.Select((accuracy, i) => new Claim(file, "class", train, $"{i + 1} nearest neighbors", accuracy, new NearestNeighbors { Neighbors = i + 1 }));

    /// <summary>What was published.</summary>
    /// <param name="File">The table.</param>
    /// <param name="Label">The label's column; null: the last one.</param>
    /// <param name="Train">The first so many rows were learned from, the others tested on; null: a third was tested on, chosen by chance.</param>
    /// <param name="What">The method, and who published it.</param>
    /// <param name="Published">Accuracy in percent.</param>
    /// <param name="Recipe">Our model of the same method.</param>
    sealed record Claim(string File, string? Label, int? Train, string What, double Published, IClassifierRecipe<Table> Recipe)
    {
        public string Check(string folder)
        {
            var table = TableReader.Read(Path.Combine(folder, File)).Table;
            var label = Label is null ? table.Columns - 1 : table.Schema.IndexOf(Label);
            var columns = Enumerable.Range(0, table.Columns).Where(j => j != label).ToArray();

            // Where a third was chosen by chance, the publication left rows with unknown cells out.
            int[] rows = [.. Enumerable.Range(0, table.Count).Where(i => Train is not null || !TensorPrimitives.IsNaNAny(table.Row(i)))];
            var set = new LabeledSet<Table, string>(table.Subset(rows).Select(columns), [.. rows.Select(i => table.Text(i, label)!)]); // No label is missing.
            var (train, test) = Train is { } first
                ? (set.Subset([.. Enumerable.Range(0, first)]), set.Subset([.. Enumerable.Range(first, set.Count - first)]))
                : set.Split(1 / 3.0, seed: 1);
            var model = Recipe.Fit(train.Examples, train.Labels);
            var accuracy = Evaluation.Of(model.Labels, model.PredictProbabilities(test.Examples), test.Labels).Accuracy;
            var error = Math.Sqrt(((accuracy * (1 - accuracy)) + (Published / 100 * (1 - (Published / 100)))) / test.Count);
            return $"| {Path.GetFileNameWithoutExtension(File)} | {What} | {train.Count} / {test.Count} | {Published:0.00} | {100 * accuracy:0.00} | {(Math.Abs(accuracy - (Published / 100)) <= 2 * error ? "yes" : "no")} |";
        }
    }
}
