using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// Trains a small convolutional network from scratch: for photos without a pretrained backbone. The recipe follows airbench (Jordan 2024),
/// scaled to the pictures and the time there are.
/// </summary>
sealed record ScratchRecognizerTrainer
{
    const int PatienceEvaluations = 12;

    // While the rate is high the held-out loss stands still for long and falls at the end: a quarter cost five points of accuracy on cats and dogs.
    const double PatienceProgress = 0.5;
    const int MaxRollbacks = 6;

    const int LeastBatch = 32, RatedBatch = 512, LargestBatch = 1024;

    const int LeastPart = 16;

    // As in airbench, three of eight epochs: they settle soon, and what is left of the training is faster.
    const double WhiteningProgress = 0.375;

    /// <summary>What progress is told that it does.</summary>
    public string Stage { get; init; } = "Learning to recognize";

    /// <summary>The time for training; the export and a last look at the held-out pictures come on top, seconds at most. Default ten minutes.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps to make instead of <see cref="Budget"/>, for training that repeats within rounding; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>Filters of the first group, a quarter of the others'; null, the default, for that of <see cref="Start"/>, or 16, or more from 4,000 pictures on where the budget allows.</summary>
    public int? Width { get; init; }

    /// <summary>The seed of first weights, order and augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a picture may be mirrored; not where left and right mean something, as in digits.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>
    /// The highest learning rate of Muon, which moves the filters, for batches of up to 512; with larger ones it is larger in proportion. 0.1 measured best of 0.05 to 0.24.
    /// </summary>
    public double FilterRate { get; init; } = 0.1;

    /// <summary>The highest learning rate of Adam, which moves all else.</summary>
    public double OtherRate { get; init; } = 0.01;

    /// <summary>The share of certainty that is spread over all labels, so that a network that fits everything is not driven to infinite logits.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>How much the pictures of each label count in the loss, <c>[labels]</c>; null, the default, for all alike.</summary>
    public IReadOnlyList<double>? LabelWeights { get; init; }

    /// <summary>Where an earlier training was that goes on; null, the default, to begin one. It is to be of the same pictures, seed and width.</summary>
    public ScratchState? Start { get; init; }

    /// <summary>Takes the state that training can go on from, now and then; null, the default, for nobody.</summary>
    public Action<ScratchState>? Keep { get; init; }

