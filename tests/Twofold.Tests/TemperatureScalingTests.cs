namespace Twofold.Tests;

public sealed class TemperatureScalingTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_temperature_that_logits_were_multiplied_by_is_found(double temperature)
    {
        var (logits, codes) = Draw(20_000, temperature);
        Assert.Equal(temperature, TemperatureScaling.FitToLogits(logits, codes).Temperature, 0.05 * temperature);
    }

    [Fact]
    public void No_temperature_nearby_has_a_smaller_loss()
    {
        var (logits, codes) = Draw(20_000, 2);
        var best = TemperatureScaling.FitToLogits(logits, codes);
        foreach (var factor in new[] { 0.99, 1.01 })
            Assert.True(Loss(best) < Loss(new TemperatureScaling(best.Temperature * factor)));

        double Loss(TemperatureScaling scaling) => Evaluation.Of([0, 1, 2], scaling.ApplyToLogits(logits), codes).LogLoss;
    }

    [Fact]
    public void Applied_as_any_calibration_it_takes_probabilities_and_gives_what_their_logits_do()
    {
        var (logits, _) = Draw(100, 3);
        var probabilities = new TemperatureScaling(1).ApplyToLogits(logits);
        var scaling = new TemperatureScaling(2);
        var (ofProbabilities, ofLogits) = (scaling.Apply(probabilities), scaling.ApplyToLogits(logits));
        for (var i = 0; i < 100; i++)
            for (var k = 0; k < logits.GetLength(1); k++)
                Assert.Equal(ofLogits[i, k], ofProbabilities[i, k], 1e-12);
    }

    [Fact]
    public void Predictions_stay_and_logits_are_left_alone()
    {
        var (logits, codes) = Draw(100, 3);
        var before = (double[,])logits.Clone();
        var probabilities = TemperatureScaling.FitToLogits(logits, codes).ApplyToLogits(logits);
        Assert.Equal(before, logits);
        for (var i = 0; i < 100; i++)
            Assert.Equal(LogSpace.IndexOfMax(logits.Row(i)), LogSpace.IndexOfMax(probabilities.Row(i)));
    }

    [Fact]
    public void Probabilities_become_no_surer_than_so_many_right_examples_allow()
    {
        var allRight = TemperatureScaling.FitToLogits(new double[,] { { 5, 0 }, { 0, 5 } }, [0, 1]);
        Assert.Equal(3.0 / 4, allRight.ApplyToLogits(new double[,] { { 5, 0 } })[0, 0], 1e-9);
        Assert.Equal(TemperatureScaling.Greatest, TemperatureScaling.FitToLogits(new double[,] { { 5, 0 }, { 0, 5 } }, [1, 0]).Temperature, 1e-9);
    }

    [Fact]
    public void What_does_not_match_is_refused()
    {
        Assert.Throws<TwofoldException>(() => TemperatureScaling.FitToLogits(new double[2, 2], [0]));
        Assert.Throws<TwofoldException>(() => TemperatureScaling.FitToLogits(new double[0, 2], []));
        Assert.Throws<TwofoldException>(() => TemperatureScaling.FitToLogits(new double[1, 2], [2]));
        foreach (var none in (double[])[double.NaN, double.PositiveInfinity])
            Assert.Contains($"example 1 for label 0 is {none}", Assert.Throws<TwofoldException>(() => TemperatureScaling.FitToLogits(new[,] { { 0, 1 }, { none, 1 } }, [0, 1])).Message);
        Assert.Throws<TwofoldException>(() => new TemperatureScaling(0));
    }

    // Labels drawn from the softmax of logits, which are then made `temperature` times too large.
    static (double[,] Logits, int[] Codes) Draw(int count, double temperature)
    {
        var random = new SeededRandom(1);
        var (logits, codes, shares) = (new double[count, 3], new int[count], new double[3]);
        for (var i = 0; i < count; i++)
        {
            foreach (ref var logit in logits.Row(i))
                logit = 2 * random.NextGaussian();
            LogSpace.Softmax(logits.Row(i), shares);
            var u = random.NextDouble();
            codes[i] = u < shares[0] ? 0 : u < shares[0] + shares[1] ? 1 : 2;
            foreach (ref var logit in logits.Row(i))
                logit *= temperature;
        }

        return (logits, codes);
    }
}
