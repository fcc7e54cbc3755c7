using System.Diagnostics;

namespace Twofold.Cli;

/// <summary>Progress where nobody watches: a line when a stage begins, and one every ten seconds.</summary>
sealed class ProgressLines(TextWriter writer) : IProgress<WorkProgress>
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    readonly Lock reporting = new();
    string? stage;
    long last;

    public void Report(WorkProgress value)
    {
        lock (reporting)
        {
            if (value.Stage == stage && Stopwatch.GetElapsedTime(last) < Pause)
                return;
            var begins = value.Stage != stage && value.Done == 0 && value.Remark is null;
            (stage, last) = (value.Stage, Stopwatch.GetTimestamp());
            writer.WriteLine(Screen.Legible(begins ? value.Stage : $"{value.Stage}: {Amount.Of(value)}"));
        }
    }
}
