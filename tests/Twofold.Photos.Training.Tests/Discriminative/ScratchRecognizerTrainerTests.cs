using Microsoft.ML.OnnxRuntime;
using Twofold.Photos.Onnx;
using Twofold.Workbench;
using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class ScratchRecognizerTrainerTests
{
    // Networks this small gain nothing from a second thread, and lose much where the machine has other work.
    static ScratchRecognizerTrainerTests()
    {
        TorchRuntime.EnsureLoaded();
        set_num_threads(1);
    }

    static readonly ScratchRecognizerTrainer Quick = new() { Steps = 12, Width = 4, Seed = 3 };

    [Fact]
    public void Drawn_animals_are_learned()
    {
        var recognizer = Train(new ScratchRecognizerTrainer { Steps = 240, Width = 8, Seed = 1 }, Drawn(perLabel: 80, labels: 4, seed: 1), Drawn(25, 4, seed: 1000));

        Assert.True(recognizer.Kept.HeldOutAccuracy > 0.9, $"{recognizer.Kept}");
        Assert.True(recognizer.History[^1].HeldOutLoss < recognizer.History[0].HeldOutLoss);
    }

    [Fact]
    public void The_exported_network_with_its_head_says_what_torch_says()
    {
        var heldOut = Drawn(20, 3, seed: 500);
        var recognizer = Train(Quick with { Precision = ScalarType.Float32 }, Drawn(20, 3, seed: 1), heldOut);

        // Torch's loss and accuracy on these pictures are in the history; the same numbers out of ONNX Runtime mean the same logits.
        var (loss, accuracy) = Measure(recognizer, heldOut);
        Assert.Equal(recognizer.Kept.HeldOutLoss, loss, 1e-4);
        Assert.Equal(recognizer.Kept.HeldOutAccuracy, accuracy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_are_mirrored_only_where_they_may_be(bool mirror)
    {
        const int size = 32, count = 64;
        using var scope = NewDisposeScope();
        var brightOnTheLeft = new SmallPictures(size, [.. Enumerable.Range(0, size * size * 3).Select(i => (byte)(i / 3 % size < size / 2 ? 220 : 30))], [0], 1);
        var batches = new PictureBatches(brightOnTheLeft, count, Augmentation.For(1), mirror, ([0, 0, 0], [1, 1, 1]), seed: 4);

        var sides = batches.Next().Pictures.mean([1, 3]).chunk(2, 1).Select(side => side.mean([1]).data<float>().ToArray()).ToArray();

        var mirrored = sides[0].Zip(sides[1]).Count(picture => picture.First < picture.Second);
        Assert.Equal(mirror ? count / 2 : 0, mirrored);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Features_of_the_export_equal_torchs_to_a_thousandth(int size)
    {
        var pictures = Drawn(6, 2, seed: 9, size);
        using var scope = NewDisposeScope();
        using var network = new ScratchNetwork(pictures, width: 4, seed: 5);
        using var inference = no_grad();
        network.Others.Values.normal_(0, 0.3, new TorchSharp.torch.Generator(1));
        network.Values.Statistics.uniform_(0.5, 2, new TorchSharp.torch.Generator(2));
        var pixels = new float[pictures.Pixels.Length];
        Augmentation.Normalize(pictures.Pixels, network.Normalization, pixels);
        var torchLogits = network.Logits(network.Values, tensor(pixels, [pictures.Count, size, size, 3]), training: false, ScalarType.Float32);

        var (weights, biases) = network.Head(network.Values);
        var logits = Logits(network.ToOnnx(network.Values), weights, biases, pictures);

        var expected = torchLogits.data<float>().ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], logits[i / 2, i % 2], 1e-3 * (1 + Math.Abs(expected[i])));
    }

    [Fact]
    public void Looking_at_pictures_in_several_ways_gives_the_mean_of_their_features()
    {
        var pictures = Drawn(3, 2, seed: 9);
        using var scope = NewDisposeScope();
        using var network = new ScratchNetwork(pictures, width: 4, seed: 5);
        var onnx = network.ToOnnx(network.Values);
        using var once = PhotoNetwork.Open(onnx);
        var plain = once.Features(pictures.Pixels, pictures.Count);

        foreach (var views in (IReadOnlyList<PictureView>[])[OnnxViews.FromBothSides(1), OnnxViews.FromBothSides(2), [new(), new() { IsMirrored = true }], [new() { Right = -1, Down = 2 }]])
        {
            using var several = PhotoNetwork.Open(OnnxViews.Averaged(onnx, views));

            var mean = several.Features(pictures.Pixels, pictures.Count);

            var each = views.Select(view => once.Features(Seen(pictures, view), pictures.Count)).ToList();
            Assert.Contains(plain.Zip(each[^1]), pair => Math.Abs(pair.First - pair.Second) > 0.01);
            Assert.All(Enumerable.Range(0, mean.Length), i => Assert.Equal(each.Average(features => features[i]), mean[i], 1e-4));
        }

        static byte[] Seen(SmallPictures pictures, PictureView view)
        {
            var (size, seen) = (pictures.Size, new byte[pictures.Pixels.Length]);
            for (var picture = 0; picture < pictures.Count; picture++)
                for (var y = 0; y < size; y++)
                    for (var x = 0; x < size; x++)
                    {
                        var (fromX, fromY) = (Reflected((view.IsMirrored ? size - 1 - x : x) - view.Right), Reflected(y - view.Down));
                        pictures[picture].Slice(((fromY * size) + fromX) * 3, 3).CopyTo(seen.AsSpan((((picture * size) + y) * size + x) * 3));
                    }

            return seen;

            int Reflected(int place) => place < 0 ? -place : place >= size ? (2 * (size - 1)) - place : place;
        }
    }

    [Fact]
    public void A_step_in_parts_follows_the_mean_of_their_gradients()
    {
        var pictures = Drawn(2, 2, seed: 9);
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var whole = new ScratchNetwork(pictures, width: 4, seed: 5);
        using var split = new ScratchNetwork(pictures, width: 4, seed: 5);
        var (all, parts) = (whole.Values.Part(), new[] { split.Values.Part(), split.Values.Part() });
        using var random = new TorchSharp.torch.Generator(1);
        SetGradients(part => part.Filters);
        SetGradients(part => part.Others);

        using var ofWhole = new ScratchOptimizer(whole, 0.1, 0.01);
        using var ofSplit = new ScratchOptimizer(split, 0.1, 0.01);
        ofWhole.Step([all], rate: 1);
        ofSplit.Step(parts, rate: 1);

        Assert.True(whole.Values.Filters.allclose(split.Values.Filters, 1e-4, 1e-5) && whole.Values.Others.allclose(split.Values.Others, 1e-4, 1e-5));
        Assert.False(whole.Values.Filters.allclose(new ScratchNetwork(pictures, width: 4, seed: 5).Values.Filters));
        Assert.All(parts, part => Assert.Equal(0, part.Filters.grad!.abs().sum().item<float>()));

        void SetGradients(Func<NetworkValues, Tensor> of)
        {
            var gradients = parts.Select(part => of(part).grad = randn(of(part).shape, generator: random)).ToArray();
            of(all).grad = (gradients[0] + gradients[1]) / 2;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_first_layer_learns_until_it_is_fixed(bool isFixed)
    {
        var pictures = Drawn(4, 2, seed: 9);
        using var scope = NewDisposeScope();
        using var network = new ScratchNetwork(pictures, width: 4, seed: 5);
        var pixels = new float[pictures.Pixels.Length];
        Augmentation.Normalize(pictures.Pixels, network.Normalization, pixels);

        network.Logits(network.Values, tensor(pixels, [pictures.Count, 32, 32, 3]), training: true, ScalarType.Float32, fixedWhitening: isFixed).square().sum().backward();

        var biases = network.Whitening.shape[0];
        var gradient = network.Others.Values.grad!.abs();
        Assert.Equal(isFixed, gradient.narrow(0, 0, biases).sum().item<float>() == 0);
        Assert.True(gradient.narrow(0, biases, gradient.shape[0] - biases).sum().item<float>() > 0);
    }

    [Fact]
    public void Of_many_photos_fewer_are_held_out()
    {
        Assert.Equal(0.2, TrainingPlan.HeldOutShare(1_000));
        Assert.Equal(1_000.0, 50_000 * TrainingPlan.HeldOutShare(50_000), 1e-6);
    }

    [Fact]
    public void A_training_goes_on_from_a_state_where_it_was()
    {
        var (training, heldOut) = (Drawn(20, 2, seed: 1), Drawn(20, 2, seed: 700));
        var states = new List<RecognizerState>();
        using var cancellation = new CancellationTokenSource();
        var cut = Quick with { Steps = 30, Keep = states.Add, TimeBetweenStates = TimeSpan.Zero, BeforeStep = (step, _) => { if (step == 15) cancellation.Cancel(); } };
        cut.Train(training, heldOut, cancellation: cancellation.Token);
        var start = states[^1];

        var whole = (Quick with { Steps = 30, Start = start }).Train(training, heldOut);

        Assert.InRange(start.Course.Step, 15, 16);
        Assert.All(whole.History, evaluation => Assert.True(evaluation.Step > start.Course.Step && evaluation.Seconds > start.Course.Seconds));
        Assert.Equal(30, whole.History[^1].Step);
        Assert.True(whole.Kept.HeldOutLoss <= start.Course.Kept.HeldOutLoss);
        Assert.Throws<TwofoldException>(() => (Quick with { Width = 8, Start = start }).Train(training, heldOut));
    }

    [Fact]
    public void A_loss_that_is_absurd_is_rolled_back_though_it_is_a_number()
    {
        var broken = false;
        var trainer = Quick with
        {
            Steps = 20,
            BeforeStep = (step, network) =>
            {
                if (step != 10 || broken)
                    return;
                using var inference = no_grad();
                network.Others.Values.mul_(1000);
                broken = true;
            },
        };

        var recognizer = trainer.Train(Drawn(20, 2, seed: 1), Drawn(20, 2, seed: 700));

        Assert.Equal(1, recognizer.Rollbacks);
        Assert.InRange(recognizer.History[^1].HeldOutLoss, 0, 2);
    }

    [Fact]
    public void The_same_steps_and_seed_give_the_same_network_within_rounding()
    {
        var (training, heldOut) = (Drawn(20, 2, seed: 1), Drawn(20, 2, seed: 700));
        var first = Train(Quick, training, heldOut);
        var second = Train(Quick, training, heldOut);
        var other = Train(Quick with { Seed = 4 }, training, heldOut);

        Assert.Equal(first.Kept.Step, second.Kept.Step);
        Assert.Equal(first.Kept.HeldOutLoss, second.Kept.HeldOutLoss, 0.02);
        Assert.NotEqual(first.HeadWeights[0, 0], other.HeadWeights[0, 0]);
    }

    [Fact]
    public void Training_ends_with_its_budget_and_annealed()
    {
        var recognizer = Train(Quick with { Steps = null, Budget = TimeSpan.FromSeconds(1.5) }, Drawn(10, 2, seed: 1), Drawn(10, 2, seed: 50));

        // Sooner where the second half brings nothing.
        Assert.InRange(recognizer.History[^1].Seconds, 0.8, 6);
        Assert.True(recognizer.History[^1].Step > 1);
    }

    [Fact]
    public void Cancellation_ends_training_and_keeps_the_best_so_far()
    {
        using var cancellation = new CancellationTokenSource();
        var reports = new Recorder(_ => cancellation.Cancel());
        var heldOut = Drawn(10, 2, seed: 50);

        var recognizer = (Quick with { Steps = 200 }).Train(Drawn(10, 2, seed: 1), heldOut, reports, cancellation.Token);

        Assert.InRange(recognizer.History[^1].Step, 1, 20);
        Assert.Equal(recognizer.History.Min(evaluation => evaluation.HeldOutLoss), recognizer.Kept.HeldOutLoss);
        Assert.Equal(recognizer.Kept.HeldOutLoss, Measure(recognizer, heldOut).Loss, 0.05);
    }

    [Fact]
    public void Canceled_before_it_began_there_is_nothing_to_keep() =>
        Assert.Throws<OperationCanceledException>(() => Quick.Train(Drawn(2, 2, seed: 1), Drawn(2, 2, seed: 5), cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void Native_tensors_do_not_grow_over_the_steps_and_none_is_left()
    {
        var (training, heldOut) = (Drawn(10, 2, seed: 1), Drawn(10, 2, seed: 50));
        var live = new List<long>();
        var before = LiveTensors;
        Train(Quick with { Steps = 60 }, training, heldOut, new Recorder(_ => live.Add(LiveTensors)));

        Assert.True(live.Count > 10);
        Assert.Equal(live[1], live[^1]);
        Assert.Equal(before, LiveTensors);
    }

    [Fact]
    public void Weights_that_became_no_numbers_are_rolled_back_and_training_goes_on()
    {
        var broken = false;
        var trainer = Quick with
        {
            Steps = 40,
            BeforeStep = (step, network) =>
            {
                if (step != 20 || broken)
                    return;
                using var inference = no_grad();
                network.Filters.Values.fill_(float.NaN);
                broken = true;
            },
        };
        var recognizer = Train(trainer, Drawn(20, 2, seed: 1), Drawn(10, 2, seed: 50));

        Assert.Equal(1, recognizer.Rollbacks);
        Assert.Equal(40, recognizer.History[^1].Step);
        Assert.All(recognizer.History, evaluation => Assert.True(double.IsFinite(evaluation.HeldOutLoss + evaluation.TrainingLoss)));
    }

    [Fact]
    public void Training_that_diverges_at_every_rate_says_so()
    {
        var trainer = Quick with
        {
            BeforeStep = (_, network) =>
            {
                using var inference = no_grad();
                network.Filters.Values.fill_(float.NaN);
            },
        };
        Assert.Contains("diverged", Assert.Throws<TwofoldException>(() => Train(trainer, Drawn(2, 2, seed: 1), Drawn(2, 2, seed: 5))).Message);
    }

    [Fact]
    public void Training_that_no_longer_helps_ends_early()
    {
        // Held-out labels that are wrong on purpose: their loss is smallest at the start.
        var heldOut = Drawn(10, 2, seed: 50);
        var wrong = new SmallPictures(heldOut.Size, heldOut.Pixels, [.. heldOut.Labels.Select(label => 1 - label)], 2);

        var recognizer = Train(Quick with { Steps = 200 }, Drawn(10, 2, seed: 1), wrong);

        Assert.InRange(recognizer.History[^1].Step, 1, 160);
    }

    [Fact]
    public void Two_photos_a_label_are_enough_to_train()
    {
        var recognizer = Train(Quick, Drawn(2, 2, seed: 1), Drawn(1, 2, seed: 5));

        Assert.Equal(2, recognizer.HeadBiases.Length);
        Assert.All(recognizer.HeadWeights.Cast<float>(), weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void Without_held_out_pictures_the_last_network_is_kept()
    {
        var recognizer = Train(Quick, Drawn(10, 2, seed: 1), new SmallPictures(32, [], [], 2));

        Assert.Equal(12, recognizer.Kept.Step);
    }

    [Fact]
    public void Pictures_of_one_color_are_no_reason_to_fail()
    {
        var gray = new byte[8 * 32 * 32 * 3];
        gray.AsSpan().Fill(128);
        var recognizer = Train(Quick, new SmallPictures(32, gray, [0, 1, 0, 1, 0, 1, 0, 1], 2), Drawn(2, 2, seed: 5));

        Assert.True(double.IsFinite(recognizer.Kept.HeldOutLoss));
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_torch_sees_it()
    {
        var drawn = Drawn(2, 2, seed: 1);
        AssertRefused("bytes", () => new SmallPictures(32, new byte[5], [0], 2));
        AssertRefused("label number 2", () => new SmallPictures(32, new byte[3072], [2], 2));
        AssertRefused("label number -1", () => new SmallPictures(32, new byte[3072], [-1], 2));
        AssertRefused("64 x 64", () => Train(Quick, drawn, Drawn(2, 2, seed: 5, size: 64)));
        AssertRefused("3 labels", () => Train(Quick, drawn, Drawn(2, 3, seed: 5)));
        AssertRefused("at least 2", () => Train(Quick, Drawn(2, 1, seed: 1), Drawn(2, 1, seed: 5)));
        AssertRefused("No picture of label number 2", () => Train(Quick, new SmallPictures(32, drawn.Pixels, drawn.Labels, 3), new SmallPictures(32, [], [], 3)));
        AssertRefused("multiple of 32", () => Train(Quick, Drawn(2, 2, seed: 1, size: 40), Drawn(2, 2, seed: 5, size: 40)));
        AssertRefused("0 steps", () => Train(Quick with { Steps = 0 }, drawn, drawn));
        AssertRefused("width 0", () => Train(Quick with { Width = 0 }, drawn, drawn));

        static void AssertRefused(string expected, Func<object> action) => Assert.Contains(expected, Assert.Throws<TwofoldException>(action).Message);
    }

    /// <summary>Native tensors that this thread made and did not dispose of: others may be training beside it.</summary>
    static long LiveTensors => TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    static TrainedNetwork Train(ScratchRecognizerTrainer trainer, SmallPictures training, SmallPictures heldOut, IProgress<WorkProgress>? progress = null) =>
        trainer.Train(training, heldOut, progress, TestContext.Current.CancellationToken);

    static SmallPictures Drawn(int perLabel, int labels, ulong seed, int size = 32)
    {
        int[] codes = [.. Enumerable.Range(0, perLabel * labels).Select(i => i % labels)];
        var pixels = codes.SelectMany((code, i) => DrawnAnimals.Draw(DrawnAnimals.Labels[code], size, seed + (ulong)i).Pixels.ToArray());
        return new SmallPictures(size, [.. pixels], codes, labels);
    }

    static (double Loss, double Accuracy) Measure(TrainedNetwork recognizer, SmallPictures pictures)
    {
        var logits = Logits(recognizer.Onnx, recognizer.HeadWeights, recognizer.HeadBiases, pictures);
        var probabilities = TemperatureScaling.FitToLogits(logits, pictures.Labels).ApplyToLogits(logits);
        var (loss, right) = (0.0, 0);
        for (var i = 0; i < pictures.Count; i++)
        {
            var row = Enumerable.Range(0, pictures.LabelCount).Select(label => probabilities[i, label]).ToArray();
            loss -= Math.Log(row[pictures.Labels[i]]);
            right += Array.IndexOf(row, row.Max()) == pictures.Labels[i] ? 1 : 0;
        }

        return (loss / pictures.Count, (double)right / pictures.Count);
    }

    static double[,] Logits(byte[] onnx, float[,] weights, float[] biases, SmallPictures pictures)
    {
        using var session = new InferenceSession(onnx);
        using var input = OrtValue.CreateTensorValueFromMemory(pictures.Pixels, [pictures.Count, pictures.Size, pictures.Size, 3]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["pictures"], [input], ["features"]);
        var features = results[0].GetTensorDataAsSpan<float>();
        var logits = new double[pictures.Count, biases.Length];
        for (var i = 0; i < pictures.Count; i++)
            for (var label = 0; label < biases.Length; label++)
            {
                double sum = biases[label];
                for (var d = 0; d < weights.GetLength(1); d++)
                    sum += weights[label, d] * features[(i * weights.GetLength(1)) + d];
                logits[i, label] = sum;
            }

        return logits;
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, at once and on the thread that reports.</summary>
    sealed class Recorder(Action<WorkProgress> record) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => record(value);
    }
}
