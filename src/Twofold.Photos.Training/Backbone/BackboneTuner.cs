using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// Fine-tunes a backbone: a head that was fitted to its features first, so that the upper blocks are not torn about by a head that knows nothing, then
/// both together, slowly. The loss on held-out photos says which step is kept.
/// </summary>
sealed record BackboneTuner
{
    const string Stage = "Fine-tuning";
    const int MaxRollbacks = 6, PatienceEvaluations = 8;

    // While the rate is high the held-out loss rises before it falls.
    const double PatienceProgress = 0.5;

    /// <summary>What the maps below the cut may take of the time: more pictures of each photo say less than more steps.</summary>
    const double MapShare = 0.25;

    /// <summary>More pictures of a photo than these were not read better.</summary>
    const int MostViews = 12;

    /// <summary>The time for it all.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Steps to make instead of <see cref="Budget"/>; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>The seed of order and changes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a photo may be mirrored.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>The highest rate of Adam for the convolutions.</summary>
    public double Rate { get; init; } = 2e-4;

    /// <summary>The highest rate of Adam for the head, which is fitted already: at 1e-3 the held-out loss rose for thirty steps before it fell.</summary>
    public double HeadRate { get; init; } = 1e-4;

    /// <summary>The share of certainty that is spread over all labels.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>How much the photos of each label count in the loss, <c>[labels]</c>; null, the default, for all alike.</summary>
    public IReadOnlyList<double>? LabelWeights { get; init; }

    /// <summary>Called before each step with its number: where tests break a network on purpose.</summary>
    public Action<int, TunedLayers>? BeforeStep { get; init; }

    /// <summary>Tunes.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="photos">What to learn from.</param>
    /// <param name="head">The head on standardized features that training begins with, which did not learn from held-out photos.</param>
    /// <param name="standardization">What features were standardized by.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends it; the best so far is returned.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the first step.</exception>
    public TunedBackbone Tune(
        TunableBackbone backbone,
        TuningPhotos photos,
        (double[,] Weights, double[] Biases) head,
        (IReadOnlyList<double> Means, IReadOnlyList<double> Scales) standardization,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        using var memory = TorchRuntime.KeepMemory();
        using var scope = NewDisposeScope();
        var start = TimeProvider.System.GetTimestamp();
        using var maps = MapCache.Fill(
            backbone, photos.Preparation, photos.Paths, photos.Train, MapShare * Budget, Steps is null ? MostViews : 2, (Mirror, Seed),
            (done, all) => progress?.Report(new WorkProgress("Preparing to fine-tune", done, all, "photos")), cancellation);
        cancellation.ThrowIfCancellationRequested();

        using var network = new TunedLayers(backbone, head, standardization);
        var left = Budget - TimeProvider.System.GetElapsedTime(start);
        var schedule = new TrainingSchedule(left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1), Steps);
        using var threads = Steps is null ? new ThreadTrial() : null;
        using var layersAdam = new Adam(network.Convolutions, beta1: 0.9, beta2: 0.99);
        using var headAdam = new Adam(network.Head, beta1: 0.9, beta2: 0.99);
        using var labelWeights = LabelWeights is null ? null : tensor(LabelWeights.Select(weight => (float)weight).ToArray());
        var (average, best, safe) = (network.Values.Copy(), network.Values.Copy(), network.Values.Copy());
        var random = new SeededRandom(Seed);
        var order = (int[])photos.Train.Clone();
        var batch = new (int Photo, int View)[Math.Clamp(order.Length / 8, 8, 32)];
        var (next, rollbacks, sinceBest) = (order.Length, 0, 0);
        var history = new List<ScratchEvaluation>();
        var (lossSum, losses) = (0.0, 0);
        var (lastEvaluation, bestAt, kept) = (0.0, 0.0, 0);
        Evaluate();

        while (!schedule.Ended && !cancellation.IsCancellationRequested)
        {
            threads?.BeforeStep(schedule.Step, schedule.Elapsed);
            BeforeStep?.Invoke(schedule.Step, network);
            var loss = Step(schedule.Rate * Math.Pow(0.5, rollbacks));
            if (!double.IsFinite(loss))
            {
                if (rollbacks++ == MaxRollbacks)
                    break;
                RollBack();
                continue;
            }

            schedule.Advance();
            (lossSum, losses) = (lossSum + loss, losses + 1);
            average.Approach(network.Values, Math.Max(10.0 / (schedule.Step + 10), 0.02));
            if (schedule.Progress - lastEvaluation >= 0.05)
                Evaluate();
        }

