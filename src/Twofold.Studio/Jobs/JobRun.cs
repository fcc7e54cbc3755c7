using System.Text.Json;

namespace Twofold.Studio;

/// <summary>One run of a job: what the work tells while it goes on.</summary>
sealed class JobRun(string job, bool isResumed, JobStore store, TimeProvider time) : IProgress<WorkProgress>
{
    /// <summary>Ten a second look continuous; more only fill the database.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    static readonly Dictionary<string, double> Nothing = [];

    readonly long began = time.GetTimestamp();
    readonly Lock gate = new();
    string? stage;
    long stageBegan;
    double doneAtBeginning;
    long? told;

    /// <summary>The job's identity.</summary>
    public string Job => job;

    /// <summary>Whether an earlier run of the same job was interrupted.</summary>
    public bool IsResumed => isResumed;

    /// <summary>Tells the pages how far the work is.</summary>
    public void Report(WorkProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (gate)
        {
            var now = time.GetTimestamp();
            var isNewStage = value.Stage != stage;
            if (isNewStage)
                (stage, stageBegan, doneAtBeginning) = (value.Stage, now, value.Done);
            else if (told is { } last && time.GetElapsedTime(last, now) < Pause && value.Done != value.Total)
                return;
            told = now;
            store.Report(job, new JobProgress(
                value.Stage, value.Done, value.Total, value.Unit, value.Remark, time.GetElapsedTime(began, now).TotalSeconds, SecondsLeft(value, now), value.Measures ?? Nothing));
        }
    }

    /// <summary>Tells the pages of something that was made, and keeps it for those that come later.</summary>
    public void Tell<T>(string type, T data) => store.Append(job, type, JsonSerializer.Serialize(data, StudioJson.Options));

    double? SecondsLeft(WorkProgress value, long now)
    {
        if (value.Total is not { } total || value.Done <= doneAtBeginning)
            return null;
        if (value.Unit == "seconds")
            return Math.Max(0, total - value.Done);
        var elapsed = time.GetElapsedTime(stageBegan, now).TotalSeconds;
        return elapsed < 1 ? null : elapsed * Math.Max(0, total - value.Done) / (value.Done - doneAtBeginning);
    }
}
