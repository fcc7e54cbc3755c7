namespace Twofold.Cli;

/// <summary>Numbers as a person reads them.</summary>
static class Amount
{
    /// <summary>"120 of 500 photos, loss 0.3"; only the remark where nothing is counted.</summary>
    public static string Of(WorkProgress progress)
    {
        if (progress.Unit.Length == 0)
            return progress.Remark ?? "";
        var total = progress.Total is { } all ? $" of {all:N0}" : "";
        var remark = progress.Remark is { Length: > 0 } text ? $", {text}" : "";
        return $"{progress.Done:N0}{total} {progress.Unit}{remark}";
    }

    /// <summary>"1 photo", "1,200 photos".</summary>
    public static string Of(long number, string noun, string? plural = null) => number == 1 ? $"1 {noun}" : $"{number:N0} {plural ?? noun + "s"}";

    /// <summary>"98.2 %".</summary>
    public static string Percent(double share) => $"{share:P1}";

    /// <summary>"0.4 s", "12 s", "1 min 43 s".</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => $"{time.TotalSeconds:0.0} s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };
}
