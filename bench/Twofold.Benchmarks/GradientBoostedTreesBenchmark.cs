using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using Twofold.Tables;

namespace Twofold.Benchmarks;

/// <summary>
/// Gradient boosted trees beside LightGBM's through Microsoft.ML.LightGbm, in turn in one process, with the same rounds, leaves, bins,
/// examples a leaf and learning rate: <c>-- gbt --data PEERS_DATA [--adult FILE] [--reps N]</c>. The first four fifths of the rows are for
/// training. LightGBM's columns are in ML.NET's cache before the clock starts; both make their own bins. One JSON object a line.
/// </summary>
static class GradientBoostedTreesBenchmark
{
    const int Rounds = 100;
    const int Leaves = 31;
    const int Bins = 255;
    const int MinExamplesPerLeaf = 20;
    const double LearningRate = 0.1;

    public static int Run(string[] arguments)
    {
        var reps = Value(arguments, "--reps") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
        if (Value(arguments, "--data") is { } folder)
            MeasureNumbers(folder, reps);
        if (Value(arguments, "--adult") is { } file)
            MeasureAdult(file, reps);
        return 0;
    }

    static void MeasureNumbers(string folder, int reps)
    {
        const int columns = 20;
        double[] values = [.. MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, "A.gauss.f64")))];
        int[] labels = [.. MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(Path.Combine(folder, "A.gauss.y32")))];
        var rows = new NumberRow[labels.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new NumberRow { Features = Array.ConvertAll(values[(i * columns)..((i + 1) * columns)], value => (float)value), Label = labels[i] == 1 };
        var ml = new MLContext(seed: 1);
        var train = rows.Length * 4 / 5;
        Measure(
            "A", reps, Table.FromFlat(values, columns), labels, train, ml,
            ml.Data.LoadFromEnumerable(rows[..train]), ml.Data.LoadFromEnumerable(rows[train..]));
    }

    // Fourteen columns, of which eight are categories, and the label.
    static void MeasureAdult(string file, int reps)
    {
        int[] numbers = [0, 2, 4, 10, 11, 12];
        int[] categories = [1, 3, 5, 6, 7, 8, 9, 13];
        string[][] lines = [.. File.ReadLines(file).Where(line => line.Length > 0).Select(line => line.Split(',', StringSplitOptions.TrimEntries))];
        int[] labels = [.. lines.Select(line => line[14] == ">50K" ? 1 : 0)];
        var builder = new TableBuilder();
        foreach (var j in numbers)
            builder.Numbers($"{j}", [.. lines.Select(line => double.Parse(line[j], CultureInfo.InvariantCulture))]);
        foreach (var j in categories)
            builder.Categories($"{j}", [.. lines.Select(line => line[j] == "?" ? null : line[j])]);
        AdultRow[] rows = [.. lines.Select((line, i) => new AdultRow
        {
            Numbers = [.. numbers.Select(j => float.Parse(line[j], CultureInfo.InvariantCulture))],
            C0 = line[1],
            C1 = line[3],
            C2 = line[5],
            C3 = line[6],
            C4 = line[7],
            C5 = line[8],
            C6 = line[9],
            C7 = line[13],
            Label = labels[i] == 1,
        })];
        var ml = new MLContext(seed: 1);
        var train = rows.Length * 4 / 5;
        string[] names = [.. Enumerable.Range(0, 8).Select(k => $"C{k}")];
        var encoding = ml.Transforms.Categorical.OneHotEncoding([.. names.Select(name => new InputOutputColumnPair(name))])
            .Append(ml.Transforms.Concatenate("Features", ["Numbers", .. names]));
        var trainView = ml.Data.LoadFromEnumerable(rows[..train]);
        var encoder = encoding.Fit(trainView);
        Measure(
            "adult", reps, builder.ToTable(), labels, train, ml,
            encoder.Transform(trainView), encoder.Transform(ml.Data.LoadFromEnumerable(rows[train..])));
    }

    static void Measure(string size, int reps, Table examples, int[] labels, int train, MLContext ml, IDataView trainView, IDataView testView)
    {
        var trainRows = examples.Subset([.. Enumerable.Range(0, train)]);
        var testRows = examples.Subset([.. Enumerable.Range(train, labels.Length - train)]);
        var (trainLabels, truth) = (labels[..train], labels[train..]);
        trainView = ml.Data.Cache(trainView);
        var recipe = new GradientBoostedTrees
        {
            Rounds = Rounds,
            Leaves = Leaves,
            Bins = Bins,
            MinExamplesPerLeaf = MinExamplesPerLeaf,
            LearningRate = LearningRate,
        };
        var trainer = ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = Rounds,
            NumberOfLeaves = Leaves,
            MaximumBinCountPerFeature = Bins,
            MinimumExampleCountPerLeaf = MinExamplesPerLeaf,
            LearningRate = LearningRate,
            UseCategoricalSplit = size == "adult",
            Sigmoid = 1,
        });

        // These warm up. Then in turn, so that a neighbor on the machine disturbs both alike.
        var model = recipe.Fit(trainRows, trainLabels);
        var other = trainer.Fit(trainView);
        var (ours, theirs) = (new List<Timing>(), new List<Timing>());
        for (var rep = 0; rep < reps; rep++)
        {
            ours.Add(Clock(() => recipe.Fit(trainRows, trainLabels)));
            theirs.Add(Clock(() => trainer.Fit(trainView)));
        }

        var probabilities = new double[truth.Length, 2];
        var predicted = ml.Data.CreateEnumerable<Prediction>(other.Transform(testView), reuseRowObject: true);
        foreach (var (i, prediction) in predicted.Index())
            (probabilities[i, 0], probabilities[i, 1]) = (1 - prediction.Probability, prediction.Probability);
        Print(size, "Twofold", ours, Evaluation.Of(model.Labels, model.PredictProbabilities(testRows), truth));
        Print(size, "LightGBM", theirs, Evaluation.Of([0, 1], probabilities, truth));
    }

    static Timing Clock(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        work();
        var elapsed = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new Timing(elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds);
    }

    static void Print(string size, string library, List<Timing> timings, Evaluation<int> evaluation) => Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["case"] = "gbt.fit",
        ["size"] = size,
        ["library"] = library,
        ["op"] = "fit",
        ["median_s"] = Math.Round(timings.Select(timing => timing.Elapsed).Order().ElementAt(timings.Count / 2), 3),
        ["min_s"] = Math.Round(timings.Min(timing => timing.Elapsed), 3),
        ["cpu_min_s"] = Math.Round(timings.Min(timing => timing.Processor), 3),
        ["reps"] = timings.Count,
        ["logloss"] = Math.Round(evaluation.LogLoss, 5),
        ["acc"] = Math.Round(evaluation.Accuracy, 5),
    }));

    static string? Value(string[] arguments, string option) =>
        Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    sealed record Timing(double Elapsed, double Processor);

    sealed class NumberRow
    {
        [VectorType(20)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    sealed class AdultRow
    {
        [VectorType(6)]
        public float[] Numbers { get; set; } = [];

        public string C0 { get; set; } = "";

        public string C1 { get; set; } = "";

        public string C2 { get; set; } = "";

        public string C3 { get; set; } = "";

        public string C4 { get; set; } = "";

        public string C5 { get; set; } = "";

        public string C6 { get; set; } = "";

        public string C7 { get; set; } = "";

        public bool Label { get; set; }
    }

    sealed class Prediction
    {
        public float Probability { get; set; }
    }
}