        if (losses > 0)
            Evaluate();
        var (weights, biases) = network.RawHead(best);
        return new TunedBackbone(backbone.ToOnnx(network.Layers(best)), weights, biases, history[kept]) { History = history, Views = maps.Views, Rollbacks = rollbacks };

        double Step(double rate)
        {
            using var step = NewDisposeScope();
            for (var i = 0; i < batch.Length; i++)
                batch[i] = NextPhoto();
            var labels = tensor(batch.Select(one => (long)photos.Codes[one.Photo]).ToArray());
            var loss = cross_entropy(network.Logits(network.Values, maps.Of(batch), Precision), labels, weight: labelWeights, label_smoothing: LabelSmoothing);
            network.Convolutions.Values.grad?.zero_();
            network.Head.Values.grad?.zero_();
            loss.backward();
            // backward() has just filled both gradients.
            layersAdam.Step(network.Convolutions.Values.grad!, Rate * rate);
            headAdam.Step(network.Head.Values.grad!, HeadRate * rate);
            return loss.item<float>();
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

        void RollBack()
        {
            network.Values.CopyFrom(safe);
            average.CopyFrom(safe);
            layersAdam.Forget();
            headAdam.Forget();
            progress?.Report(schedule.Report(Stage, "the loss was not a number: back to an earlier state, at half the rate"));
        }

        void Evaluate()
        {
            var seconds = schedule.Elapsed.TotalSeconds;
            var (loss, accuracy) = Measure(network, average, maps, photos);
            history.Add(new ScratchEvaluation(schedule.Step, seconds, losses == 0 ? double.NaN : lossSum / losses, loss, accuracy));
            (lossSum, losses, lastEvaluation) = (0, 0, schedule.Progress);
            if (history.Count == 1 || loss < history[kept].HeldOutLoss)
            {
                (kept, sinceBest, bestAt) = (history.Count - 1, 0, lastEvaluation);
                best.CopyFrom(average);
            }
            else if (++sinceBest >= PatienceEvaluations && lastEvaluation - bestAt >= PatienceProgress)
            {
                schedule.FinishSoon();
            }

            safe.CopyFrom(average);
            progress?.Report(schedule.Report(Stage, $"{accuracy:P1} of held-out photos, loss {loss:F3}"));
        }
    }

    /// <summary>The loss and the accuracy on held-out photos as they are; see <see cref="HeldOutLoss"/>.</summary>
    (double Loss, double Accuracy) Measure(TunedLayers network, NetworkValues values, MapCache maps, TuningPhotos photos)
    {
        const int batchSize = 64;
        using var inference = no_grad();
        var all = new List<float>();
        foreach (var batch in photos.HeldOut.Chunk(batchSize))
        {
            using var scope = NewDisposeScope();
            all.AddRange(network.Logits(values, maps.Of([.. batch.Select(photo => (photo, 0))]), Precision).ToFloats());
        }

        return HeldOutLoss.Of(all, [.. photos.HeldOut.Select(photo => photos.Codes[photo])]);
    }
}

/// <summary>Photos to fine-tune on.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Codes">The label of each, from 0.</param>
/// <param name="Train">Those to learn from.</param>
/// <param name="HeldOut">Those to judge by.</param>
/// <param name="Preparation">How they are cut for the backbone.</param>
sealed record TuningPhotos(IReadOnlyList<string> Paths, int[] Codes, int[] Train, int[] HeldOut, PhotoPreparation Preparation);

/// <summary>A backbone after fine-tuning.</summary>
/// <param name="Onnx">The whole network up to its features, preprocessing inside.</param>
/// <param name="HeadWeights">The weights of the head that was trained with it, <c>[labels, features]</c>.</param>
/// <param name="HeadBiases">Its biases.</param>
/// <param name="Kept">The entry of <see cref="History"/> whose network this is.</param>
sealed record TunedBackbone(byte[] Onnx, float[,] HeadWeights, float[] HeadBiases, ScratchEvaluation Kept)
{
    /// <summary>The course: one entry for each look at the held-out photos, the first before the first step.</summary>
    public required IReadOnlyList<ScratchEvaluation> History { get; init; }

    /// <summary>How many pictures of each photo were learned from.</summary>
    public required int Views { get; init; }

    /// <summary>How often the loss was not a number, so that training went back to an earlier state at half the rate.</summary>
    public required int Rollbacks { get; init; }
}
