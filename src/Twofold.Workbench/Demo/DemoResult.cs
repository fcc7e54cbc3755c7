namespace Twofold.Workbench;

/// <summary>What the demo made.</summary>
/// <param name="Folder">The folder with everything in it.</param>
/// <param name="Report">The page to open.</param>
/// <param name="Model">The model file.</param>
/// <param name="Scores">The scores of both halves on pictures that they did not learn from.</param>
/// <param name="Elapsed">How long the whole took.</param>
public sealed record DemoResult(string Folder, string Report, string Model, MeasureResult Scores, TimeSpan Elapsed);
