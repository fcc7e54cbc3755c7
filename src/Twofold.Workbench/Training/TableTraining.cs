using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Learns a pair from a table's file.</summary>
static class TableTraining
{
    public static (TablePairTraining Training, IReadOnlyList<string> Warnings) Run(TrainRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var read = LabeledTableFile.Read(request.Data, request.Label, request.Kinds, progress, cancellation);
        var training = TablePairTrainer.Train(read.Table, request.Label!, request.TableOptions, progress, cancellation); // Without it the reading fails.
        return (training, [.. read.Warnings, .. training.Warnings]);
    }
}
