using Twofold.Tables;

namespace Twofold.Photos.Tests;

/// <summary>The heads on made features: two labels as overlapping clouds of points.</summary>
public sealed class RecognizerHeadTests
{
    const int Columns = 12;

    static readonly HeadThresholdShares Shares = new(Unsure: 0.05, Unfamiliar: 0.02);

    [Fact]
    public void The_thresholds_hold_their_shares_on_photos_that_were_not_seen()
    {
        var (features, labels) = Clouds(600, seed: 1);
        var (fresh, _) = Clouds(4000, seed: 2);
        var trained = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, Shares, seed: 3, CancellationToken.None);
        var probabilities = trained.Head.Probabilities(fresh);
        var density = trained.Head.LogDensity(fresh);
        Assert.InRange(Enumerable.Range(0, fresh.Count).Count(i => Math.Max(probabilities[i, 0], probabilities[i, 1]) < trained.Thresholds.UnsureBelow) / 4000.0, 0.02, 0.09);
        Assert.InRange(density.Count(value => value < trained.Thresholds.UnfamiliarBelow) / 4000.0, 0.005, 0.045);
    }

    [Fact]
    public void The_held_out_scores_are_those_of_photos_that_were_not_seen()
    {
        var (features, labels) = Clouds(600, seed: 1);
        var (fresh, truth) = Clouds(4000, seed: 2);
        var trained = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, Shares, seed: 3, CancellationToken.None);
        var measured = Evaluation.Of(trained.Head.Labels, trained.Head.Probabilities(fresh), truth);
        Assert.Equal(measured.Accuracy, trained.HeldOut.Accuracy, 0.03);
        Assert.Equal(measured.LogLoss, trained.HeldOut.LogLoss, 0.06);
        Assert.Equal(600, trained.HeldOut.Photos);
        Assert.InRange(measured.CalibrationError, 0, 0.05);
    }

    [Fact]
    public void What_is_to_be_judged_by_certain_photos_is_judged_by_all_of_them_however_many_there_are()
    {
        var (features, labels) = Clouds(5200, seed: 1);
        int[] heldOut = [.. Enumerable.Range(0, 1000).Select(i => 5 * i)];

        var trained = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, Shares, seed: 3, CancellationToken.None, heldOut: heldOut);

        Assert.Equal((1000, "19 % kept aside"), (trained.HeldOut.Photos, trained.HeldOut.Method));
    }

    [Fact]
    public void What_lies_far_from_all_that_was_shown_is_unfamiliar_however_sure_the_classifier_is()
    {
        var (features, labels) = Clouds(600, seed: 1);
        var trained = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, Shares, seed: 3, CancellationToken.None);
        var far = Table.FromFlat(Enumerable.Repeat(30.0, Columns).ToArray(), Columns);
        Assert.True(trained.Head.Probabilities(far).AsFlatSpan().ToArray().Max() > trained.Thresholds.UnsureBelow);
        Assert.True(trained.Head.LogDensity(far)[0] < trained.Thresholds.UnfamiliarBelow);
    }

    [Fact]
    public void Balanced_a_rare_label_is_named_more_often_and_the_balanced_accuracy_rises()
    {
        var (features, labels) = Clouds(600, seed: 1);
        int[] unbalanced = [.. Enumerable.Range(0, 600).Where(i => labels[i] == labels[0] || i % 10 == 1)];
        var (few, names) = (features.Subset(unbalanced), unbalanced.Select(i => labels[i]).ToArray());
        var plain = RecognizerHeadTrainer.OnFrozenFeatures(few, names, Shares, seed: 3, CancellationToken.None);
        var balanced = RecognizerHeadTrainer.OnFrozenFeatures(few, names, Shares, seed: 3, CancellationToken.None, balanced: true);

        Assert.True(balanced.HeldOut.BalancedAccuracy > plain.HeldOut.BalancedAccuracy + 0.02, $"{balanced.HeldOut} {plain.HeldOut}");
        var (fresh, truth) = Clouds(2000, seed: 2);
        Assert.True(Named(balanced.Head) > Named(plain.Head) + 50);
        // Taught by corrections it stays so.
        Assert.True(Named(Refit(balanced, isBalanced: true)) > Named(Refit(balanced, isBalanced: false)) + 50);

        RecognizerHead Refit(TrainedHead head, bool isBalanced) => RecognizerHeadTrainer.Refit(head.Head, few, names, head.C, isBalanced, CancellationToken.None);

        int Named(RecognizerHead head)
        {
            var probabilities = head.Probabilities(fresh);
            var rare = head.Labels.Index().Single(label => label.Item != labels[0]).Index;
            return Enumerable.Range(0, fresh.Count).Count(i => truth[i] != labels[0] && probabilities[i, rare] > 0.5);
        }
    }

    [Fact]
    public void What_the_network_has_seen_is_learned_from_and_never_held_out()
    {
        var (features, labels) = Clouds(100, seed: 1);
        bool[] seen = [.. Enumerable.Range(0, 100).Select(i => i < 60)];
        var trained = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, Shares, seed: 3, CancellationToken.None, seen);
        Assert.Equal(40, trained.HeldOut.Photos);
        Assert.StartsWith("40 % kept aside", trained.HeldOut.Method, StringComparison.Ordinal);
        Assert.True(trained.HeldOut.Accuracy > 0.65, $"{trained.HeldOut}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_few_photos_of_each_label_will_do(int perLabel)
    {
        var (features, labels) = Clouds(2 * perLabel, seed: 4);
        var trained = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, new HeadThresholdShares(), seed: 5, CancellationToken.None);
        Assert.All(trained.Head.Probabilities(features).AsFlatSpan().ToArray(), probability => Assert.InRange(probability, 0, 1));
        Assert.All(trained.Head.LogDensity(features), density => Assert.True(double.IsFinite(density)));
    }

    [Fact]
    public void A_network_s_last_layer_gives_the_same_logits_on_standardized_features()
    {
        var (features, labels) = Clouds(100, seed: 6);
        var (heldOut, heldOutLabels) = Clouds(50, seed: 7);
        var random = new SeededRandom(8);
        var weights = new float[2, Columns];
        foreach (ref var weight in weights.AsFlatSpan())
            weight = (float)random.NextGaussian();
        float[] biases = [0.5f, -0.25f];
        var head = RecognizerHeadTrainer.OnTrainedNetwork(features, labels, heldOut, heldOutLabels, weights, biases, Shares, CancellationToken.None).Head;

        var probabilities = head.Probabilities(heldOut);
        for (var i = 0; i < heldOut.Count; i++)
        {
            double[] logits = [biases[0], biases[1]];
            for (var j = 0; j < Columns; j++)
                for (var k = 0; k < 2; k++)
                    logits[k] += weights[k, j] * heldOut[i, j];
            Assert.Equal(1 / (1 + Math.Exp((logits[1] - logits[0]) / head.Calibration.Temperature)), probabilities[i, 0], 1e-9);
        }
    }

    [Fact]
    public void One_correction_moves_what_is_like_it_and_leaves_the_rest_as_sure_as_it_was()
    {
        // Features that have learned their labels, as those of a network that was trained on them.
        var random = new SeededRandom(3);
        string[] labels = [.. Enumerable.Range(0, 48).Select(i => i % 2 == 0 ? "cats" : "dogs")];
        var features = Table.FromFlat([.. labels.SelectMany(label => Enumerable.Range(0, 128).Select(_ => random.NextGaussian() + (label == "cats" ? 1 : -1)))], 128);
        var weights = new float[2, 128];
        for (var j = 0; j < 128; j++)
            (weights[0, j], weights[1, j]) = (0.02f, -0.02f);
        var head = RecognizerHeadTrainer.OnTrainedNetwork(features, labels, features, labels, weights, [0, 0], Shares, CancellationToken.None).Head;
        var before = head.Probabilities(features);

        var taught = RecognizerHeadTrainer.Refit(head, features, ["dogs", .. labels[1..]], c: null, balanced: false, CancellationToken.None).Probabilities(features);

        Assert.True(taught[0, 1] > before[0, 1] + 0.02, $"{before[0, 1]} {taught[0, 1]}");
        Assert.InRange(Enumerable.Range(1, labels.Length - 1).Average(i => Math.Abs(taught[i, i % 2] - before[i, i % 2])), 0, 0.05);
    }

    [Fact]
    public void A_head_comes_back_from_its_file_with_the_same_answers()
    {
        var (features, labels) = Clouds(200, seed: 9);
        var head = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, Shares, seed: 10, CancellationToken.None).Head;
        var tensors = new SafeTensors();
        head.AddTo(tensors);
        var restored = RecognizerHead.From(SafeTensors.FromBytes(tensors.ToBytes()), head.Labels, Columns, head.Calibration.Temperature);
        Assert.Equal(head.Probabilities(features), restored.Probabilities(features));
        // The covariance is kept in 32 bits.
        foreach (var (expected, got) in head.LogDensity(features).Zip(restored.LogDensity(features)))
            Assert.Equal(expected, got, 1e-4);
    }

    [Fact]
    public void One_label_is_always_said_and_what_is_unlike_it_is_unfamiliar()
    {
        var (features, _) = Clouds(600, seed: 1);
        string[] labels = [.. Enumerable.Repeat("cats", 600)];

        var trained = RecognizerHeadTrainer.OnFrozenFeatures(features, labels, Shares, seed: 3, CancellationToken.None);

        Assert.Null(trained.C);
        Assert.Equal((600, 1.0, 0.0), (trained.HeldOut.Photos, trained.HeldOut.Accuracy, trained.HeldOut.LogLoss));
        var tensors = new SafeTensors();
        trained.Head.AddTo(tensors);
        var taught = RecognizerHeadTrainer.Refit(trained.Head, features, labels, c: null, balanced: false, CancellationToken.None);
        var (fresh, _) = Clouds(2000, seed: 2);
        var far = Table.FromFlat(Enumerable.Repeat(30.0, Columns).ToArray(), Columns);
        foreach (var head in (RecognizerHead[])[trained.Head, RecognizerHead.From(SafeTensors.FromBytes(tensors.ToBytes()), ["cats"], Columns, temperature: 1), taught])
        {
            Assert.All(head.Probabilities(fresh).Cast<double>(), probability => Assert.Equal(1, probability));
            Assert.False(head.Probabilities(far)[0, 0] < trained.Thresholds.UnsureBelow);
            Assert.InRange(head.LogDensity(fresh).Count(value => value < trained.Thresholds.UnfamiliarBelow) / 2000.0, 0.005, 0.045);
            Assert.True(head.LogDensity(far)[0] < trained.Thresholds.UnfamiliarBelow);
        }
    }

    /// <summary>Two clouds whose centers are two standard deviations apart, on columns of different scale.</summary>
    static (Table Features, string[] Labels) Clouds(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = new double[count * Columns];
        var labels = new string[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 2 == 0 ? "cats" : "dogs";
            for (var j = 0; j < Columns; j++)
                values[(i * Columns) + j] = (j + 1) * (random.NextGaussian() + (j == 0 ? i % 2 * 2 : 0));
        }

        return (Table.FromFlat(values, Columns), labels);
    }
}
