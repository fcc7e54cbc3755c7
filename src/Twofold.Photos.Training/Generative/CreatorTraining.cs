using System.Diagnostics;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// One run of a <see cref="CreatorTrainer"/>: steps until the time is over, a place to return to where they lead astray, and who is told of them. What
/// a step is, the kinds of creators say.
/// </summary>
abstract class CreatorTraining : IDisposable
{
    const string Stage = "Learning to create";

    // Until the rates have fallen for a while, a later checkpoint is a better one.
    const double FirstCheckpoint = 0.75, BetweenCheckpoints = 0.0625;

    const int StepsBetweenCopies = 50, MostDivergences = 5, HistoryLength = 200;

    readonly CreatorTrainer trainer;
    readonly Stopwatch clock = new();
    readonly List<CreatorCourse> history = [];
    IProgress<WorkProgress>? progress;
    (TrainedCreator Creator, double Distance)? nearest;

    protected CreatorTraining(CreatorTrainer trainer, SmallPictures pictures)
    {
        (this.trainer, Pictures) = (trainer, pictures);
        Course = trainer.Start?.Course ?? default;
        // A training that goes on draws other numbers than those that it drew until then.
        Seed = trainer.Seed + (ulong)Course.Step;
        Random = new SeededRandom(Seed);
        Sampler = new LabelSampler(pictures.Labels, pictures.LabelCount, Random);
        All = tensor(pictures.Pixels).view(pictures.Count, pictures.Size, pictures.Size, 3);
    }

    /// <summary>What is learned from.</summary>
    protected SmallPictures Pictures { get; }

    /// <summary>Their pixels, uint8 [pictures, size, size, 3].</summary>
    protected Tensor All { get; }

    /// <summary>Draws the pictures of a step.</summary>
    protected LabelSampler Sampler { get; }

    /// <summary>The seed of what is drawn from here on; the trainer's own where training begins.</summary>
    protected ulong Seed { get; }

    /// <summary>Where order and changes are drawn from.</summary>
    protected SeededRandom Random { get; }

    /// <summary>Where training is. Between two steps its seconds are those before this run.</summary>
    protected CreatorCourse Course { get; set; }

    /// <summary>Where it would return to.</summary>
    protected CreatorCourse SafeCourse { get; set; }

    /// <summary>The pictures of a step.</summary>
    protected int Batch => PicturesPerPart * Workers.Count;

    /// <summary>How much of the training is done, from 0 to 1.</summary>
    protected double Done => Whole.Progress(Course.Step, TimeSpan.FromSeconds(Seconds));

    /// <summary>The time for the steps.</summary>
    protected virtual TimeSpan Budget => trainer.Budget;

    /// <summary>The edge of what is made, in pixels.</summary>
    protected virtual int Size => Pictures.Size;

    /// <summary><see cref="CreatorInfo.Kind"/>.</summary>
    protected abstract string Kind { get; }

    /// <summary>How many random numbers make a picture.</summary>
    protected abstract int NoiseDimension { get; }

    /// <summary>The pictures of a step that a core works on.</summary>
    protected abstract int PicturesPerPart { get; }

    /// <summary>How training goes, for who waits for it.</summary>
    protected abstract string Remark { get; }

    /// <summary>What of the course is drawn as curves.</summary>
    protected abstract IReadOnlyDictionary<string, double> Measures { get; }

    /// <summary>Whether the networks are no longer worth having, and those of <see cref="SafeCourse"/> are taken.</summary>
    protected virtual bool EndedBadly => HasDiverged;

    TrainingBudget Whole => new(Budget, trainer.Steps);

    bool HasDiverged => Course.Divergences > MostDivergences;

    double Seconds => Course.Seconds + clock.Elapsed.TotalSeconds;

