namespace Twofold.Photos.Training;

/// <summary>
/// One run of a <see cref="RecognizerTrainer"/>: steps until the time is over, looks at held-out photos that say which of them is kept, and a place to
/// return to where they lead astray. What a step is, the kinds of networks say.
/// </summary>
abstract class RecognizerTraining : IDisposable
{
    const int MaxRollbacks = 6;

    /// <summary>
    /// The share of the training that must have brought nothing before it ends early: while the rate is high the held-out loss stands still or rises, and falls at the
    /// end. A quarter cost five points of accuracy on cats and dogs.
    /// </summary>
    const double PatienceProgress = 0.5;

    /// <summary>So many times what looking takes is learned between two looks.</summary>
    const double LearningPerLook = 20;

    readonly RecognizerTrainer trainer;
    readonly TrainingSchedule schedule;
    readonly double absurd;
    readonly List<RecognizerEvaluation> history = [];

    IProgress<WorkProgress>? progress;
    RecognizerEvaluation? kept;
    int rollbacks;
    TimeSpan stateKeptAt;

    // Since the last look.
    double lossSum;
    int losses;

    // A training that goes on has not looked since it began, wherever it begins.
    double progressAtLook, progressAtBest, shareOfLook;
    int looksSinceBest;

    /// <summary>Begins, or goes on where an earlier training was.</summary>
    /// <param name="trainer">How.</param>
    /// <param name="time">The time for the steps.</param>
    /// <param name="labels">How many labels are told apart.</param>
    protected RecognizerTraining(RecognizerTrainer trainer, TimeSpan time, int labels)
    {
        this.trainer = trainer;
        var start = trainer.Start?.Course;
        schedule = new TrainingSchedule(new TrainingBudget(time, trainer.Steps), (TimeSpan.FromSeconds(start?.Seconds ?? 0), start?.Step ?? 0));
        (kept, rollbacks, stateKeptAt) = (start?.Kept, start?.Rollbacks ?? 0, schedule.Elapsed);
        // Of a guess among the labels, with room for what smoothing and chance add.
        absurd = (4 * Math.Log(Math.Max(2, labels))) + 4;
    }

    /// <summary>All numbers that training changes.</summary>
    protected abstract NetworkValues Values { get; }

    /// <summary>The width that a state says; see <see cref="RecognizerCourse.Width"/>.</summary>
    protected virtual int? Width => null;

    /// <summary>Whether there are held-out photos; without, the latest network is the best.</summary>
    protected abstract bool HasHeldOut { get; }

    /// <summary>Whether the network as it is before the first step may be the best.</summary>
    protected abstract bool MayStayAsItIs { get; }

    /// <summary>The share of the training between two looks at the held-out photos, where looking takes no time.</summary>
    protected abstract double BetweenLooks { get; }

    /// <summary>After so many looks that brought nothing training ends early; see <see cref="PatienceProgress"/>.</summary>
    protected abstract int Patience { get; }

    /// <summary>The average moves by Reach / (step + Reach) of the way at each step: far back enough to smooth, near enough to forget the first weights; never by less than Least.</summary>
    protected abstract (double Reach, double Least) Averaging { get; }

