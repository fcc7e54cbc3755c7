using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>Says which labels the rows of tables have.</summary>
static class TablePredictions
{
    static readonly Dictionary<string, double> Nothing = [];

    public static IEnumerable<Prediction> Of(TablePair pair, IReadOnlyList<string> inputs, CancellationToken cancellation) =>
        inputs.SelectMany(input => OfFile(pair, input, cancellation));

    static IEnumerable<Prediction> OfFile(TablePair pair, string input, CancellationToken cancellation)
    {
        // The label column may be there or not: only the model's own columns are asked for.
        var read = TableReader.Read(input, new TableReadOptions { Schema = pair.Schema, KeepBadRows = true }, cancellation: cancellation);
        return pair.Predict(read.Table).Select((prediction, i) => read.Problems.TryGetValue(i, out var problem)
            ? new Prediction(Name(i), "", 0, Nothing, false, false, problem)
            : new Prediction(Name(i), prediction.Label, prediction.Probability, prediction.Probabilities, prediction.Unsure, prediction.Unfamiliar, null));

        string Name(int row) => $"{input}:{row + 1}";
    }
}
