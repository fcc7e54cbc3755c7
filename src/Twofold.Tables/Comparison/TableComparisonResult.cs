namespace Twofold.Tables;

/// <summary>What a comparison on a table found.</summary>
/// <param name="Result">The numbers and the advice.</param>
/// <param name="Warnings">What was left out of the table, and what looks suspicious in it.</param>
public sealed record TableComparisonResult(ComparisonResult Result, IReadOnlyList<string> Warnings);