    /// <summary>Trains until the time is over.</summary>
    /// <returns>The values that read held-out photos best, which live in the present scope, and what was seen on the way.</returns>
    /// <exception cref="TwofoldException">Training diverges at every rate.</exception>
    /// <exception cref="OperationCanceledException">Canceled before anything was learned.</exception>
    public (NetworkValues Best, RecognizerEvaluation Kept, IReadOnlyList<RecognizerEvaluation> History, int Rollbacks) Run(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        this.progress = progress;
        var values = new ValuesInTraining(Values);
        if (trainer.Start is { } start)
            Load(values, SafeTensors.FromBytes(start.Networks));
        if (MayStayAsItIs && kept is null)
            Look(values);

        while (!schedule.Ended && !cancellation.IsCancellationRequested)
        {
            var loss = Step(schedule.Step, schedule.Rate * Math.Pow(0.5, rollbacks), schedule.Progress);
            // Written so that what is not a number is absurd too.
            if (!(loss <= absurd))
            {
                if (rollbacks++ == MaxRollbacks)
                    break;
                Return(values);
                continue;
            }

            schedule.Advance();
            (lossSum, losses) = (lossSum + loss, losses + 1);
            values.MoveAverage(Math.Max(Averaging.Reach / (schedule.Step + Averaging.Reach), Averaging.Least));
            if (schedule.Progress - progressAtLook >= Math.Max(BetweenLooks, LearningPerLook * shareOfLook))
                Look(values);
            if (schedule.Elapsed - stateKeptAt >= trainer.TimeBetweenStates)
                KeepState(values);
        }

        if (cancellation.IsCancellationRequested)
            KeepState(values);
        if (losses > 0)
            Look(values);
        if (kept is not null)
            return (values.Best, kept, history, rollbacks);
        // Cancelled while the network was made: nothing has gone wrong.
        cancellation.ThrowIfCancellationRequested();
        throw new TwofoldException(
            $"{trainer.Stage} diverged: the loss was not a number, or absurd, {rollbacks} times, the last time at 1/{1 << MaxRollbacks} of the learning rate. Try another seed.");
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>One step, in a scope of its own.</summary>
    /// <param name="number">How many there were before.</param>
    /// <param name="rate">The share of the highest rates to learn at.</param>
    /// <param name="progress">How much of the training is done, 0 to 1.</param>
    /// <returns>Its mean loss, in nats.</returns>
    protected abstract double Step(int number, double rate, double progress);

    /// <summary>The loss and the accuracy that the network has with these values on the held-out photos, see <see cref="HeldOutLoss"/>; NaN where there are none.</summary>
    protected abstract (double Loss, double Accuracy) Measure(NetworkValues values);

    /// <summary>Lets optimizers forget all past steps.</summary>
    protected abstract void Forget();

    /// <summary>Adds what optimizers remember.</summary>
    protected abstract void AddTo(SafeTensors tensors);

    /// <summary>Takes over what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of another network.</exception>
    protected abstract void LoadFrom(SafeTensors tensors);

    /// <summary>Looks at the held-out photos: whether these are the best values so far, and whether it is worth going on.</summary>
    void Look(ValuesInTraining values)
    {
        // What is no number is nothing to keep, nor to go back to: the next step will tell.
        if (!values.AreFinite)
            return;
        var before = schedule.Elapsed;
        var (loss, accuracy) = Measure(values.Average);
        if (HasHeldOut && double.IsNaN(loss))
            return;
        var evaluation = new RecognizerEvaluation(schedule.Step, before.TotalSeconds, losses == 0 ? double.NaN : lossSum / losses, loss, accuracy);
        history.Add(evaluation);
        (lossSum, losses) = (0, 0);
        (progressAtLook, shareOfLook) = (schedule.Progress, trainer.Steps is null ? (schedule.Elapsed - before) / trainer.Budget : 0);

        // Without held-out photos the loss is not a number, and the latest is the best.
        if (kept is null || !(loss >= kept.HeldOutLoss))
        {
            kept = evaluation;
            values.KeepAsBest();
            (progressAtBest, looksSinceBest) = (progressAtLook, 0);
        }
        else if (++looksSinceBest >= Patience && progressAtLook - progressAtBest >= PatienceProgress)
        {
            schedule.FinishSoon();
        }

        values.KeepAsSafe();
        progress?.Report(schedule.Report(trainer.Stage, Remark(evaluation), Measures(evaluation)));
    }

    void Return(ValuesInTraining values)
    {
        values.Return();
        Forget();
        progress?.Report(schedule.Report(trainer.Stage, "the loss was absurd or not a number: back to an earlier state, at half the rate"));
    }

    void KeepState(ValuesInTraining values)
    {
        if (trainer.Keep is null || kept is null)
            return;
        var tensors = new SafeTensors();
        values.AddTo(tensors);
        AddTo(tensors);
        trainer.Keep(new RecognizerState(new RecognizerCourse(schedule.Step, schedule.Elapsed.TotalSeconds, rollbacks, kept, Width), tensors.ToBytes()));
        stateKeptAt = schedule.Elapsed;
    }

    void Load(ValuesInTraining values, SafeTensors tensors)
    {
        values.Load(tensors);
        LoadFrom(tensors);
    }

    string Remark(RecognizerEvaluation evaluation) =>
        HasHeldOut ? $"{evaluation.HeldOutAccuracy:P1} of held-out photos, loss {evaluation.HeldOutLoss:F3}" : $"loss {evaluation.TrainingLoss:F3}";

    Dictionary<string, double> Measures(RecognizerEvaluation evaluation)
    {
        var measures = new Dictionary<string, double>();
        if (HasHeldOut)
            (measures["held-out accuracy"], measures["held-out loss"]) = (evaluation.HeldOutAccuracy, evaluation.HeldOutLoss);
        if (double.IsFinite(evaluation.TrainingLoss))
            measures["training loss"] = evaluation.TrainingLoss;
        return measures;
    }
}
