using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>Learns a pair from a table's file.</summary>
static class TableTraining
{
    public static (TablePairTraining Training, IReadOnlyList<string> Warnings) Run(TrainRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var label = request.Label ?? throw WithoutLabel(request.Data, cancellation);
        // Labels are categories, also where they look like numbers.
        var options = new TableReadOptions { Kinds = new Dictionary<string, ColumnKind>(request.Kinds) { [label] = ColumnKind.Category } };
        var read = TableReader.Read(request.Data, options, progress, cancellation);
        var training = TablePairTrainer.Train(read.Table, label, request.TableOptions, progress, cancellation);
        return (training, [.. read.Warnings, .. training.Warnings]);
    }

    static TwofoldException WithoutLabel(string data, CancellationToken cancellation)
    {
        var table = TableReader.Read(data, cancellation: cancellation).Table;
        return new TwofoldException(
            $"'{data}' is a table, and which column holds the labels was not said: give it with '--label', perhaps '--label {LabelColumn.Guess(table.Schema)}'. "
            + $"The columns are {Spelling.List([.. table.Schema.Select(column => column.Name)])}.");
    }
}
