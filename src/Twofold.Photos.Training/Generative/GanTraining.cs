using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>One run of a <see cref="GanTrainer"/>: its networks, and how far they are.</summary>
sealed class GanTraining : CreatorTraining
{
    /// <summary><see cref="PicturesPerPart"/>.</summary>
    public const int PicturesOfAPart = 16;

    // Measured on the drawn animals; see bench/results/creator.md.
    const double SpectralLimit = 1.4;
    const int LabelsPerPart = 4, FeatureWidth = 64;

    const int LongestAverage = 1000;

    // Karras 2020: where the critic is right about more than 4 in 5 real pictures (mean sign 0.6), it learns by heart, and sees more changed ones.
    const double OverfittingSign = 0.6, AugmentationPerPicture = 2e-6, MostAugmentation = 0.8;

    // Trainings that went well had a variety of 0.8 and more, those whose labels became one picture less than 0.2.
    const double HealthyVariety = 0.5, CollapsedVariety = 0.35, AugmentationAfterCollapse = 0.2;
    const int MostCollapses = 3, StepsBeforeVarietyCounts = 200;

    // The hinge loss of a critic that is hardly ever wrong, from which nothing can be learned: trainings that went well had 0.5 and more.
    const double WonLoss = 0.1, AugmentationWhenWon = 0.2;

    const double Diverged = 1e4;

    // An upscaler makes a step at least, which may take longer than all the time that there was; what is left is divided by.
    const double LeastSeconds = 1;

    // The channels' means and variances are measured on so many pixels, and no fewer pictures than that: 512 of 128 x 128 would take gigabytes.
    const int MeasuredPixels = 512 * 32 * 32, LeastMeasuredPictures = 128;

    readonly GanTrainer trainer;
    readonly TrainedUpscaler? upscaler;
    readonly CreatorNetwork creator;
    readonly AdversarialPair pair, safe, candidate;
    readonly GanPart[] parts;
    readonly LabelVariety varieties;

    int lastReturn;
    CreatorCourse? candidateCourse;

    /// <summary>Begins, or goes on where <see cref="NetworkTrainer{TState}.Start"/> says.</summary>
    /// <param name="trainer">How to train.</param>
    /// <param name="pictures">What to learn from, of the size that the networks have.</param>
    /// <param name="upscaler">What makes the creator's pictures larger, disposed with the training; null for nothing.</param>
    public GanTraining(GanTrainer trainer, SmallPictures pictures, TrainedUpscaler? upscaler)
        : base(trainer, pictures)
    {
        (this.trainer, this.upscaler) = (trainer, upscaler);
        if (trainer.Start is null)
            Course = new CreatorCourse { Loss = 2, Augmentation = trainer.Recipe.Augmentation(pictures.Count) };
        Course = Course with { SecondsBefore = upscaler?.Seconds ?? 0 };
        using var weightRandom = new Generator(trainer.Seed);
        creator = new CreatorNetwork(pictures.Size, pictures.LabelCount, trainer.Recipe.Width) { Gray = pictures.AreGray };
        var critic = new Critic(pictures.Size, pictures.LabelCount, trainer.CriticWidth);
        var features = trainer.Teacher is null ? null : new FeatureCritic(trainer.Teacher.Scales, pictures.LabelCount, FeatureWidth);
        pair = new AdversarialPair(creator, critic, features, weightRandom, Workers.Count, SpectralLimit);
        safe = new AdversarialPair(creator, critic, features, weightRandom, Workers.Count, SpectralLimit);
        candidate = new AdversarialPair(creator, critic, features, weightRandom, Workers.Count, SpectralLimit);
        varieties = new LabelVariety(pictures.LabelCount);
        var networks = new CreatorNetworks(creator, critic, features, trainer.Teacher, trainer.Recipe.TeacherWeightFor(pictures.Count), trainer.Precision);
        parts = [.. Enumerable.Range(0, Workers.Count).Select(i => new GanPart(networks, pair, i, new Generator((Seed * 1000) + (ulong)i)))];
        if (trainer.Start is { } start)
            pair.Load(SafeTensors.FromBytes(start.Networks));
    }

