using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class FlowTrainerTests : CreatorTrainerContract
{
    static readonly FlowTrainer Few = new() { Steps = 12, Width = 16, PicturesPerPart = 8 };

    private protected override CreatorTrainer Quick => Few;

    private protected override CreatorTrainer Slow => Few with { Rate = 1e-3 };

    private protected override int StepsForColors => 150;

    private protected override CreatorTrainer Watched(CreatorTrainer trainer, Action<int, Tensor> afterStep) =>
        (FlowTrainer)trainer with { AfterStep = (step, learner) => afterStep(step, learner.Weights.Values) };

    [Fact]
    public void A_state_of_another_network_is_refused()
    {
        CreatorState? kept = null;
        Train(Few with { Keep = state => kept = state, TimeBetweenStates = TimeSpan.Zero }, ColoredPictures.RedAndBlue(perLabel: 10));
        Assert.Throws<TwofoldException>(() => Train(Few with { Width = 32, Start = kept }, ColoredPictures.RedAndBlue(perLabel: 10)));
        Assert.Throws<TwofoldException>(() => Train(Few with { Start = kept }, ColoredPictures.RedAndBlue(perLabel: 10, size: 32)));
    }

    [Fact]
    public void Pictures_between_two_labels_are_made_of_both()
    {
        var trained = Train(Few with { Steps = StepsForColors }, ColoredPictures.RedAndBlue(perLabel: 30));
        var creator = PhotoCreator.Open(trained.Onnx, ["red", "blue"], trained.Info, "test");

        var made = creator.Walk(new("red", 3), new("blue", 3), 5).Select(photo => photo.Pixels.ToArray()).ToList();

        Assert.Equal(creator.Generate("red", seed: 3).Pixels.ToArray(), made[0], Near);
        Assert.Equal(creator.Generate("blue", seed: 3).Pixels.ToArray(), made[4], Near);
        double[] reds = [.. made.Select(pixels => pixels.Index().Where(value => value.Index % 3 == 0).Average(value => value.Item))];
        Assert.Equal(reds.OrderDescending(), reds);
    }

    [Fact]
    public void Pictures_of_128_pixels_can_be_learned() =>
        Assert.Equal(2 * 128 * 128 * 3, Made(Train(Few with { Steps = 2 }, ColoredPictures.RedAndBlue(perLabel: 2, size: 128)), 2).Length);

    // Of batches of other sizes sums may be rounded otherwise.
    static bool Near(byte one, byte other) => Math.Abs(one - other) <= 1;
}
