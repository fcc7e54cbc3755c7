using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>One run of a <see cref="ScratchRecognizerTrainer"/>: a part of each batch is learned by each core.</summary>
sealed class ScratchTraining : RecognizerTraining
{
    const int RatedBatch = 512, LeastPart = 16;

    // As in airbench, three of eight epochs: they settle soon, and what is left of the training is faster.
    const double WhiteningProgress = 0.375;

    readonly ScratchRecognizerTrainer trainer;
    readonly SmallPictures heldOut;
    readonly int batchSize;
    readonly PictureBatches batches;
    readonly NetworkValues[] parts;
    readonly ScratchOptimizer optimizer;
    readonly Tensor? labelWeights;

    /// <summary>Makes the network, in the present scope.</summary>
    public ScratchTraining(ScratchRecognizerTrainer trainer, SmallPictures training, SmallPictures heldOut, int width)
        : base(trainer, trainer.Budget, training.LabelCount)
    {
        (this.trainer, this.heldOut, Width) = (trainer, heldOut, width);
        batchSize = ScratchRecognizerTrainer.BatchFor(training.Count);
        Network = new ScratchNetwork(training, width, trainer.Seed);
        batches = new PictureBatches(training, batchSize, Augmentation.For(training.Count), trainer.Mirror, Network.Normalization, trainer.Seed + (ulong)(trainer.Start?.Course.Step ?? 0));
        // What batch normalization sees of a small part would be chance.
        parts = [.. Enumerable.Range(0, Math.Clamp(batchSize / LeastPart, 1, Workers.Count)).Select(_ => Network.Values.Part())];
        optimizer = new ScratchOptimizer(Network, trainer.FilterRate * Math.Max(1, batchSize / (double)RatedBatch), trainer.OtherRate);
        labelWeights = trainer.WeightsOf(training.Labels);
    }

    /// <summary>What is trained.</summary>
    public ScratchNetwork Network { get; }

    /// <inheritdoc/>
    protected override NetworkValues Values => Network.Values;

    /// <inheritdoc/>
    protected override int? Width { get; }

    /// <inheritdoc/>
    protected override bool HasHeldOut => heldOut.Count > 0;

    /// <inheritdoc/>
    protected override bool MayStayAsItIs => false;

    /// <inheritdoc/>
    protected override double BetweenLooks => 0.02;

    /// <inheritdoc/>
    protected override int Patience => 12;

    /// <inheritdoc/>
    protected override (double Reach, double Least) Averaging => (20, 0.002);

    /// <inheritdoc/>
    public override void Dispose()
    {
        labelWeights?.Dispose();
        optimizer.Dispose();
        Network.Dispose();
    }

    /// <inheritdoc/>
    protected override double Step(int number, double rate, double progress)
    {
        trainer.BeforeStep?.Invoke(number, Network);
        using var step = NewDisposeScope();
        var (pictures, labels) = batches.Next();
        var lossOfPart = new double[parts.Length];
        foreach (var part in parts)
            part.Statistics.copy_(Values.Statistics);
        Workers.Each(parts.Length, Learn);
        optimizer.Step(parts, rate);
        // Each part has normalized by itself; pictures that come one by one are normalized by what all have seen.
        Values.Statistics.copy_(stack([.. parts.Select(part => part.Statistics)]).mean([0]));
        return lossOfPart.Average();

        void Learn(int part)
        {
            var (first, last) = (batchSize * part / parts.Length, batchSize * (part + 1) / parts.Length);
            var logits = Network.Logits(parts[part], pictures.slice(0, first, last, 1), training: true, trainer.Precision, progress > WhiteningProgress);
            var loss = cross_entropy(logits, labels.slice(0, first, last, 1), weight: labelWeights, label_smoothing: trainer.LabelSmoothing);
            loss.backward();
            lossOfPart[part] = loss.item<float>();
        }
    }

    /// <inheritdoc/>
    protected override (double Loss, double Accuracy) Measure(NetworkValues values)
    {
        const int batch = 256;
        using var inference = no_grad();
        var all = new List<float>(heldOut.Count * heldOut.LabelCount);
        for (var start = 0; start < heldOut.Count; start += batch)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(batch, heldOut.Count - start);
            var pixels = new float[count * heldOut.BytesPerPicture];
            for (var i = 0; i < count; i++)
                Augmentation.Normalize(heldOut[start + i], Network.Normalization, pixels.AsSpan(i * heldOut.BytesPerPicture, heldOut.BytesPerPicture));
            all.AddRange(Network.Logits(values, tensor(pixels, [count, heldOut.Size, heldOut.Size, 3]), training: false, trainer.Precision).ToFloats());
        }

        return HeldOutLoss.Of(all, heldOut.Labels, trainer.Balanced);
    }

    /// <inheritdoc/>
    protected override void Forget() => optimizer.Forget();

    /// <inheritdoc/>
    protected override void AddTo(SafeTensors tensors) => optimizer.AddTo(tensors);

    /// <inheritdoc/>
    protected override void LoadFrom(SafeTensors tensors) => optimizer.Load(tensors);
}
