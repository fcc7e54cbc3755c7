using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Look at a table before learning from it.</summary>
/// <param name="Path">The table's file.</param>
/// <param name="Kinds">What the cells of some columns are, where it was guessed wrong; null for nowhere.</param>
public sealed record TableSurveyRequest(string Path, IReadOnlyDictionary<string, ColumnKind>? Kinds = null);
