using System.Diagnostics;
using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// Trains a class-conditional generative adversarial network on small pictures and exports the half that makes them. Hinge loss (Lim and Ye
/// 2017), a critic with bounded singular values, projection and a say on labels, Adam without momentum, and a moving average of the weights.
/// </summary>
sealed record CreatorTrainer
{
    const string Stage = "Learning to create";

    // Measured on the drawn animals; see bench/results/creator.md.
    const double SpectralLimit = 1.4, LabelWeight = 0.5;
    const int PicturesPerPart = 16, FeatureWidth = 64;

    // The average reaches back over this share of the steps so far: short at first, when early weights are worth nothing.
    const double AverageReach = 0.1, LongestAverage = 0.999;

    // Karras 2020: where the critic is right about more than 4 in 5 real pictures (mean sign 0.6), it learns by heart, and sees more changed ones.
    const double OverfittingSign = 0.6, AugmentationPerPicture = 2e-6, MostAugmentation = 0.8;

    const int StepsBetweenCopies = 50, MostRollbacks = 5, HistoryLength = 200, MeasuredPictures = 512;
    const double Diverged = 1e4;

    /// <summary>The time for training; the export, a second at most, comes on top. Default ten minutes.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps to make instead of <see cref="Budget"/>, for training that repeats; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>The seed of first weights, noise, order and augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Channels at half the edge, of creator and critic. Multiples of 16: others take the kernels' slow way.</summary>
    public int Width { get; init; } = 32;

    /// <summary>A recognizer of the same labels, through whose eyes the critic looks as well; null, the default, for pixels alone.</summary>
    public TeacherNetwork? Teacher { get; init; }

    /// <summary>Whether a picture may be mirrored; not where left and right mean something, as in digits.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>Called after each step with its number and the pair: where tests watch, and break it on purpose.</summary>
    public Action<int, AdversarialPair>? AfterStep { get; init; }

    // With a teacher the fast rates are the better ones; without, they make one picture of each label.
    double CreatorRate => Teacher is null ? 2e-4 : 6e-4;

    double CriticRate => Teacher is null ? 4e-4 : 8e-4;

