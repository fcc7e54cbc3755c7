namespace Twofold.Photos.Tests;

public sealed class BalancedGainTests
{
    [Fact]
    public void The_gain_is_the_mean_over_the_labels_however_many_photos_they_have()
    {
        // Of eight photos of the first label one became wrong, of two of the second one became right.
        int[] truth = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1], before = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], after = [1, 0, 0, 0, 0, 0, 0, 0, 1, 1];

        var gain = BalancedGain.Of(truth, before, after, 2);

        Assert.Equal((-0.125 + 0.5) / 2, gain.Gain, 1e-12);
        // Agresti and Min, by hand: (-1 / 10 + 1 / 4) / 2, and the root of ((2 - 0.1) / 100 + (2 - 0.25) / 16) / 4.
        Assert.Equal(0.075, (gain.Low + gain.High) / 2, 1e-12);
        Assert.Equal(1.959964 * Math.Sqrt((0.019 + 0.109375) / 4), (gain.High - gain.Low) / 2, 1e-9);
    }

    [Fact]
    public void Two_photos_that_became_right_are_no_proof_and_twenty_are()
    {
        static BalancedGain Became(int right) => BalancedGain.Of(new int[right], [.. Enumerable.Repeat(1, right)], new int[right], 1);
        Assert.Equal(1, Became(2).Gain);
        Assert.True(Became(2).Low < 0);
        Assert.True(Became(20).Low > 0);
    }

    [Fact]
    public void The_same_answers_gain_nothing()
    {
        int[] truth = [0, 1, 1, 0], answers = [0, 1, 0, 1];
        var gain = BalancedGain.Of(truth, answers, answers, 2);
        Assert.Equal(0, gain.Gain);
        Assert.Equal(-gain.Low, gain.High, 1e-12);
    }
}
