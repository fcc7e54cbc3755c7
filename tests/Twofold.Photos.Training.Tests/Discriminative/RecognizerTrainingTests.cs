using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class RecognizerTrainingTests
{
    const int Bad = 5;

    static RecognizerTrainingTests() => TorchRuntime.EnsureLoaded();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Weights_that_a_step_with_a_good_loss_has_spoiled_are_neither_kept_nor_returned_to(bool hasHeldOut)
    {
        using var scope = NewDisposeScope();
        using var training = new Spoiled(hasHeldOut);

        var (best, kept, history, rollbacks) = training.Run(progress: null, TestContext.Current.CancellationToken);

        Assert.Equal(1, rollbacks);
        Assert.True(best.AreFinite());
        Assert.Equal(Spoiled.Steps, kept.Step);
        Assert.DoesNotContain(history, evaluation => evaluation.Step == Bad + 1);
    }

    [Fact]
    public void Where_all_labels_count_alike_a_rare_one_that_is_read_badly_weighs_more()
    {
        // Nine of one label that are read rightly, one of another that is not.
        float[] logits = [.. Enumerable.Repeat((float[])[2, -2], 10).SelectMany(row => row)];
        int[] codes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

        var (plain, accuracy) = HeldOutLoss.Of(logits, codes, balanced: false);
        var (balanced, _) = HeldOutLoss.Of(logits, codes, balanced: true);

        Assert.Equal(0.9, accuracy);
        // About what is sure of nine in ten, and what knows nothing of two that count alike: the calibration stays near what the network says.
        Assert.Equal(-((0.9 * Math.Log(0.9)) + (0.1 * Math.Log(0.1))), plain, 0.05);
        Assert.Equal(Math.Log(2), balanced, 0.1);
    }

    /// <summary>A training of two numbers, one of whose steps leaves no numbers though its loss was one.</summary>
    sealed class Spoiled(bool hasHeldOut) : RecognizerTraining(new ScratchRecognizerTrainer { Steps = Steps }, TimeSpan.FromMinutes(1), labels: 2)
    {
        public const int Steps = 12;

        bool spoiled;

        protected override NetworkValues Values { get; } = new(zeros(2), zeros(2), zeros(2));

        protected override bool HasHeldOut => hasHeldOut;

        protected override bool MayStayAsItIs => false;

        protected override double BetweenLooks => 0;

        protected override int Patience => 100;

        protected override (double Reach, double Least) Averaging => (1, 1);

        public override void Dispose()
        {
        }

        protected override double Step(int number, double rate, double progress)
        {
            if (!Values.AreFinite())
                return double.NaN;
            using var inference = no_grad();
            Values.Filters.fill_(number == Bad && !spoiled ? float.NaN : number);
            spoiled |= number == Bad;
            return 1;
        }

        protected override (double Loss, double Accuracy) Measure(NetworkValues values) => hasHeldOut ? (1 - (values.Filters[0].item<float>() / 100), 1) : (double.NaN, double.NaN);

        protected override void Forget()
        {
        }

        protected override void AddTo(SafeTensors tensors)
        {
        }

        protected override void LoadFrom(SafeTensors tensors)
        {
        }
    }
}
