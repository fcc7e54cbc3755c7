namespace Twofold.Workbench;

/// <summary>Look through a folder of label-named folders of photos before learning from it.</summary>
/// <param name="Folder">The folder.</param>
public sealed record SurveyRequest(string Folder);
