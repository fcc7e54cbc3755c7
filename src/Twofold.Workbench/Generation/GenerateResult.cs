namespace Twofold.Workbench;

/// <summary>What was made.</summary>
/// <param name="Files">The pictures' paths, in order; the one file of rows.</param>
/// <param name="Sheet">The contact sheet's path; null where none was asked for.</param>
public sealed record GenerateResult(IReadOnlyList<string> Files, string? Sheet);