    /// <summary>Trains, and returns the creator with the averaged weights.</summary>
    /// <param name="pictures">What to learn from: at least one of each label, their edge a power of two from 16 to 128.</param>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="cancellation">Ends training; what was learned until then is returned.</param>
    /// <exception cref="TwofoldException">The pictures do not do, or training diverges again and again from its first steps on.</exception>
    /// <exception cref="OperationCanceledException">Canceled before the first step.</exception>
    public TrainedCreator Train(SmallPictures pictures, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check(pictures);
        cancellation.ThrowIfCancellationRequested();
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var batch = PicturesPerPart * Workers.Count;
        var random = new SeededRandom(Seed);
        using var weightRandom = new Generator(Seed);
        var networks = new Networks(
            new CreatorNetwork(pictures.Size, pictures.LabelCount, Width),
            new Critic(pictures.Size, pictures.LabelCount, Width),
            Teacher is null ? null : new FeatureCritic(Teacher.Scales, pictures.LabelCount, FeatureWidth));
        using var pair = NewPair();
        using var safe = NewPair();
        var sampler = new LabelSampler(pictures.Labels, pictures.LabelCount, random);
        var all = tensor(pictures.Pixels).view(pictures.Count, pictures.Size, pictures.Size, 3);
        Part[] parts = [.. Enumerable.Range(0, Workers.Count).Select(i => new Part(this, networks, pair, i, new Generator((Seed * 1000) + (ulong)i)))];
        safe.CopyFrom(pair);

        var clock = Stopwatch.StartNew();
        var history = new List<CreatorProgress>();
        var (step, safeStep, rollbacks, augmentation, loss, gap) = (0, 0, 0, 0.0, 2.0, 0.0);
        var reported = TimeSpan.FromSeconds(-1);
        double Done() => Steps is { } steps ? (double)step / steps : clock.Elapsed / Budget;
        while (Done() < 1 && !cancellation.IsCancellationRequested)
        {
            var stepLoss = Step(RateAt(Done()) * Math.Pow(0.5, rollbacks));
            if (!(Math.Abs(stepLoss) < Diverged))
            {
                if (rollbacks++ == MostRollbacks)
                    break;
                pair.CopyFrom(safe);
                step = Steps is null ? step : safeStep;
                continue;
            }

            step++;
            AfterStep?.Invoke(step, pair);
            if (step % StepsBetweenCopies == 0)
            {
                safe.CopyFrom(pair);
                safeStep = step;
            }

            if (Done() * HistoryLength >= history.Count)
                history.Add(new CreatorProgress(step, clock.Elapsed.TotalSeconds, loss, gap, augmentation));
            if (clock.Elapsed - reported > TimeSpan.FromSeconds(0.3))
            {
                reported = clock.Elapsed;
                progress?.Report(Steps is { } steps
                    ? new WorkProgress(Stage, step, steps, "steps", $"critic {loss:F2}")
                    : new WorkProgress(Stage, Math.Min(clock.Elapsed.TotalSeconds, Budget.TotalSeconds), Budget.TotalSeconds, "seconds", $"critic {loss:F2}"));
            }
        }

        if (rollbacks > MostRollbacks && safeStep == 0)
            throw new TwofoldException($"Training the creator diverged {rollbacks} times in its first {StepsBetweenCopies} steps, at ever smaller rates: check that the photos are readable, or train with another seed.");
        if (rollbacks > MostRollbacks)
            pair.CopyFrom(safe);
        return new TrainedCreator(
            Export(networks.Creator, pair), CreatorNetwork.NoiseDimension, pictures.Size, step, (long)step * batch, clock.Elapsed.TotalSeconds, history);

        // One batch of generated pictures serves both halves: first the critic learns from it, then the creator from what the critic says of it.
        double Step(double rate)
        {
            using var stepScope = NewDisposeScope();
            var (chosen, labels) = sampler.Next(batch);
            for (var i = 0; i < parts.Length; i++)
            {
                var range = (i * PicturesPerPart)..((i + 1) * PicturesPerPart);
                parts[i].Prepare(chosen[range], labels[range],
                    mirror: Mirror && random.NextInt(2) == 0,
                    change: random.NextDouble() < augmentation ? PictureChange.Draw(pictures.Size, random) : null);
            }

            Workers.Each(i => parts[i].TeachCritic(all));
            if (!pair.Critic.Descend(CriticRate * rate) || pair.Features?.Descend(CriticRate * rate) == false)
                return double.NaN;
            Workers.Each(i => parts[i].TeachCreator());
            if (!pair.Creator.Descend(CreatorRate * rate))
                return double.NaN;
            using (no_grad())
                pair.Average.lerp_(pair.Creator.Weights.Values, 1 - Math.Min(LongestAverage, 1 - (1 / ((AverageReach * step) + 1))));

            var stepLoss = parts.Average(part => part.CriticLoss);
            loss += 0.05 * (stepLoss - loss);
            gap += 0.05 * (parts.Average(part => part.Gap) - gap);
            var sign = parts.Average(part => part.RealSign);
            augmentation = Math.Clamp(augmentation + (Math.Sign(sign - OverfittingSign) * AugmentationPerPicture * batch), 0, MostAugmentation);
            return stepLoss;
        }

        AdversarialPair NewPair() => new(networks.Creator, networks.Critic, networks.Features, weightRandom, Workers.Count, SpectralLimit);
    }

    /// <summary>The share of the full rates: a short rise, a plateau, and a straight fall to a twentieth over the last half: the noise of large steps would stay in the pictures.</summary>
    static double RateAt(double done) => Math.Min(1, 0.1 + (done * 50)) * Math.Min(1, 0.05 + (0.95 * (1 - done) / 0.5));

