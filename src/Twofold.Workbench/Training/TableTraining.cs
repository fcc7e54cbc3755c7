using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>Learns a pair from a table's file.</summary>
static class TableTraining
{
    /// <summary>Names that label columns often have, the likeliest first.</summary>
    static readonly string[] UsualNames = ["label", "class", "target", "species", "category", "type", "y"];

    public static (TablePairTraining Training, IReadOnlyList<string> Warnings) Run(TrainRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var label = request.Label ?? throw WithoutLabel(request.Data, cancellation);
        // Labels are categories, also where they look like numbers.
        var options = new TableReadOptions { Kinds = new Dictionary<string, ColumnKind> { [label] = ColumnKind.Category } };
        var read = TableReader.Read(request.Data, options, progress, cancellation);
        var training = TablePairTrainer.Train(read.Table, label, request.TableOptions, progress, cancellation);
        return (training, [.. read.Warnings, .. training.Warnings]);
    }

    static TwofoldException WithoutLabel(string data, CancellationToken cancellation)
    {
        var table = TableReader.Read(data, cancellation: cancellation).Table;
        var names = table.Schema.Select(column => column.Name).ToList();
        // Failing a usual name, the last column, where label columns mostly stand.
        var guess = UsualNames.Select(usual => names.Find(name => name.Equals(usual, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(name => name is not null)
            ?? names[^1];
        return new TwofoldException(
            $"'{data}' is a table, and which column holds the labels was not said: give it with '--label', perhaps '--label {guess}'. "
            + $"The columns are {Spelling.List(names)}.");
    }
}
