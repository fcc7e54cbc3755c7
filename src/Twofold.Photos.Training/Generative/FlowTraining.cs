using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>One run of a <see cref="FlowTrainer"/>: its network, and how far it is.</summary>
sealed class FlowTraining : CreatorTraining
{
    const string NetworkName = "velocity";

    // Ho and Salimans 2022: 0.1 or 0.2 of the labels hidden do alike.
    const double HiddenLabels = 0.1;

    const double Momentum = 0.9, Diverged = 1e3;

    readonly FlowTrainer trainer;
    readonly PatchBasis basis;
    readonly VelocityNetwork network;
    readonly Learner learner, safe;
    readonly FlowPart[] parts;

    public FlowTraining(FlowTrainer trainer, SmallPictures pictures)
        : base(trainer, pictures)
    {
        this.trainer = trainer;
        var tensors = trainer.Start is { } start ? SafeTensors.FromBytes(start.Networks) : null;
        var edge = VelocityNetwork.PatchEdge(pictures.Size);
        basis = tensors is null ? PatchBasis.Of(pictures, edge, Random) : PatchBasis.Load(tensors, edge);
        network = new VelocityNetwork(pictures.Size, pictures.LabelCount, trainer.Width, basis);
        using var weightRandom = new Generator(trainer.Seed);
        learner = new Learner(network.Shapes, weightRandom, Workers.Count, Momentum, averaged: true);
        safe = new Learner(network.Shapes, weightRandom, Workers.Count, Momentum, averaged: true);
        var times = new FlowTimes(trainer.TimeLocation - Math.Log(pictures.Size / 32.0), trainer.TimeScale);
        parts = [.. Enumerable.Range(0, Workers.Count).Select(i => new FlowPart(network, learner, i, times, trainer.Precision, new Generator((Seed * 1000) + (ulong)i)))];
        if (tensors is not null)
            learner.Load(tensors, NetworkName);
    }

    /// <inheritdoc/>
    protected override string Kind => CreatorInfo.Flow;

    /// <inheritdoc/>
    protected override int NoiseDimension => 3 * Pictures.Size * Pictures.Size;

    /// <inheritdoc/>
    protected override int PicturesPerPart => trainer.PicturesPerPart;

    /// <inheritdoc/>
    protected override string Remark => $"error {Course.Loss:F3}";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, double> Measures => new Dictionary<string, double> { ["error"] = Course.Loss };

    /// <inheritdoc/>
    public override void Dispose()
    {
        learner.Dispose();
        safe.Dispose();
        basis.Dispose();
        All.Dispose();
        foreach (var part in parts)
            part.Dispose();
    }

    /// <inheritdoc/>
    protected override bool Step()
    {
        using var scope = NewDisposeScope();
        var (chosen, labels) = Sampler.Next(Batch, Pictures.LabelCount);
        var shift = Random.NextDouble();
        for (var i = 0; i < parts.Length; i++)
        {
            var range = (i * PicturesPerPart)..((i + 1) * PicturesPerPart);
            // Times spread evenly over their distribution make the loss of a step vary less (Kingma 2021, appendix I.1).
            double[] shares = [.. Enumerable.Range(0, PicturesPerPart).Select(j => ((j * parts.Length) + i + shift) / Batch)];
            Random.Shuffle(shares.AsSpan());
            long[] shown = [.. labels[range].Select(label => Random.NextDouble() < HiddenLabels ? network.Labels : label)];
            parts[i].Prepare(chosen[range], shown, shares, mirror: trainer.Mirror && Random.NextInt(2) == 0);
        }

        Workers.Each(i => parts[i].Teach(All));
        if (!learner.Descend(trainer.Rate * RateAt(Done) * Math.Pow(0.5, Course.Divergences)))
            return false;
        learner.UpdateAverage(Course.Step + 1);
        var loss = parts.Average(part => part.Loss);
        Course = Course with { Loss = Toward(Course.Loss, loss, Math.Max(0.01, 1.0 / (Course.Step + 1))) };
        return loss < Diverged;
    }

    /// <inheritdoc/>
    protected override void AfterStep(int step) => trainer.AfterStep?.Invoke(step, learner);

    /// <inheritdoc/>
    protected override void CopyFromSafe() => learner.CopyFrom(safe);

    /// <inheritdoc/>
    protected override void CopyToSafe() => safe.CopyFrom(learner);

    /// <inheritdoc/>
    protected override SafeTensors ToTensors()
    {
        using var scope = NewDisposeScope();
        var tensors = new SafeTensors();
        learner.AddTo(tensors, NetworkName);
        basis.AddTo(tensors);
        return tensors;
    }

    /// <inheritdoc/>
    protected override byte[] Export()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        return network.ToOnnx(learner.AveragedLayers());
    }

    /// <summary>The share of the full rate: a short rise, a plateau, and a straight fall to a fiftieth over the last half.</summary>
    static double RateAt(double done) => Math.Min(1, 0.05 + (done * 30)) * Math.Min(1, 0.02 + (0.98 * (1 - done) / 0.5));
}
