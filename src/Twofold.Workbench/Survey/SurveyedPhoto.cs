namespace Twofold.Workbench;

/// <summary>A photo that a survey found worth a look.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Label">The label whose folder it lies in.</param>
/// <param name="Remark">What there is about it.</param>
public sealed record SurveyedPhoto(string Path, string Label, string Remark);