    byte[] Export(CreatorNetwork creator, AdversarialPair pair)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new Generator(Seed);
        var layers = pair.Creator.Weights.Layers(pair.Average, ScalarType.Float32);
        var count = Math.Max(MeasuredPictures, creator.Labels);
        var measured = creator.Measure(
            layers, randn(count, CreatorNetwork.NoiseDimension, generator: random), arange(count, ScalarType.Int64).remainder(creator.Labels));
        return creator.ToOnnx(layers, measured);
    }

    static void Check(SmallPictures pictures)
    {
        if (pictures.Size is < 16 or > 128 || !BitOperations.IsPow2(pictures.Size))
            throw new TwofoldException($"The creator cannot learn from pictures of {pictures.Size} x {pictures.Size} pixels: 16, 32, 64 or 128 were expected.");
        if (pictures.LabelCount < 1)
            throw new TwofoldException("There is no picture to learn from: give at least one of each label.");
        var present = pictures.Labels.Distinct().Count();
        if (present < pictures.LabelCount)
            throw new TwofoldException($"{pictures.LabelCount - present} of {pictures.LabelCount} labels have no picture to learn from: give at least one of each label.");
    }

    /// <summary>The networks' shapes.</summary>
    /// <param name="Creator">What makes pictures.</param>
    /// <param name="Critic">What judges their pixels.</param>
    /// <param name="Features">What judges them through the teacher's eyes; null without a teacher.</param>
    sealed record Networks(CreatorNetwork Creator, Critic Critic, FeatureCritic? Features);

    /// <summary>What one thread works on: its share of the batch, and its own gradients for the weights that all share.</summary>
    sealed class Part(CreatorTrainer trainer, Networks networks, AdversarialPair pair, int index, Generator noiseRandom)
    {
        static readonly Scalar HalfWhite = LastingScalar.Of(127.5), LabelWeightScalar = LastingScalar.Of(LabelWeight);

        long[] chosen = [], labelsOfChosen = [];
        bool mirrored;
        PictureChange? changed;
        Tensor? shown, labels;
        Tensor[] maps = [];

        public double CriticLoss { get; private set; }

        public double Gap { get; private set; }

        public double RealSign { get; private set; }

        public void Prepare(long[] pictures, long[] itsLabels, bool mirror, PictureChange? change) =>
            (chosen, labelsOfChosen, mirrored, changed) = (pictures, itsLabels, mirror, change);

        public void TeachCritic(Tensor all)
        {
            var (count, precision) = (chosen.Length, trainer.Precision);
            labels = tensor(labelsOfChosen).DetachFromDisposeScope();
            var real = all.index_select(0, tensor(chosen)).to_type(precision).div_(HalfWhite).sub_(LastingScalar.One);
            real = Changed((mirrored ? real.flip(2) : real).permute(0, 3, 1, 2));
            var noise = randn(count, CreatorNetwork.NoiseDimension, generator: noiseRandom);
            shown = Changed(networks.Creator.Forward(pair.Creator.Layers(index, precision), noise, labels, CreatorNetwork.BatchNormalization)).DetachFromDisposeScope();

            var labelsOfBoth = cat([labels, labels]);
            var (scores, logits) = networks.Critic.Judge(pair.Critic.Layers(index, precision), cat([real, shown.detach()]), labelsOfBoth, groups: 2);
            var loss = Hinge(scores, count);
            var (ofReal, ofMade) = (scores.narrow(0, 0, count), scores.narrow(0, count, count));
            var total = loss + cross_entropy(logits.narrow(0, 0, count), labels);
            if (networks.Features is not null)
                total += FeatureLoss(networks.Features, real, labelsOfBoth);
            total.backward();

            CriticLoss = loss.item<float>();
            Gap = (ofReal.mean() - ofMade.mean()).item<float>();
            RealSign = ofReal.sign().mean().item<float>();
        }

        public void TeachCreator()
        {
            if (shown is null || labels is null)
                throw new InvalidOperationException("The critic is taught first, with the same pictures.");
            var (scores, logits) = networks.Critic.Judge(pair.Critic.FixedLayers(trainer.Precision), shown, labels, groups: 1);
            var total = cross_entropy(logits, labels).mul(LabelWeightScalar) - scores.mean();
            if (networks.Features is not null && pair.Features is not null)
                foreach (var ofMap in networks.Features.Judge(pair.Features.FixedLayers(trainer.Precision), maps, labels, groups: 1))
                    total -= ofMap.mean();
            total.backward();
            shown.Dispose();
            labels.Dispose();
            foreach (var map in maps)
                map.Dispose();
        }

        // The teacher looks once at what was made: the critic learns from what it sees, then the creator through it.
        Tensor FeatureLoss(FeatureCritic critic, Tensor real, Tensor labelsOfBoth)
        {
            var (teacher, learner) = (trainer.Teacher!, pair.Features!); // There are features because there is a teacher.
            Tensor[] ofReal;
            using (no_grad())
                ofReal = teacher.Look(real);
            maps = [.. teacher.Look(shown!).Select(map => map.DetachFromDisposeScope())]; // Made just before.
            var scores = critic.Judge(
                learner.Layers(index, trainer.Precision), [.. ofReal.Zip(maps, (ofReal, ofMade) => cat([ofReal, ofMade.detach()]))], labelsOfBoth, groups: 2);
            return scores.Aggregate(zeros(1), (sum, ofMap) => sum + Hinge(ofMap, chosen.Length));
        }

        static Tensor Hinge(Tensor scores, int count) => relu(LastingScalar.One - scores.narrow(0, 0, count)).mean() + relu(LastingScalar.One + scores.narrow(0, count, count)).mean();

        Tensor Changed(Tensor pictures) => changed?.Apply(pictures) ?? pictures;
    }
}
