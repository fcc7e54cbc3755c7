namespace Twofold.Workbench;

/// <summary>How well a person tells photos from made-up pictures.</summary>
/// <param name="Asked">The number of answers.</param>
/// <param name="Right">How many are right.</param>
/// <param name="Accuracy">Their share, with its standard error; null before the first answer. One half is guessing.</param>
/// <param name="MadeTakenForReal">Made-up pictures that were taken for photos.</param>
/// <param name="Made">Made-up pictures that were shown.</param>
/// <param name="RealTakenForMade">Photos that were taken for made-up.</param>
/// <param name="Real">Photos that were shown.</param>
public sealed record RealOrMadeScore(int Asked, int Right, Estimate? Accuracy, int MadeTakenForReal, int Made, int RealTakenForMade, int Real);
