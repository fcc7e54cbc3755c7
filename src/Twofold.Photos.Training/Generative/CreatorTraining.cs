using System.Diagnostics;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>One run of a <see cref="CreatorTrainer"/>: its networks, and how far they are.</summary>
sealed class CreatorTraining : IDisposable
{
    const string Stage = "Learning to create";

    // Measured on the drawn animals; see bench/results/creator.md.
    const double SpectralLimit = 1.4;
    const int LabelsPerPart = 4, FeatureWidth = 64;

    // The average reaches back over this share of the steps so far: short at first, when early weights are worth nothing.
    const double AverageReach = 0.1, LongestAverage = 0.999;

    // Karras 2020: where the critic is right about more than 4 in 5 real pictures (mean sign 0.6), it learns by heart, and sees more changed ones.
    const double OverfittingSign = 0.6, AugmentationPerPicture = 2e-6, MostAugmentation = 0.8;

    // Trainings that went well had a variety of 0.8 and more, those whose labels became one picture less than 0.2.
    const double HealthyVariety = 0.5, CollapsedVariety = 0.35, AugmentationAfterCollapse = 0.2;
    const int MostCollapses = 3, StepsBeforeVarietyCounts = 200;

    // Until the rates have fallen for a while, a later checkpoint is a better one.
    const double FirstCheckpoint = 0.75, BetweenCheckpoints = 0.0625;

    const int StepsBetweenCopies = 50, MostDivergences = 5, HistoryLength = 200;
    const double Diverged = 1e4;

    // The channels' means and variances are measured on so many pixels, and no fewer pictures than that: 512 of 128 x 128 would take gigabytes.
    const int MeasuredPixels = 512 * 32 * 32, LeastMeasuredPictures = 128;

    /// <summary>How many pictures of a batch each thread works on.</summary>
    public const int PicturesPerPart = 16;

    readonly CreatorTrainer trainer;
    readonly SmallPictures pictures;
    readonly TrainedUpscaler? upscaler;
    readonly CreatorNetwork creator;
    readonly AdversarialPair pair, safe;
    readonly SeededRandom random;
    readonly LabelSampler sampler;
    readonly Tensor all;
    readonly TrainingPart[] parts;
    readonly Stopwatch clock = new();
    readonly List<CreatorProgress> history = [];

    CreatorCourse course, safeCourse;
    Checkpoint? best;
    int lastReturn;

    /// <summary>Begins, or goes on where <see cref="CreatorTrainer.Start"/> says.</summary>
    /// <param name="trainer">How to train.</param>
    /// <param name="pictures">What to learn from, of the size that the networks have.</param>
    /// <param name="upscaler">What makes the creator's pictures larger, in what is exported; null for nothing. The caller disposes it.</param>
    public CreatorTraining(CreatorTrainer trainer, SmallPictures pictures, TrainedUpscaler? upscaler)
    {
        (this.trainer, this.pictures, this.upscaler) = (trainer, pictures, upscaler);
        course = trainer.Start?.Course ?? new CreatorCourse { CriticLoss = 2 };
        // A training that goes on draws other numbers than those that it drew until then.
        var seed = trainer.Seed + (ulong)course.Step;
        random = new SeededRandom(seed);
        using var weightRandom = new Generator(trainer.Seed);
        creator = new CreatorNetwork(pictures.Size, pictures.LabelCount, trainer.Recipe.Width) { Gray = pictures.AreGray };
        var critic = new Critic(pictures.Size, pictures.LabelCount, trainer.CriticWidth);
        var features = trainer.Teacher is null ? null : new FeatureCritic(trainer.Teacher.Scales, pictures.LabelCount, FeatureWidth);
        pair = new AdversarialPair(creator, critic, features, weightRandom, Workers.Count, SpectralLimit);
        safe = new AdversarialPair(creator, critic, features, weightRandom, Workers.Count, SpectralLimit);
        sampler = new LabelSampler(pictures.Labels, pictures.LabelCount, random);
        all = tensor(pictures.Pixels).view(pictures.Count, pictures.Size, pictures.Size, 3);
        var networks = new CreatorNetworks(creator, critic, features, trainer.Teacher, trainer.Recipe.TeacherWeight, trainer.Precision);
        parts = [.. Enumerable.Range(0, Workers.Count).Select(i => new TrainingPart(networks, pair, i, new Generator((seed * 1000) + (ulong)i)))];
        if (trainer.Start is { } start)
            pair.Load(SafeTensors.FromBytes(start.Networks));
        Remember();
    }

