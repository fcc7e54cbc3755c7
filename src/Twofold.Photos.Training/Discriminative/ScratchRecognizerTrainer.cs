using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Trains a small convolutional network from scratch: for photos without a pretrained backbone. The recipe follows airbench (Jordan 2024),
/// scaled to the pictures and the time there are.
/// </summary>
sealed record ScratchRecognizerTrainer : RecognizerTrainer
{
    const int LeastBatch = 32, LargestBatch = 1024, NarrowWidth = 16;

    /// <summary>Filters of the first group, a quarter of the others'; null, the default, for that of <see cref="NetworkTrainer{TState}.Start"/>, or 16, or more from 4,000 pictures on where the budget allows.</summary>
    public int? Width { get; init; }

    /// <summary>
    /// The highest learning rate of Muon, which moves the filters, for batches of up to 512; with larger ones it is larger in proportion. 0.1 measured best of 0.05 to 0.24.
    /// </summary>
    public double FilterRate { get; init; } = 0.1;

    /// <summary>The highest learning rate of Adam, which moves all else.</summary>
    public double OtherRate { get; init; } = 0.01;

    /// <summary>Called before each step with its number: where tests break a network on purpose.</summary>
    public Action<int, ScratchNetwork>? BeforeStep { get; init; }

    /// <summary>Trains, and returns the network that read the held-out pictures with the smallest loss.</summary>
    /// <param name="training">What to learn from; at least one picture of each label.</param>
    /// <param name="heldOut">What to judge by, of the same size and labels; without pictures the last network is kept.</param>
    /// <param name="progress">Told of every look at the held-out pictures.</param>
    /// <param name="cancellation">Ends training; the best network so far is returned.</param>
    /// <exception cref="TwofoldException">The pictures do not fit each other, or training diverges at every rate.</exception>
    /// <exception cref="OperationCanceledException">Canceled before the first step.</exception>
    public TrainedNetwork Train(
        SmallPictures training, SmallPictures heldOut, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check(training, heldOut);
        cancellation.ThrowIfCancellationRequested();
        using var memory = TorchRuntime.KeepMemory();
        using var scope = NewDisposeScope();
        using var run = new ScratchTraining(this, training, heldOut, Width ?? Start?.Course.Width ?? WidthFor(training.Count));
        var (best, kept, history, rollbacks) = run.Run(progress, cancellation);
        var (weights, biases) = run.Network.Head(best);
        return new TrainedNetwork(run.Network.ToOnnx(best), weights, biases) { History = history, Kept = kept, Rollbacks = rollbacks };
    }

    /// <summary>The network as it is before its first step, as ONNX: filters of chance on the colors and edges that are frequent in the pictures.</summary>
    public byte[] Untrained(SmallPictures pictures)
    {
        using var memory = TorchRuntime.KeepMemory();
        using var scope = NewDisposeScope();
        using var network = new ScratchNetwork(pictures, Width ?? NarrowWidth, Seed);
        return network.ToOnnx(network.Values);
    }

    /// <summary>The pictures of a step: Muon's matrices take as long for few as for many, and few pictures want many steps.</summary>
    public static int BatchFor(int pictures) => Math.Clamp(pictures / 16, LeastBatch, LargestBatch);

    /// <summary>The widest network that still sees each picture often enough in the time there is.</summary>
    int WidthFor(int pictures)
    {
        // 750 photos of cats and dogs were read no better at width 32 than at 16 after the same steps, which took twice the time.
        if (pictures < 4000)
            return NarrowWidth;

        // Pictures that training takes in a second, on two cores with bfloat16.
        ReadOnlySpan<(int Width, double Speed)> networks = [(64, 800), (32, 2300)];

        // Forty times each of four thousand pictures, nine times each of fifty thousand.
        var wanted = 110_000 * Math.Pow(pictures / 1000.0, 0.35);
        foreach (var (width, speed) in networks)
        {
            if (Steps is null && Budget.TotalSeconds * speed >= wanted)
                return width;
        }

        return NarrowWidth;
    }

    void Check(SmallPictures training, SmallPictures heldOut)
    {
        if (heldOut.Size != training.Size)
            throw new TwofoldException($"Held-out pictures of {heldOut.Size} x {heldOut.Size} pixels for training pictures of {training.Size} x {training.Size}: one size was expected.");
        if (heldOut.LabelCount != training.LabelCount)
            throw new TwofoldException($"{heldOut.LabelCount} labels of held-out pictures for {training.LabelCount} of training pictures: the same labels were expected.");
        if (training.LabelCount < 2)
            throw new TwofoldException($"{training.LabelCount} label: at least 2 were expected, so that there is something to tell apart.");
        for (var label = 0; label < training.LabelCount; label++)
        {
            if (!training.Labels.AsSpan().Contains(label))
                throw new TwofoldException($"No picture of label number {label} to train on: at least one of each label was expected.");
        }

        if (Steps is { } steps ? steps < 1 : Budget <= TimeSpan.Zero)
            throw new TwofoldException($"Training of {(Steps is null ? $"{Budget.TotalSeconds} seconds" : $"{Steps} steps")}: more than 0 were expected.");
        if (Width is < 1)
            throw new TwofoldException($"A network of width {Width}: at least 1 was expected.");
    }
}
