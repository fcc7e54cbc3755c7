namespace Twofold.Workbench;

/// <summary>A photo or a row whose label is probably wrong.</summary>
/// <param name="Input">The photo's path; of a row the table's path and the number of the row, from 1: "flowers.csv:7".</param>
/// <param name="Given">The label that it has.</param>
/// <param name="Likely">The label that it probably should have.</param>
/// <param name="GivenProbability">What models that did not learn from it say of the label that it has, 0 to 1.</param>
/// <param name="LikelyProbability">What they say of the other one, 0 to 1.</param>
public sealed record SuspectExample(string Input, string Given, string Likely, double GivenProbability, double LikelyProbability);
