namespace Twofold.Tables;

/// <summary>
/// Learns a pair from a table. Every model that the columns allow is fitted on the same folds and asked about the rows held out; the recognizer is
/// the one with the least log loss, the creator the one with the greatest log-likelihood of row and label, and both are then fitted on all rows.
/// </summary>
public static class TablePairTrainer
{
    /// <summary>Learns a pair.</summary>
    /// <param name="table">The rows, with the label column, whose cells may be of any kind.</param>
    /// <param name="labelColumn">The column that holds the labels.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="progress">Told the plan and how far the work is.</param>
    /// <param name="cancellation">Ends the training; the best so far is kept where there is one.</param>
    /// <exception cref="TwofoldException">The table or an option will not do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to keep.</exception>
    public static TablePairTraining Train(
        Table table, string labelColumn, TablePairOptions? options = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrEmpty(labelColumn);
        options ??= new TablePairOptions();
        options.Validate();
        return new TableTrainingRun(LabeledTable.Of(table, labelColumn), labelColumn, options, progress, cancellation).Train();
    }
}
