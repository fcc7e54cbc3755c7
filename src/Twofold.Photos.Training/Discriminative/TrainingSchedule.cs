using System.Diagnostics;

namespace Twofold.Photos.Training;

/// <summary>
/// How far training is and how fast it learns: a short rise, then a straight fall to zero, over the time or the steps that there are. So it
/// always ends annealed, on a fast machine and on a slow one.
/// </summary>
/// <param name="budget">The time or the steps that there are.</param>
/// <param name="before">The time and the steps that an earlier part of the training took; without it, this is the beginning.</param>
sealed class TrainingSchedule(TrainingBudget budget, (TimeSpan Elapsed, int Steps) before = default)
{
    const double Rise = 0.05, Fall = 0.8;

    readonly Stopwatch clock = Stopwatch.StartNew();
    double finishFrom = double.NaN, finishRate, finishLength;

    /// <summary>The steps made.</summary>
    public int Step { get; private set; } = before.Steps;

    /// <summary>The time since training began.</summary>
    public TimeSpan Elapsed => before.Elapsed + clock.Elapsed;

    /// <summary>The share of the time or of the steps that is used up.</summary>
    public double Progress => budget.Progress(Step, Elapsed);

    /// <summary>Whether it is time to end.</summary>
    public bool Ended => Progress >= 1 || (IsFinishing && Progress >= finishFrom + finishLength);

    /// <summary>Whether <see cref="FinishSoon"/> was called.</summary>
    public bool IsFinishing => !double.IsNaN(finishFrom);

    /// <summary>The learning rate now, as a share of the highest.</summary>
    public double Rate
    {
        get
        {
            var progress = Progress;
            return IsFinishing
                ? finishRate * Math.Max(0, 1 - ((progress - finishFrom) / finishLength))
                : Math.Clamp((progress + 0.001) / Rise, 0, 1) * Math.Clamp((1 - progress) / Fall, 0, 1);
        }
    }

    /// <summary>Counts a step.</summary>
    public void Advance() => Step++;

    /// <summary>
    /// Ends training early, still annealed: from here the rate falls to zero within a fifth of the time used so far. Without effect where
    /// the regular end is nearer.
    /// </summary>
    public void FinishSoon()
    {
        var (progress, rate) = (Progress, Rate);
        if (IsFinishing || progress * 1.2 >= 1)
            return;
        (finishFrom, finishRate, finishLength) = (progress, rate, progress * 0.2);
    }

    /// <summary>What there is to tell the person who waits; see <see cref="TrainingBudget.Report"/>.</summary>
    public WorkProgress Report(string stage, string? remark, IReadOnlyDictionary<string, double>? measures = null) => budget.Report(stage, Step, Elapsed, remark, measures);
}