    /// <summary>Trains until the time is over.</summary>
    public TrainedCreator Run(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        this.progress = progress;
        Remember();
        clock.Start();
        var (reported, kept, shown, checkpoint) = (Seconds - 1, Seconds, Seconds, FirstCheckpoint);
        while (Done < 1 && !cancellation.IsCancellationRequested)
        {
            if (!Step())
            {
                Course = Course with { Divergences = Course.Divergences + 1 };
                if (HasDiverged)
                    break;
                Return("the loss was no number");
                continue;
            }

            Course = Course with { Step = Course.Step + 1 };
            AfterStep(Course.Step);
            if (Course.Step % StepsBetweenCopies == 0)
                Look();
            if (Done * HistoryLength >= history.Count)
                history.Add(Course with { Seconds = Seconds });
            if (trainer.Distance is not null && Done >= checkpoint && Done < 1)
            {
                Nearest(trainer.Distance);
                checkpoint = Done + BetweenCheckpoints;
            }

            Tell();
        }

        if (cancellation.IsCancellationRequested)
            trainer.Keep?.Invoke(State());
        if (HasDiverged && SafeCourse.Step == 0)
            throw new TwofoldException($"Training the creator diverged {Course.Divergences} times in its first {StepsBetweenCopies} steps, at ever smaller rates: check that the photos are readable, or train with another seed.");
        if (EndedBadly)
            CopyFromSafe();
        return trainer.Distance is not null && nearest is not null ? Nearest(trainer.Distance) : Trained();

        void Tell()
        {
            if (trainer.Keep is not null && Seconds - kept > trainer.TimeBetweenStates.TotalSeconds)
            {
                trainer.Keep(State());
                kept = Seconds;
            }

            if (trainer.Show is not null && Seconds - shown > trainer.TimeBetweenSamples.TotalSeconds)
            {
                trainer.Show(Trained());
                shown = Seconds;
            }

            if (Seconds - reported > 0.3)
            {
                reported = Seconds;
                Report(Remark, Measures);
            }
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>One step; false where its loss or gradient is no number.</summary>
    protected abstract bool Step();

    /// <summary>Tells who watches the networks.</summary>
    protected abstract void AfterStep(int step);

    /// <summary>Each fifty steps: a look at whether training goes well, and this is where it would return to.</summary>
    protected virtual void Look() => Remember();

    /// <summary>Makes the networks those of <see cref="SafeCourse"/>.</summary>
    protected abstract void CopyFromSafe();

    /// <summary>Makes a copy of the networks to return to.</summary>
    protected abstract void CopyToSafe();

    /// <summary>All numbers of the networks, to go on from later.</summary>
    protected abstract SafeTensors ToTensors();

    /// <summary>The creator with averaged weights as ONNX.</summary>
    protected abstract byte[] Export();

    /// <summary>Keeps where training is, to return to.</summary>
    protected void Remember()
    {
        CopyToSafe();
        SafeCourse = Course;
    }

    /// <summary>Goes back to where training was well.</summary>
    protected virtual void Return(string reason)
    {
        CopyFromSafe();
        Course = SafeCourse with
        {
            // Where time is what ends training, steps that are taken back have been made all the same.
            Step = trainer.Steps is null ? Course.Step : SafeCourse.Step,
            Seconds = Course.Seconds,
            Divergences = Course.Divergences,
            Collapses = Course.Collapses,
        };
        Report($"{reason}: back to step {SafeCourse.Step:N0}, at a slower rate");
    }

    /// <summary>Tells who waits how training goes.</summary>
    protected void Report(string remark, IReadOnlyDictionary<string, double>? measures = null) =>
        progress?.Report(Whole.Report(Stage, Course.Step, TimeSpan.FromSeconds(Seconds), remark, measures));

    /// <summary>A running mean that has come nearer to a value.</summary>
    protected static double Toward(double mean, double value, double share) => mean + (share * (value - mean));

    CreatorState State() => new(Course with { Seconds = Seconds }, ToTensors().ToBytes());

    /// <summary>The nearest creator so far, this one included.</summary>
    TrainedCreator Nearest(Func<TrainedCreator, double> distance)
    {
        var creator = Trained();
        var its = distance(creator);
        if (!(nearest?.Distance <= its))
            nearest = (creator, its);
        return nearest.Value.Creator;
    }

    TrainedCreator Trained() => new(
        Kind, Export(), NoiseDimension, Size, Course.Step, (long)Course.Step * Batch, Seconds, [.. history], Course.Collapses)
    {
        Divergences = Course.Divergences,
        EndedEarly = HasDiverged,
        DrawnSize = Pictures.Size < Size ? Pictures.Size : null,
    };
}
