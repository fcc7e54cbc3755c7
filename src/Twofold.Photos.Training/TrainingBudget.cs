namespace Twofold.Photos.Training;

/// <summary>What a training may take: a time, or steps, with which it repeats.</summary>
/// <param name="Time">The time; not asked where there are steps.</param>
/// <param name="Steps">The steps; null for as many as the time allows.</param>
readonly record struct TrainingBudget(TimeSpan Time, int? Steps)
{
    /// <summary>The share of it that is used up.</summary>
    /// <param name="step">The steps made.</param>
    /// <param name="elapsed">The time since training began.</param>
    public double Progress(int step, TimeSpan elapsed) => Steps is { } steps ? (double)step / steps : elapsed / Time;

    /// <summary>What there is to tell the person who waits.</summary>
    /// <param name="stage">What is done.</param>
    /// <param name="step">The steps made.</param>
    /// <param name="elapsed">The time since training began.</param>
    /// <param name="remark">How it goes, in words.</param>
    /// <param name="measures">How it goes, in numbers.</param>
    public WorkProgress Report(string stage, int step, TimeSpan elapsed, string? remark, IReadOnlyDictionary<string, double>? measures = null)
    {
        var report = Steps is { } steps
            ? new WorkProgress(stage, step, steps, "steps", remark)
            : new WorkProgress(stage, Math.Min(elapsed.TotalSeconds, Time.TotalSeconds), Time.TotalSeconds, "seconds", remark);
        return report with { Measures = measures };
    }
}
