namespace Twofold.Tests;

public sealed class EvaluationTests
{
    [Fact]
    public void The_numbers_are_those_one_gets_by_hand()
    {
        double[,] probabilities = { { 0.9, 0.1 }, { 0.6, 0.4 }, { 0.2, 0.8 }, { 0.3, 0.7 } };
        var evaluation = Evaluation.Of(["cat", "dog"], probabilities, ["cat", "dog", "dog", "cat"]);
        Assert.Equal(4, evaluation.Examples);
        Assert.Equal(0.5, evaluation.Accuracy);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.4) + Math.Log(0.8) + Math.Log(0.3)) / 4, evaluation.LogLoss, 1e-12);
        Assert.Equal(new[,] { { 1, 1 }, { 1, 1 } }, evaluation.Confusion);

        // Each in its own bin: |0.9 − 1|, |0.6 − 0|, |0.8 − 1|, |0.7 − 0|.
        Assert.Equal((0.1 + 0.6 + 0.2 + 0.7) / 4, evaluation.CalibrationError, 1e-12);
    }

    [Fact]
    public void Confusion_has_the_truth_in_its_rows()
    {
        double[,] probabilities = { { 0, 1, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        var evaluation = Evaluation.Of([0, 1, 2], probabilities, [0, 0, 2]);
        Assert.Equal(new[,] { { 0, 2, 0 }, { 0, 0, 0 }, { 0, 0, 1 } }, evaluation.Confusion);
    }

    [Fact]
    public void Certainty_that_is_wrong_costs_much_and_not_everything() =>
        Assert.Equal(-Math.Log(2.220446049250313e-16), Evaluation.Of([0, 1], new double[,] { { 1, 0 } }, [1]).LogLoss, 1e-12);

    [Fact]
    public void Probabilities_that_keep_their_word_have_no_calibration_error_and_boasting_ones_do()
    {
        var (honest, boasting, truth) = (new double[1000, 2], new double[1000, 2], new int[1000]);
        for (var i = 0; i < 1000; i++)
        {
            truth[i] = i % 10 < 7 ? 0 : 1;
            (honest[i, 0], honest[i, 1]) = (0.7, 0.3);
            (boasting[i, 0], boasting[i, 1]) = (0.99, 0.01);
        }

        Assert.Equal(0, Evaluation.Of([0, 1], honest, truth).CalibrationError, 1e-12);
        Assert.Equal(0.29, Evaluation.Of([0, 1], boasting, truth).CalibrationError, 1e-12);
    }

    [Fact]
    public void Shapes_that_do_not_match_are_refused()
    {
        Assert.Throws<TwofoldException>(() => Evaluation.Of([0, 1], new double[2, 2], [0]));
        Assert.Throws<TwofoldException>(() => Evaluation.Of([0, 1], new double[1, 3], [0]));
        Assert.Throws<TwofoldException>(() => Evaluation.Of([0, 1], new double[0, 2], []));
        Assert.Contains("'5'", Assert.Throws<TwofoldException>(() => Evaluation.Of([0, 1], new double[1, 2], [5])).Message, StringComparison.Ordinal);
    }
}