    /// <summary>The time between two states that are kept. Default a minute.</summary>
    public TimeSpan TimeBetweenStates { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Called before each step with its number: where tests break a network on purpose.</summary>
    public Action<int, ScratchNetwork>? BeforeStep { get; init; }

    /// <summary>Trains, and returns the network that read the held-out pictures with the smallest loss.</summary>
    /// <param name="training">What to learn from; at least one picture of each label.</param>
    /// <param name="heldOut">What to judge by, of the same size and labels; without pictures the last network is kept.</param>
    /// <param name="progress">Told of every look at the held-out pictures.</param>
    /// <param name="cancellation">Ends training; the best network so far is returned.</param>
    /// <exception cref="TwofoldException">The pictures do not fit each other, or training diverges at every rate.</exception>
    /// <exception cref="OperationCanceledException">Canceled before the first step.</exception>
    public ScratchRecognizer Train(
        SmallPictures training, SmallPictures heldOut, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check(training, heldOut);
        cancellation.ThrowIfCancellationRequested();
        using var memory = TorchRuntime.KeepMemory();
        using var scope = NewDisposeScope();

        var begun = Start?.Course ?? default;
        var schedule = new TrainingSchedule(Budget, Steps, (TimeSpan.FromSeconds(begun.Seconds), begun.Step));
        var batchSize = BatchFor(training.Count);
        var filterRate = FilterRate * Math.Max(1, batchSize / (double)RatedBatch);
        var width = Width ?? begun.Width ?? WidthFor(training.Count);
        using var network = new ScratchNetwork(training, width, Seed);
        var batches = new PictureBatches(training, batchSize, Augmentation.For(training.Count), Mirror, network.Normalization, Seed + (ulong)begun.Step);

        // What batch normalization sees of a small part would be chance.
        var parts = Enumerable.Range(0, Math.Clamp(batchSize / LeastPart, 1, Workers.Count)).Select(_ => network.Values.Part()).ToArray();
        // Not where steps are counted: another number of threads rounds otherwise, and the training would not repeat.
        using var threads = Steps is null && parts.Length == 1 ? new ThreadTrial() : null;
        using var optimizer = new ScratchOptimizer(network, filterRate, OtherRate);
        var average = network.Values.Copy();
        var best = network.Values.Copy();
        ScratchEvaluation? kept = null;
        if (Start is not null)
        {
            Load(SafeTensors.FromBytes(Start.Networks));
            kept = begun.Kept;
        }

        var (safe, safeAverage) = (network.Values.Copy(), average.Copy());
        var history = new List<ScratchEvaluation>();
        // Of a guess among the labels, with room for what smoothing and chance add.
        var absurd = 4 * Math.Log(Math.Max(2, training.LabelCount)) + 4;
        var (lossSum, losses, rollbacks, keptAt) = (0.0, 0, begun.Rollbacks, schedule.Elapsed);
        using var labelWeights = LabelWeights is null ? null : tensor(LabelWeights.Select(weight => (float)weight).ToArray());
        var (progressAtEvaluation, progressAtBest, evaluationsSinceBest, shareOfEvaluation) = (0.0, 0.0, 0, 0.0);

        while (!schedule.Ended && !cancellation.IsCancellationRequested)
        {
            threads?.BeforeStep(schedule.Step, schedule.Elapsed);
            BeforeStep?.Invoke(schedule.Step, network);
            var loss = Step(schedule.Rate * Math.Pow(0.5, rollbacks));
            // Written so that what is not a number is absurd too.
            if (!(loss <= absurd))
            {
                if (rollbacks++ == MaxRollbacks)
                    break;
                RollBack();
                continue;
            }

            schedule.Advance();
            (lossSum, losses) = (lossSum + loss, losses + 1);

            // The average reaches back over a twentieth of the steps: far enough to smooth, near enough to forget the first weights.
            average.Approach(network.Values, Math.Max(20.0 / (schedule.Step + 20), 0.002));
            if (schedule.Progress - progressAtEvaluation >= Math.Max(1 / 50.0, 20 * shareOfEvaluation))
                Evaluate();
            if (Keep is not null && kept is not null && schedule.Elapsed - keptAt >= TimeBetweenStates)
            {
                Keep(State(kept));
                keptAt = schedule.Elapsed;
            }
        }

        if (Keep is not null && kept is not null && cancellation.IsCancellationRequested)
            Keep(State(kept));

        if (losses > 0)
            Evaluate();
        if (kept is null)
        {
            // Cancelled while the network was made: nothing has gone wrong.
            cancellation.ThrowIfCancellationRequested();
            throw new TwofoldException(
                $"Training from scratch diverged: the loss was not a number, or absurd, {rollbacks} times, the last time at 1/{1 << MaxRollbacks} of the learning rate. Try another seed.");
        }

        var (weights, biases) = network.Head(best);
        return new ScratchRecognizer
        {
            Onnx = network.ToOnnx(best),
            HeadWeights = weights,
            HeadBiases = biases,
            History = history,
            Kept = kept,
            Rollbacks = rollbacks,
        };

        double Step(double rate)
        {
            using var step = NewDisposeScope();
            var (pictures, labels) = batches.Next();
            var lossOfPart = new double[parts.Length];
            foreach (var part in parts)
                part.Statistics.copy_(network.Values.Statistics);
            if (parts.Length == 1)
                Learn(0);
            else
                Workers.Each(parts.Length, Learn);
            optimizer.Step(parts, rate);
            // Each part has normalized by itself; pictures that come one by one are normalized by what all have seen.
            network.Values.Statistics.copy_(stack([.. parts.Select(part => part.Statistics)]).mean([0]));
            return lossOfPart.Average();

            void Learn(int part)
            {
                var (first, last) = (batchSize * part / parts.Length, batchSize * (part + 1) / parts.Length);
                var logits = network.Logits(parts[part], pictures.slice(0, first, last, 1), training: true, Precision, schedule.Progress > WhiteningProgress);
                var loss = cross_entropy(logits, labels.slice(0, first, last, 1), weight: labelWeights, label_smoothing: LabelSmoothing);
                loss.backward();
                lossOfPart[part] = loss.item<float>();
            }
        }

        ScratchState State(ScratchEvaluation evaluation)
        {
            var tensors = new SafeTensors();
            network.Values.AddTo(tensors, "network");
            average.AddTo(tensors, "average");
            best.AddTo(tensors, "best");
            optimizer.AddTo(tensors);
            return new ScratchState(new ScratchCourse(schedule.Step, schedule.Elapsed.TotalSeconds, rollbacks, evaluation, width), tensors.ToBytes());
        }

        void Load(SafeTensors tensors)
        {
            network.Values.Load(tensors, "network");
            average.Load(tensors, "average");
            best.Load(tensors, "best");
            optimizer.Load(tensors);
        }

        void RollBack()
        {
            network.Values.CopyFrom(safe);
            average.CopyFrom(safeAverage);
            optimizer.Forget();
            progress?.Report(schedule.Report(Stage, "the loss was absurd or not a number: back to an earlier state, at half the rate"));
        }

        void Evaluate()
        {
            var before = schedule.Elapsed;
            var (loss, accuracy) = Measure(network, average, heldOut);
            // What is no number is nothing to keep, nor to go back to: the next step will tell.
            if (heldOut.Count > 0 && double.IsNaN(loss))
                return;
            var evaluation = new ScratchEvaluation(schedule.Step, before.TotalSeconds, lossSum / losses, loss, accuracy);
            history.Add(evaluation);
            (lossSum, losses) = (0, 0);
            (progressAtEvaluation, shareOfEvaluation) = (schedule.Progress, Steps is null ? (schedule.Elapsed - before) / Budget : 0);

            // Without held-out pictures the loss is not a number, and the latest is the best.
            if (kept is null || !(loss >= kept.HeldOutLoss))
            {
                kept = evaluation;
                best.CopyFrom(average);
                (progressAtBest, evaluationsSinceBest) = (progressAtEvaluation, 0);
            }
            else if (++evaluationsSinceBest >= PatienceEvaluations && progressAtEvaluation - progressAtBest >= PatienceProgress)
            {
                schedule.FinishSoon();
            }

            safe.CopyFrom(network.Values);
            safeAverage.CopyFrom(average);
            progress?.Report(schedule.Report(
                Stage,
                heldOut.Count == 0 ? $"loss {evaluation.TrainingLoss:F3}" : $"{accuracy:P1} of held-out pictures, loss {loss:F3}",
                heldOut.Count == 0
                    ? new Dictionary<string, double> { ["training loss"] = evaluation.TrainingLoss }
                    : new Dictionary<string, double> { ["held-out accuracy"] = accuracy, ["held-out loss"] = loss, ["training loss"] = evaluation.TrainingLoss }));
        }
    }

    /// <summary>The loss and the accuracy on pictures as they are, see <see cref="HeldOutLoss"/>; NaN where there are none.</summary>
    (double Loss, double Accuracy) Measure(ScratchNetwork network, NetworkValues values, SmallPictures pictures)
    {
        const int batchSize = 256;
        using var inference = no_grad();
        var all = new List<float>(pictures.Count * pictures.LabelCount);
        for (var start = 0; start < pictures.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(batchSize, pictures.Count - start);
            var pixels = new float[count * pictures.BytesPerPicture];
            for (var i = 0; i < count; i++)
                Augmentation.Normalize(pictures[start + i], network.Normalization, pixels.AsSpan(i * pictures.BytesPerPicture, pictures.BytesPerPicture));
            all.AddRange(network.Logits(values, tensor(pixels, [count, pictures.Size, pictures.Size, 3]), training: false, Precision).ToFloats());
        }

        return HeldOutLoss.Of(all, pictures.Labels);
    }

    /// <summary>The pictures of a step: Muon's matrices take as long for few as for many, and few pictures want many steps.</summary>
    public static int BatchFor(int pictures) => Math.Clamp(pictures / 16, LeastBatch, LargestBatch);

    /// <summary>The widest network that still sees each picture often enough in the time there is.</summary>
    int WidthFor(int pictures)
    {
        // 750 photos of cats and dogs were read no better at width 32 than at 16 after the same steps, which took twice the time.
        if (pictures < 4000)
            return 16;

        // Pictures that training takes in a second, on two cores with bfloat16.
        ReadOnlySpan<(int Width, double Speed)> networks = [(64, 800), (32, 2300)];

        // Forty times each of four thousand pictures, nine times each of fifty thousand.
        var wanted = 110_000 * Math.Pow(pictures / 1000.0, 0.35);
        foreach (var (width, speed) in networks)
        {
            if (Steps is null && Budget.TotalSeconds * speed >= wanted)
                return width;
        }

        return 16;
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
