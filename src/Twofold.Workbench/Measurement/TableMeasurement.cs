using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>Scores a pair on a table.</summary>
static class TableMeasurement
{
    const int MostMade = 10_000;

    public static MeasureResult Run(TablePair pair, MeasureRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var (rows, truth, leftOut, warnings) = Read(pair, request.Data, progress, cancellation);
        progress?.Report(new WorkProgress("Recognizing", 0, rows.Count, "rows"));
        var labels = pair.Info.Labels;
        var predictions = pair.Predict(rows);
        var probabilities = new double[rows.Count, labels.Count];
        foreach (var (i, prediction) in predictions.Index())
            for (var k = 0; k < labels.Count; k++)
                probabilities[i, k] = prediction.Probabilities[labels[k]];
        var evaluation = Evaluation.Of(labels, probabilities, truth);
        return new MeasureResult(
            rows.Count,
            evaluation.Accuracy,
            evaluation.LogLoss,
            evaluation.CalibrationError,
            labels,
            evaluation.Confusion,
            predictions.Average(prediction => prediction.Unsure ? 1.0 : 0),
            predictions.Average(prediction => prediction.Unfamiliar ? 1.0 : 0),
            leftOut,
            pair.HasCreator ? ScoreCreator(pair, rows, truth, request, progress, cancellation) : null)
        {
            LeftOutCount = leftOut.Count,
            Warnings = warnings,
        };
    }

    static (Table Rows, string[] Truth, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Warnings) Read(
        TablePair pair, string path, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        // The labels are read as a column of the model: one that it does not know is a row's problem like any other.
        var labelColumn = new Column(pair.Info.LabelColumn, ColumnKind.Category, pair.Info.Labels);
        var read = TableReader.Read(path, new TableReadOptions { Schema = new Schema([.. pair.Schema, labelColumn]), KeepBadRows = true }, progress, cancellation);
        var label = read.Table.Schema.IndexOf(labelColumn.Name);
        int[] labeled = [.. Enumerable.Range(0, read.Table.Count).Where(i => !read.Problems.ContainsKey(i) && !double.IsNaN(read.Table[i, label]))];
        if (labeled.Length == 0)
            throw new TwofoldException(read.Problems.Count > 0
                ? $"None of the {read.Table.Count} rows of '{path}' can be scored; the first: {read.Problems.MinBy(problem => problem.Key).Value}"
                : $"The label column '{labelColumn.Name}' is empty in all {read.Table.Count} rows of '{path}': give rows with labels.");
        string[] leftOut =
        [
            .. Enumerable.Range(0, read.Table.Count).Except(labeled).Select(i => read.Problems.TryGetValue(i, out var problem)
                ? problem
                : $"'{path}', {read.Where(i)} has no label in '{labelColumn.Name}' and is not scored."),
        ];
        var rows = read.Table.Subset(labeled);
        return (rows, [.. Enumerable.Range(0, rows.Count).Select(i => rows.Text(i, label)!)], leftOut, read.Warnings); // Rows without a label are out.
    }

    static CreatorScores ScoreCreator(TablePair pair, Table rows, string[] truth, MeasureRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var byLabel = new Dictionary<string, double>();
        foreach (var label in pair.Info.Labels)
        {
            var made = pair.Generate(label, request.ExamplesPerLabel, request.Seed, cancellation);
            byLabel[label] = (double)pair.Recognizer.Predict(made).Count(read => read == label) / request.ExamplesPerLabel;
            progress?.Report(new WorkProgress("Scoring the creator", byLabel.Count, pair.Info.Labels.Count, "labels"));
        }

        var student = pair.TrainOnGenerated(Math.Min(pair.Info.Data.Counts.Sum(), MostMade), request.Seed, cancellation);
        return new CreatorScores(byLabel.Count * request.ExamplesPerLabel, byLabel.Values.Average(), byLabel)
        {
            LogLikelihood = pair.LogLikelihood(rows, truth),
            TrainedOnGenerated = student.Predict(rows).Zip(truth).Average(row => row.First == row.Second ? 1.0 : 0),
        };
    }
}
