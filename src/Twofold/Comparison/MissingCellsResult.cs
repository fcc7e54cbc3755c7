namespace Twofold;

/// <summary>What it costs a model that learned from the table as it is when cells of the rows it is asked about are missing.</summary>
/// <param name="KnockedOut">By the share of the known cells that were taken away by chance.</param>
/// <param name="Columns">By the one column that was taken away whole, the dearest first.</param>
public sealed record MissingCellsResult(IReadOnlyList<MissingShare> KnockedOut, IReadOnlyList<MissingColumn> Columns);
