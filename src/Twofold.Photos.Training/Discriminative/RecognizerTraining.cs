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

    /// <summary>Begins, or goes on where <see cref="RecognizerTrainer.Start"/> says.</summary>
    /// <param name="trainer">How.</param>
    /// <param name="budget">The time for the steps.</param>
    /// <param name="labels">How many labels are told apart.</param>
    protected RecognizerTraining(RecognizerTrainer trainer, TimeSpan budget, int labels)
    {
        this.trainer = trainer;
        schedule = new TrainingSchedule(budget, trainer.Steps, (TimeSpan.FromSeconds(trainer.Start?.Course.Seconds ?? 0), trainer.Start?.Course.Step ?? 0));
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
        var (average, best) = (Values.Copy(), Values.Copy());
        var kept = trainer.Start?.Course.Kept;
        if (trainer.Start is { } start)
            Load(SafeTensors.FromBytes(start.Networks));
        var (safe, safeAverage) = (Values.Copy(), average.Copy());
        var history = new List<RecognizerEvaluation>();
        var (lossSum, losses, rollbacks, keptAt) = (0.0, 0, trainer.Start?.Course.Rollbacks ?? 0, schedule.Elapsed);
        // A training that goes on has not looked since it began, wherever it begins.
        var (progressAtLook, progressAtBest, looksSinceBest, shareOfLook) = (0.0, 0.0, 0, 0.0);
        if (MayStayAsItIs && kept is null)
            Look();

        while (!schedule.Ended && !cancellation.IsCancellationRequested)
        {
            var loss = Step(schedule.Step, schedule.Rate * Math.Pow(0.5, rollbacks), schedule.Progress);
            // Written so that what is not a number is absurd too.
            if (!(loss <= absurd))
            {
                if (rollbacks++ == MaxRollbacks)
                    break;
                Return();
                continue;
            }

            schedule.Advance();
            (lossSum, losses) = (lossSum + loss, losses + 1);
            average.Approach(Values, Math.Max(Averaging.Reach / (schedule.Step + Averaging.Reach), Averaging.Least));
            if (schedule.Progress - progressAtLook >= Math.Max(BetweenLooks, LearningPerLook * shareOfLook))
                Look();
            if (schedule.Elapsed - keptAt >= trainer.TimeBetweenStates)
                Keep();
        }

        if (cancellation.IsCancellationRequested)
            Keep();
        if (losses > 0)
            Look();
        if (kept is null)
        {
            // Cancelled while the network was made: nothing has gone wrong.
            cancellation.ThrowIfCancellationRequested();
            throw new TwofoldException(
                $"{trainer.Stage} diverged: the loss was not a number, or absurd, {rollbacks} times, the last time at 1/{1 << MaxRollbacks} of the learning rate. Try another seed.");
        }

        return (best, kept, history, rollbacks);

        void Look()
        {
            // What is no number is nothing to keep, nor to go back to: the next step will tell.
            if (!average.AreFinite() || !Values.AreFinite())
                return;
            var before = schedule.Elapsed;
            var (loss, accuracy) = Measure(average);
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
                best.CopyFrom(average);
                (progressAtBest, looksSinceBest) = (progressAtLook, 0);
            }
            else if (++looksSinceBest >= Patience && progressAtLook - progressAtBest >= PatienceProgress)
            {
                schedule.FinishSoon();
            }

            safe.CopyFrom(Values);
            safeAverage.CopyFrom(average);
            progress?.Report(schedule.Report(trainer.Stage, Remark(evaluation), Measures(evaluation)));
        }

        void Return()
        {
            Values.CopyFrom(safe);
            average.CopyFrom(safeAverage);
            Forget();
            progress?.Report(schedule.Report(trainer.Stage, "the loss was absurd or not a number: back to an earlier state, at half the rate"));
        }

        void Keep()
        {
            if (trainer.Keep is null || kept is null)
                return;
            var tensors = new SafeTensors();
            Values.AddTo(tensors, "network");
            average.AddTo(tensors, "average");
            best.AddTo(tensors, "best");
            AddTo(tensors);
            trainer.Keep(new RecognizerState(new RecognizerCourse(schedule.Step, schedule.Elapsed.TotalSeconds, rollbacks, kept, Width), tensors.ToBytes()));
            keptAt = schedule.Elapsed;
        }

        void Load(SafeTensors tensors)
        {
            Values.Load(tensors, "network");
            average.Load(tensors, "average");
            best.Load(tensors, "best");
            LoadFrom(tensors);
        }
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