    /// <inheritdoc/>
    protected override string Kind => CreatorInfo.Gan;

    /// <inheritdoc/>
    protected override int NoiseDimension => CreatorNetwork.NoiseDimension;

    /// <inheritdoc/>
    protected override int PicturesPerPart => PicturesOfAPart;

    /// <inheritdoc/>
    protected override TimeSpan Budget => TimeSpan.FromSeconds(Math.Max(LeastSeconds, base.Budget.TotalSeconds - Course.SecondsBefore));

    /// <inheritdoc/>
    protected override int Size => base.Size * (upscaler?.Factor ?? 1);

    /// <inheritdoc/>
    protected override string Remark => $"critic {Course.Loss:F2}, variety {Course.Variety:P0}, pictures changed {Course.Augmentation:P0}";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, double> Measures => new Dictionary<string, double> { ["critic"] = Course.Loss, ["variety"] = Course.Variety };

    /// <inheritdoc/>
    public override void Dispose()
    {
        pair.Dispose();
        safe.Dispose();
        candidate.Dispose();
        All.Dispose();
        upscaler?.Dispose();
        foreach (var part in parts)
            part.Dispose();
    }

    // One batch of generated pictures serves both halves: first the critic learns from it, then the creator from what the critic says of it.

    /// <inheritdoc/>
    protected override bool Step()
    {
        using var scope = NewDisposeScope();
        foreach (var part in parts)
        {
            var (chosen, labels) = Sampler.Next(PicturesPerPart, LabelsPerPart);
            var mirror = trainer.Mirror && Random.NextInt(2) == 0;
            var ofReal = Augmentation();
            part.Prepare(chosen, labels, mirror, ofReal, ofMade: IsOfFew ? Augmentation() : ofReal);
        }

        var rate = RateAt(Done) * Math.Pow(0.5, Course.Divergences);
        Workers.Each(i => parts[i].TeachCritic(All));
        // Both in any case: a descent also forgets its gradient, from which the next step would go astray for that alone.
        bool[] learned = [pair.Critic.Descend(trainer.Recipe.CriticRate * rate), pair.Features?.Descend(trainer.Recipe.CriticRate * rate) ?? true];
        if (learned.Contains(false))
        {
            foreach (var part in parts)
                part.Forget();
            return false;
        }

        Workers.Each(i => parts[i].TeachCreator());
        if (!pair.Creator.Descend(trainer.Recipe.CreatorRate * rate * Math.Pow(0.5, Course.Collapses)))
            return false;
        pair.Creator.UpdateAverage(Course.Step + 1, LongestAverage);

        foreach (var spread in parts.SelectMany(part => part.Spreads))
            varieties.Add(spread);
        var loss = parts.Average(part => part.CriticLoss);
        var sign = parts.Average(part => part.RealSign);
        Course = Course with
        {
            Loss = Toward(Course.Loss, loss, 0.05),
            MadeSpread = Toward(Course.MadeSpread, parts.Average(part => part.Spreads.Sum(spread => spread.Made)), 0.02),
            RealSpread = Toward(Course.RealSpread, parts.Average(part => part.Spreads.Sum(spread => spread.Real)), 0.02),
            // Where photos are few, the critic's certainty tells too late that it knows them by heart: never less than at the beginning.
            Augmentation = Math.Clamp(Course.Augmentation + (Math.Sign(sign - OverfittingSign) * AugmentationPerPicture * Batch), trainer.Recipe.Augmentation(Pictures.Count), MostAugmentation),
        };
        return Math.Abs(loss) < Diverged;
    }

    /// <summary>Whether pictures are changed from the first step on, because there are few.</summary>
    bool IsOfFew => trainer.Recipe.Augmentation(Pictures.Count) > 0;

