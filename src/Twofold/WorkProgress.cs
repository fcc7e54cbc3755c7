namespace Twofold;

/// <summary>How far a long piece of work is.</summary>
/// <param name="Stage">What is being done, in the words of the person who waits: "Reading photos".</param>
/// <param name="Done">How much of the stage is done, in <paramref name="Unit"/>.</param>
/// <param name="Total">How much there is, in the same unit; null where it is not known.</param>
/// <param name="Unit">What is counted: "photos", "steps", "seconds".</param>
/// <param name="Remark">What there is to say beside the numbers, such as a loss; null for nothing.</param>
public sealed record WorkProgress(string Stage, double Done, double? Total, string Unit, string? Remark = null)
{
    /// <summary>What is measured as the work goes on, by name, such as "held-out log loss": the points of its curves. Null (the default) for nothing.</summary>
    public IReadOnlyDictionary<string, double>? Measures { get; init; }
}
