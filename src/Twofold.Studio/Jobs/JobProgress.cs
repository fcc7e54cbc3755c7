namespace Twofold.Studio;

/// <summary>How far a job is.</summary>
/// <param name="Stage">What is being done, in the words of the person who waits.</param>
/// <param name="Done">How much of the stage is done, in <paramref name="Unit"/>.</param>
/// <param name="Total">How much there is; null where it is not known.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Remark">What there is to say beside the numbers.</param>
/// <param name="Seconds">Seconds since the job began to work.</param>
/// <param name="SecondsLeft">Seconds until the stage ends, if it goes on as it went; null where nobody can tell yet.</param>
/// <param name="Measures">What is measured as the work goes on, by name: the points of its curves.</param>
sealed record JobProgress(
    string Stage, double Done, double? Total, string Unit, string? Remark, double Seconds, double? SecondsLeft, IReadOnlyDictionary<string, double> Measures);
