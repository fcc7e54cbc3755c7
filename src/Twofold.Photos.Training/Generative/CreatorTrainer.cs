using System.Diagnostics;
using System.Numerics;
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
    const double Rate = 8e-4, SpectralLimit = 1.4, LabelWeight = 0.5;
    const int PicturesPerPart = 16;

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

    /// <summary>Whether a picture may be mirrored; not where left and right mean something, as in digits.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>Called after each step with its number and the pair: where tests watch, and break it on purpose.</summary>
    public Action<int, AdversarialPair>? AfterStep { get; init; }

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
        var creator = new CreatorNetwork(pictures.Size, pictures.LabelCount, Width);
        var critic = new Critic(pictures.Size, pictures.LabelCount, Width);
        using var pair = new AdversarialPair(creator, critic, weightRandom);
        using var safe = new AdversarialPair(creator, critic, weightRandom);
        using var bound = new SpectralBound(pair.Critic, SpectralLimit, weightRandom);
        var sampler = new LabelSampler(pictures.Labels, pictures.LabelCount, random);
        var all = tensor(pictures.Pixels).view(pictures.Count, pictures.Size, pictures.Size, 3);
        Part[] parts = [.. Enumerable.Range(0, Workers.Count).Select(i => new Part(pair, new Generator((Seed * 1000) + (ulong)i)))];
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
            Export(creator, pair), CreatorNetwork.NoiseDimension, pictures.Size, step, (long)step * batch, clock.Elapsed.TotalSeconds, history);

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

            Workers.Each(i => parts[i].TeachCritic(creator, critic, all, Precision));
            if (!Descend(pair.CriticSteps, [.. parts.Select(part => part.CriticLeaf)], rate))
                return double.NaN;
            bound.Apply();
            Workers.Each(i => parts[i].TeachCreator(critic, Precision));
            if (!Descend(pair.CreatorSteps, [.. parts.Select(part => part.CreatorLeaf)], rate))
                return double.NaN;
            using (no_grad())
                pair.Average.lerp_(pair.Creator.Values, 1 - Math.Min(LongestAverage, 1 - (1 / ((AverageReach * step) + 1))));

            var stepLoss = parts.Average(part => part.CriticLoss);
            loss += 0.05 * (stepLoss - loss);
            gap += 0.05 * (parts.Average(part => part.Gap) - gap);
            var sign = parts.Average(part => part.RealSign);
            augmentation = Math.Clamp(augmentation + (Math.Sign(sign - OverfittingSign) * AugmentationPerPicture * batch), 0, MostAugmentation);
            return stepLoss;
        }
    }

    /// <summary>A step down the mean of the parts' gradients, which are zero afterwards; false where they are not finite.</summary>
    static bool Descend(Adam optimizer, Tensor[] leaves, double rate)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var gradients = leaves.Select(leaf => leaf.grad ?? throw new InvalidOperationException("A part made no gradient.")).ToArray();
        foreach (var other in gradients.Skip(1))
            gradients[0].add_(other);
        var mean = gradients[0].div_(leaves.Length);
        var finite = double.IsFinite(mean.abs().sum().item<float>());
        if (finite)
            optimizer.Step(mean, rate);
        foreach (var gradient in gradients)
            gradient.zero_();
        return finite;
    }

    /// <summary>A short rise, a plateau, and a straight fall to a twentieth over the last half: the noise of large steps would stay in the pictures.</summary>
    static double RateAt(double done) => Rate * Math.Min(1, 0.1 + (done * 50)) * Math.Min(1, 0.05 + (0.95 * (1 - done) / 0.5));

    byte[] Export(CreatorNetwork creator, AdversarialPair pair)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new Generator(Seed);
        var layers = pair.Creator.Layers(pair.Average, ScalarType.Float32);
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

    /// <summary>What one thread works on: its share of the batch, and its own gradients for the weights that all share.</summary>
    sealed class Part(AdversarialPair pair, Generator noiseRandom)
    {
        long[] chosen = [], labelsOfChosen = [];
        bool mirrored;
        PictureChange? changed;
        Tensor? made, labels;

        // Detached values share the memory of the weights; the gradient is the part's own.
        public Tensor CreatorLeaf { get; } = pair.Creator.Values.detach().requires_grad_();

        public Tensor CriticLeaf { get; } = pair.Critic.Values.detach().requires_grad_();

        public double CriticLoss { get; private set; }

        public double Gap { get; private set; }

        public double RealSign { get; private set; }

        public void Prepare(long[] pictures, long[] itsLabels, bool mirror, PictureChange? change) =>
            (chosen, labelsOfChosen, mirrored, changed) = (pictures, itsLabels, mirror, change);

        public void TeachCritic(CreatorNetwork creator, Critic critic, Tensor all, ScalarType precision)
        {
            var count = chosen.Length;
            labels = tensor(labelsOfChosen).DetachFromDisposeScope();
            var real = all.index_select(0, tensor(chosen)).to_type(precision).div_(127.5).sub_(1);
            real = (mirrored ? real.flip(2) : real).permute(0, 3, 1, 2);
            var noise = randn(count, CreatorNetwork.NoiseDimension, generator: noiseRandom);
            made = creator.Forward(pair.Creator.Layers(CreatorLeaf, precision), noise, labels, CreatorNetwork.BatchNormalization).DetachFromDisposeScope();

            var both = Changed(cat([real, made.detach()]));
            var (scores, logits) = critic.Judge(pair.Critic.Layers(CriticLeaf, precision), both, cat([labels, labels]), groups: 2);
            var (ofReal, ofMade) = (scores.narrow(0, 0, count), scores.narrow(0, count, count));
            var loss = relu(1 - ofReal).mean() + relu(1 + ofMade).mean();
            (loss + cross_entropy(logits.narrow(0, 0, count), labels)).backward();

            CriticLoss = loss.item<float>();
            Gap = (ofReal.mean() - ofMade.mean()).item<float>();
            RealSign = ofReal.sign().mean().item<float>();
        }

        public void TeachCreator(Critic critic, ScalarType precision)
        {
            if (made is null || labels is null)
                throw new InvalidOperationException("The critic is taught first, with the same pictures.");
            var layers = pair.Critic.Layers(pair.Critic.Values.detach(), precision);
            var (scores, logits) = critic.Judge(layers, Changed(made), labels, groups: 1);
            (cross_entropy(logits, labels).mul(LabelWeight) - scores.mean()).backward();
            made.Dispose();
            labels.Dispose();
        }

        Tensor Changed(Tensor pictures) => changed?.Apply(pictures) ?? pictures;
    }
}
