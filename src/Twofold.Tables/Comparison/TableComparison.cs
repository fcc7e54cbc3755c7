namespace Twofold.Tables;

/// <summary>
/// Compares generative models with discriminative ones on a table: what <see cref="Comparison"/> measures of any examples, and what can be measured of cells: what
/// missing ones cost, how well they are filled in, rows whose cells do not go together, and how good made rows are.
/// </summary>
public static class TableComparison
{
    /// <summary>Compares on the rows of a table as it was read: what cannot be learned from is left out, and said.</summary>
    /// <param name="table">The rows, with the label column.</param>
    /// <param name="labelColumn">The column that holds the labels.</param>
    /// <param name="timeColumn">The column that says when each row was taken, which then divides the rows and is not learned from; null, the default: their order means nothing.</param>
    /// <param name="pairs">The models; null for <see cref="TablePartners.For"/>.</param>
    /// <param name="options">How to compare; null for the defaults.</param>
    /// <param name="progress">Told the plan and how far the work is.</param>
    /// <param name="cancellation">Ends the comparison; what has been measured by then is returned.</param>
    /// <exception cref="TwofoldException">The table, a pair or an option will not do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to return.</exception>
    public static TableComparisonResult Run(
        Table table,
        string labelColumn,
        string? timeColumn = null,
        IReadOnlyList<Partners<Table>>? pairs = null,
        ComparisonOptions? options = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrEmpty(labelColumn);
        progress?.Report(new WorkProgress("Looking at the columns", 0, null, ""));
        var compared = ComparableTable.Of(table, labelColumn, timeColumn, cancellation);
        options = (options ?? new ComparisonOptions()) with { Times = compared.Times, Noun = "row" };
        return new TableComparisonResult(Run(compared.Labeled, pairs, options, progress, cancellation), compared.Warnings);
    }

    /// <summary>Compares on rows and labels that somebody has prepared.</summary>
    /// <inheritdoc cref="Comparison.Run"/>
    public static ComparisonResult Run<TLabel>(
        LabeledSet<Table, TLabel> labeled,
        IReadOnlyList<Partners<Table>>? pairs = null,
        ComparisonOptions? options = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labeled);
        var run = new ComparisonRun<Table>(
            labeled.Examples,
            labeled.Encoding.Codes,
            [.. labeled.Encoding.Labels.Select(label => $"{label}")],
            pairs ?? TablePartners.For(labeled.Examples),
            options ?? new ComparisonOptions(),
            progress,
            cancellation);
        var schema = labeled.Examples.Schema;
        List<IProbe<Table>> probes =
        [
            new MissingCellsProbe(schema, run.Repeats, run.Correlation),
            new ShuffledCellsProbe(run.Repeats, run.Correlation),
        ];
        // Words are made in no order: such rows are no rows to learn from.
        if (schema.IsNumbers || schema.All(column => column.Kind != ColumnKind.Text))
            probes.Add(new CreationProbe(run.Names, run.Repeats, run.Correlation));
        return run.Run(probes, ModelBytes);
    }

    static long? ModelBytes(IClassifier<Table, int> model)
    {
        if (model is not IStoredParameters stored)
            return null;
        var tensors = new SafeTensors();
        stored.AddTo(tensors);
        return tensors.ToBytes().Length;
    }
}