    // Of few each in its own way, which measured better; many were measured with all of a part alike (bench/results/creator.md).
    DifferentiableAugmentation? Augmentation() => IsOfFew
        ? DifferentiableAugmentation.Draw(PicturesPerPart, Pictures.Size, Course.Augmentation, Random)
        : DifferentiableAugmentation.DrawAlike(PicturesPerPart, Pictures.Size, Course.Augmentation, Random);

    /// <inheritdoc/>
    protected override void AfterStep(int step) => trainer.AfterStep?.Invoke(step, pair);

    // Where the pictures of a label become one, training returns to where they were not. What varieties say lags behind the networks, so that a copy of them is one to return to
    // when the next look finds them varied still.

    /// <inheritdoc/>
    protected override void Look()
    {
        var counts = Course.Step - lastReturn >= StepsBeforeVarietyCounts;
        if (counts && Course.Loss < WonLoss && Course.Augmentation < MostAugmentation)
        {
            Course = Course with { Augmentation = Math.Min(MostAugmentation, Course.Augmentation + AugmentationWhenWon) };
            Report("the critic is hardly ever wrong: pictures are changed more often");
        }

        if (!counts && Course.Collapses == 0)
        {
            Remember();
        }
        else if (Variety >= HealthyVariety)
        {
            RememberLastLook();
        }
        else
        {
            candidateCourse = null;
            if (!counts || Variety >= CollapsedVariety || Course.Collapses == MostCollapses)
                return;
            Course = Course with { Collapses = Course.Collapses + 1 };
            Return("the pictures of a label became alike");
        }
    }

    /// <summary>The variety of the labels together, or of the one that has least.</summary>
    double Variety => Math.Min(Course.Variety, varieties.Least);

    /// <inheritdoc/>
    protected override bool EndedBadly => base.EndedBadly || (Course.Step - lastReturn >= StepsBeforeVarietyCounts && Variety < CollapsedVariety);

    void RememberLastLook()
    {
        if (candidateCourse is { } course)
        {
            safe.CopyFrom(candidate);
            SafeCourse = course;
        }

        candidate.CopyFrom(pair);
        candidateCourse = Course;
    }

    /// <inheritdoc/>
    protected override void Return(string reason)
    {
        base.Return(reason);
        if (Course.Collapses > SafeCourse.Collapses)
            Course = Course with { Augmentation = Math.Min(MostAugmentation, Course.Augmentation + AugmentationAfterCollapse) };
        (lastReturn, candidateCourse) = (Course.Step, null);
        varieties.Clear();
    }

    /// <inheritdoc/>
    protected override void CopyFromSafe() => pair.CopyFrom(safe);

    /// <inheritdoc/>
    protected override void CopyToSafe() => safe.CopyFrom(pair);

    /// <inheritdoc/>
    protected override SafeTensors ToTensors()
    {
        var tensors = pair.ToTensors();
        upscaler?.AddTo(tensors);
        return tensors;
    }

    /// <inheritdoc/>
    protected override byte[] Export()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var noise = new Generator(trainer.Seed);
        var layers = pair.Creator.AveragedLayers();
        var count = Math.Max(Math.Max(MeasuredPixels / (Pictures.Size * Pictures.Size), LeastMeasuredPictures), creator.Labels);
        var labels = tensor(Enumerable.Range(0, count).Select(i => (long)(i % creator.Labels)).ToArray());
        var measured = creator.Measure(layers, ComputeDevice.Normal([count, CreatorNetwork.NoiseDimension], noise), labels);
        return creator.ToOnnx(layers, measured, upscaler);
    }

    /// <summary>The share of the full rates: a short rise, a plateau, and a straight fall to a twentieth over the last half: the noise of large steps would stay in the pictures.</summary>
    static double RateAt(double done) => Math.Min(1, 0.1 + (done * 50)) * Math.Min(1, 0.05 + (0.95 * (1 - done) / 0.5));
}