    int Batch => PicturesPerPart * parts.Length;

    double Seconds => course.Seconds + clock.Elapsed.TotalSeconds;

    double Budget => trainer.Budget.TotalSeconds - (upscaler?.Seconds ?? 0);

    double Done => trainer.Steps is { } steps ? (double)course.Step / steps : Seconds / Budget;

    public TrainedCreator Run(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        clock.Start();
        var (reported, kept, shown, checkpoint) = (Seconds - 1, Seconds, Seconds, FirstCheckpoint);
        while (Done < 1 && !cancellation.IsCancellationRequested)
        {
            if (!Step())
            {
                course = course with { Divergences = course.Divergences + 1 };
                if (course.Divergences > MostDivergences)
                    break;
                Return("the loss was no number");
                continue;
            }

            course = course with { Step = course.Step + 1 };
            trainer.AfterStep?.Invoke(course.Step, pair);
            if (course.Step % StepsBetweenCopies == 0)
                Look();
            if (Done * HistoryLength >= history.Count)
                history.Add(new CreatorProgress(course.Step, Seconds, course.CriticLoss, course.Gap, course.Augmentation, course.Variety));
            if (trainer.Distance is not null && Done >= checkpoint && Done < 1)
            {
                Compare(Export(), trainer.Distance);
                checkpoint = Done + BetweenCheckpoints;
            }

            Tell();
        }

        if (cancellation.IsCancellationRequested)
            trainer.Keep?.Invoke(State());
        if (course.Divergences > MostDivergences && safeCourse.Step == 0)
            throw new TwofoldException($"Training the creator diverged {course.Divergences} times in its first {StepsBetweenCopies} steps, at ever smaller rates: check that the photos are readable, or train with another seed.");
        if (course.Divergences > MostDivergences)
            pair.CopyFrom(safe);
        var onnx = Export();
        if (trainer.Distance is not null && best is not null)
            onnx = Compare(onnx, trainer.Distance).Onnx;
        return new TrainedCreator(
            onnx, CreatorNetwork.NoiseDimension, pictures.Size * (upscaler?.Factor ?? 1), course.Step, (long)course.Step * Batch, Seconds, history, course.Collapses);

        void Tell()
        {
            if (trainer.Keep is not null && Seconds - kept > trainer.TimeBetweenStates.TotalSeconds)
            {
                trainer.Keep(State());
                kept = Seconds;
            }

            if (trainer.Show is not null && Seconds - shown > trainer.TimeBetweenSamples.TotalSeconds)
            {
                trainer.Show(course.Step, Export());
                shown = Seconds;
            }

            if (Seconds - reported > 0.3)
            {
                reported = Seconds;
                Report($"critic {course.CriticLoss:F2}, variety {course.Variety:P0}");
            }
        }

        void Report(string remark)
        {
            progress?.Report(trainer.Steps is { } steps
                ? new WorkProgress(Stage, course.Step, steps, "steps", remark)
                : new WorkProgress(Stage, Math.Min(Seconds, Budget), Budget, "seconds", remark));
        }

        // Where the pictures of each label become one, training returns to where they were not; otherwise this is where it would return to.
        void Look()
        {
            if (course.Step - lastReturn < StepsBeforeVarietyCounts || course.Variety >= HealthyVariety)
            {
                Remember();
            }
            else if (course.Variety < CollapsedVariety && course.Collapses < MostCollapses)
            {
                course = course with { Collapses = course.Collapses + 1 };
                Return("the pictures of a label became alike");
            }
        }

        void Return(string reason)
        {
            var (from, seconds) = (course, clock.Elapsed.TotalSeconds);
            pair.CopyFrom(safe);
            course = safeCourse with
            {
                // Where time is what ends training, steps that are taken back have been made all the same.
                Step = trainer.Steps is null ? from.Step : safeCourse.Step,
                Seconds = from.Seconds,
                Divergences = from.Divergences,
                Collapses = from.Collapses,
                Augmentation = Math.Min(MostAugmentation, safeCourse.Augmentation + (from.Collapses > safeCourse.Collapses ? AugmentationAfterCollapse : 0)),
            };
            lastReturn = course.Step;
            Report($"{reason}: back to step {safeCourse.Step:N0}, at a slower rate");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pair.Dispose();
        safe.Dispose();
        all.Dispose();
        foreach (var part in parts)
            part.Dispose();
    }

    // One batch of generated pictures serves both halves: first the critic learns from it, then the creator from what the critic says of it.
    bool Step()
    {
        using var scope = NewDisposeScope();
        foreach (var part in parts)
        {
            var (chosen, labels) = sampler.Next(PicturesPerPart, LabelsPerPart);
            part.Prepare(chosen, labels,
                mirror: trainer.Mirror && random.NextInt(2) == 0,
                change: random.NextDouble() < course.Augmentation ? PictureChange.Draw(pictures.Size, random) : null);
        }

        var rate = RateAt(Done) * Math.Pow(0.5, course.Divergences);
        Workers.Each(i => parts[i].TeachCritic(all));
        if (!pair.Critic.Descend(trainer.Recipe.CriticRate * rate) || pair.Features?.Descend(trainer.Recipe.CriticRate * rate) == false)
            return false;
        Workers.Each(i => parts[i].TeachCreator());
        if (!pair.Creator.Descend(trainer.Recipe.CreatorRate * rate * Math.Pow(0.5, course.Collapses)))
            return false;
        using (no_grad())
            pair.Average.lerp_(pair.Creator.Weights.Values, 1 - Math.Min(LongestAverage, 1 - (1 / ((AverageReach * (course.Step + 1)) + 1))));

        var loss = parts.Average(part => part.CriticLoss);
        var sign = parts.Average(part => part.RealSign);
        course = course with
        {
            CriticLoss = Toward(course.CriticLoss, loss, 0.05),
            Gap = Toward(course.Gap, parts.Average(part => part.Gap), 0.05),
            MadeSpread = Toward(course.MadeSpread, parts.Average(part => part.MadeSpread), 0.02),
            RealSpread = Toward(course.RealSpread, parts.Average(part => part.RealSpread), 0.02),
            Augmentation = Math.Clamp(course.Augmentation + (Math.Sign(sign - OverfittingSign) * AugmentationPerPicture * Batch), 0, MostAugmentation),
        };
        return Math.Abs(loss) < Diverged;

        static double Toward(double mean, double value, double share) => mean + (share * (value - mean));
    }

    /// <summary>The share of the full rates: a short rise, a plateau, and a straight fall to a twentieth over the last half: the noise of large steps would stay in the pictures.</summary>
    static double RateAt(double done) => Math.Min(1, 0.1 + (done * 50)) * Math.Min(1, 0.05 + (0.95 * (1 - done) / 0.5));

    void Remember()
    {
        safe.CopyFrom(pair);
        safeCourse = course;
    }

    Checkpoint Compare(byte[] onnx, Func<byte[], double> distance)
    {
        var checkpoint = new Checkpoint(distance(onnx), onnx);
        best = best?.Distance <= checkpoint.Distance ? best : checkpoint;
        return best;
    }

    CreatorState State()
    {
        var tensors = pair.ToTensors();
        upscaler?.AddTo(tensors);
        return new CreatorState(course with { Seconds = Seconds }, tensors.ToBytes());
    }

    byte[] Export()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var noise = new Generator(trainer.Seed);
        var layers = pair.Creator.Weights.Layers(pair.Average, ScalarType.Float32);
        var count = Math.Max(Math.Max(MeasuredPixels / (pictures.Size * pictures.Size), LeastMeasuredPictures), creator.Labels);
        var measured = creator.Measure(
            layers, randn(count, CreatorNetwork.NoiseDimension, generator: noise), arange(count, ScalarType.Int64).remainder(creator.Labels));
        return creator.ToOnnx(layers, measured, upscaler);
    }

    /// <summary>A creator of the training's last part, and how far its pictures are from real ones.</summary>
    sealed record Checkpoint(double Distance, byte[] Onnx);
}
