using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>One run of a <see cref="BackboneTuner"/>: the layers above the cut and the head learn from the maps below it.</summary>
sealed class TuningTraining : RecognizerTraining
{
    readonly BackboneTuner trainer;
    readonly TunedLayers network;
    readonly MapCache maps;
    readonly TuningPhotos photos;
    readonly int[] order, heldOutCodes;
    readonly (int Photo, int View)[] batch;
    readonly SeededRandom random;
    readonly Adam layersAdam, headAdam;
    readonly Tensor? labelWeights;
    // Not where steps are counted: another number of threads rounds otherwise, and the training would not repeat.
    readonly ThreadTrial? threads;
    int next;

    /// <summary>Begins with layers whose head is fitted already.</summary>
    public TuningTraining(BackboneTuner trainer, TimeSpan budget, TunedLayers network, MapCache maps, TuningPhotos photos)
        : base(trainer, budget, network.LabelCount)
    {
        (this.trainer, this.network, this.maps, this.photos) = (trainer, network, maps, photos);
        order = (int[])photos.Train.Clone();
        next = order.Length;
        heldOutCodes = [.. photos.HeldOut.Select(photo => photos.Codes[photo])];
        batch = new (int, int)[Math.Clamp(order.Length / 8, 8, 32)];
        random = new SeededRandom(trainer.Seed + (ulong)(trainer.Start?.Course.Step ?? 0));
        layersAdam = new Adam(network.Convolutions, beta1: 0.9, beta2: 0.99);
        headAdam = new Adam(network.Head, beta1: 0.9, beta2: 0.99);
        labelWeights = trainer.WeightsOf([.. photos.Train.Select(photo => photos.Codes[photo])]);
        threads = trainer.Steps is null ? new ThreadTrial() : null;
    }

    /// <inheritdoc/>
    protected override NetworkValues Values => network.Values;

    /// <inheritdoc/>
    protected override bool HasHeldOut => heldOutCodes.Length > 0;

    /// <inheritdoc/>
    protected override bool MayStayAsItIs => true;

    /// <inheritdoc/>
    protected override double BetweenLooks => 0.05;

    /// <inheritdoc/>
    protected override int Patience => 8;

    /// <inheritdoc/>
    protected override (double Reach, double Least) Averaging => (10, 0.02);

    /// <inheritdoc/>
    public override void Dispose()
    {
        threads?.Dispose();
        labelWeights?.Dispose();
        headAdam.Dispose();
        layersAdam.Dispose();
    }

    /// <inheritdoc/>
    protected override double Step(int number, double rate, double progress)
    {
        threads?.BeforeStep();
        trainer.BeforeStep?.Invoke(number, network);
        using var step = NewDisposeScope();
        for (var i = 0; i < batch.Length; i++)
            batch[i] = NextPhoto();
        var labels = tensor(batch.Select(one => (long)photos.Codes[one.Photo]).ToArray());
        var loss = cross_entropy(network.Logits(Values, maps.Of(batch), trainer.Precision), labels, weight: labelWeights, label_smoothing: trainer.LabelSmoothing);
        network.Convolutions.Values.grad?.zero_();
        network.Head.Values.grad?.zero_();
        loss.backward();
        // backward() has just filled both gradients.
        layersAdam.Step(network.Convolutions.Values.grad!, trainer.Rate * rate);
        headAdam.Step(network.Head.Values.grad!, trainer.HeadRate * rate);
        return loss.item<float>();
    }

    /// <inheritdoc/>
    protected override (double Loss, double Accuracy) Measure(NetworkValues values)
    {
        const int batchSize = 64;
        using var inference = no_grad();
        var all = new List<float>();
        foreach (var some in photos.HeldOut.Chunk(batchSize))
        {
            using var scope = NewDisposeScope();
            all.AddRange(network.Logits(values, maps.Of([.. some.Select(photo => (photo, 0))]), trainer.Precision).ToFloats());
        }

        return HeldOutLoss.Of(all, heldOutCodes, trainer.Balanced);
    }

    /// <inheritdoc/>
    protected override void Forget()
    {
        layersAdam.Forget();
        headAdam.Forget();
    }

    /// <inheritdoc/>
    protected override void AddTo(SafeTensors tensors)
    {
        layersAdam.AddTo(tensors, "layers");
        headAdam.AddTo(tensors, "head");
    }

    /// <inheritdoc/>
    protected override void LoadFrom(SafeTensors tensors)
    {
        layersAdam.Load(tensors, "layers");
        headAdam.Load(tensors, "head");
    }

    (int Photo, int View) NextPhoto()
    {
        if (next == order.Length)
        {
            random.Shuffle<int>(order);
            next = 0;
        }

        return (order[next++], random.NextInt(maps.Views));
    }
}
