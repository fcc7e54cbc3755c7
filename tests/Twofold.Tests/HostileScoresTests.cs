using CsCheck;
using Twofold.ContractTests;

namespace Twofold.Tests;

/// <summary>What judges models and calibrates them gets any numbers: it gives numbers that mean something, or says what is wrong with those.</summary>
public sealed class HostileScoresTests
{
    [Theory]
    [InlineData(CalibrationMethod.Sigmoid)]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Temperature)]
    public void A_calibration_learns_from_any_numbers_or_says_why_not(CalibrationMethod method) =>
        Gen.Select(HostileNumbers.Rows, Gen.Int[1, 4], HostileNumbers.Cells, HostileNumbers.Weights).Sample(
            (rows, labels, cells, weights) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var calibration = Calibration.Fit(method, Probabilities(rows, labels, cells), Codes(rows, labels), HostileNumbers.WeightsOf(rows, weights));
                HostileNumbers.AssertProbabilities(calibration.Apply(Probabilities(9, labels, [null])), 9, labels);
            }),
            iter: HostileNumbers.Tries,
            threads: 1);

    [Theory]
    [InlineData(CalibrationMethod.Sigmoid)]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Temperature)]
    public void A_calibration_gives_probabilities_for_any_numbers_or_says_why_not(CalibrationMethod method) =>
        Gen.Select(HostileNumbers.Rows, Gen.Int[1, 4], HostileNumbers.Cells).Sample(
            (rows, labels, cells) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var calibration = Calibration.Fit(method, Probabilities(40, labels, [null]), Codes(40, labels));
                HostileNumbers.AssertProbabilities(calibration.Apply(Probabilities(rows, labels, cells)), rows, labels);
            }),
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void Curves_of_any_scores_give_probabilities_or_say_why_not() =>
        Gen.Select(HostileNumbers.Rows, HostileNumbers.Cells, HostileNumbers.Weights).Sample(
            (rows, cells, weights) =>
            {
                double[] scores = [.. Enumerable.Range(0, rows).Select(i => cells[i % cells.Length] ?? i)];
                var (isTrue, each) = (scores.Select((_, i) => i % 3 == 0).ToArray(), HostileNumbers.WeightsOf(rows, weights));
                HostileNumbers.AnswersOrSaysWhy(() => AssertProbabilities(SigmoidCurve.Fit(scores, isTrue, each).Apply, scores));
                HostileNumbers.AnswersOrSaysWhy(() => AssertProbabilities(IsotonicCurve.Fit(scores, isTrue, each).Apply, scores));
                // And of scores that others were learned from.
                foreach (var score in scores)
                {
                    HostileNumbers.AnswersOrSaysWhy(() => AssertProbabilities(new SigmoidCurve(-2, 0.5).Apply, [score]));
                    HostileNumbers.AnswersOrSaysWhy(() => AssertProbabilities(new IsotonicCurve([-1.7e308, 0.5, 1.7e308], [0, 0.2, 1]).Apply, [score]));
                }
            },
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void Logits_of_any_size_give_a_temperature_and_probabilities_or_say_why_not() =>
        Gen.Select(HostileNumbers.Rows, Gen.Int[1, 4], HostileNumbers.Cells, HostileNumbers.Weights).Sample(
            (rows, labels, cells, weights) =>
            {
                var logits = Numbers(rows, labels, cells);
                HostileNumbers.AnswersOrSaysWhy(() => Assert.InRange(
                    TemperatureScaling.FitToLogits(logits, Codes(rows, labels), HostileNumbers.WeightsOf(rows, weights)).Temperature, TemperatureScaling.Least, TemperatureScaling.Greatest));
                HostileNumbers.AnswersOrSaysWhy(() => HostileNumbers.AssertProbabilities(new TemperatureScaling(0.5).ApplyToLogits(logits), rows, labels));
            },
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void An_evaluation_has_numbers_that_mean_something_or_says_why_not() =>
        Gen.Select(HostileNumbers.Rows, Gen.Int[1, 4], HostileNumbers.Cells).Sample(
            (rows, labels, cells) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var evaluation = Evaluation.Of([.. Enumerable.Range(0, labels)], Probabilities(rows, labels, cells), Codes(rows, labels));
                Assert.InRange(evaluation.Accuracy, 0, 1);
                Assert.InRange(evaluation.LogLoss, -1e-5, 37);
                Assert.InRange(evaluation.CalibrationError, 0, 1);
                Assert.Equal(rows, evaluation.Confusion.Cast<int>().Sum());
            }),
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void A_check_of_labels_believes_shares_of_probabilities_or_says_why_not() =>
        Gen.Select(HostileNumbers.Rows, Gen.Int[1, 4], HostileNumbers.Cells, HostileNumbers.Cells).Sample(
            (rows, labels, cells, others) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var check = LabelCheck.Of([.. Enumerable.Range(0, labels)], Codes(rows, labels), [Probabilities(rows, labels, cells), Probabilities(rows, labels, others)]);
                Assert.Equal(1, check.Shares.Sum(), 1e-9);
                Assert.All(check.Shares, share => Assert.InRange(share, 0, 1));
                Assert.All(check.Suspects, suspect => Assert.InRange(suspect.GivenProbability, 0, 1));
                Assert.All(check.Suspects, suspect => Assert.InRange(suspect.LikelyProbability, 0, 1));
            }),
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void A_mean_lies_among_its_values_or_says_why_not() =>
        Gen.Select(HostileNumbers.Rows, HostileNumbers.Cells).Sample(
            (rows, cells) =>
            {
                double[] values = [.. Enumerable.Range(0, rows).Select(i => cells[i % cells.Length] ?? i)];
                HostileNumbers.AnswersOrSaysWhy(() => AssertAmong(Estimate.OfMean(values), values));
                HostileNumbers.AnswersOrSaysWhy(() => AssertAmong(Estimate.OfMeans([.. values.Select(value => new Estimate(value, 1))]), values));
                foreach (var value in values)
                    HostileNumbers.AnswersOrSaysWhy(() => Assert.InRange(Estimate.OfShare(value, rows).StandardError, 0, 1));
            },
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void Scores_of_features_are_numbers_that_mean_something_or_say_why_not() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[1, 5], HostileNumbers.Cells, HostileNumbers.Cells).Sample(
            (count, otherCount, features, cells, otherCells) =>
            {
                var (made, real) = (Numbers(count, features, cells), Numbers(otherCount, features, otherCells));
                HostileNumbers.AnswersOrSaysWhy(() => AssertDistance(FrechetDistance.Of(made, real)));
                HostileNumbers.AnswersOrSaysWhy(() => AssertDistance(FrechetDistance.Estimated(made, real, resamples: 3, seed: 1, TestContext.Current.CancellationToken)));
                HostileNumbers.AnswersOrSaysWhy(() => AssertDistance(Diversity.Of(made)));
                HostileNumbers.AnswersOrSaysWhy(() =>
                {
                    var scores = ManifoldScores.Of(made, real, neighbors: 3);
                    Assert.All([scores.Precision, scores.Recall, scores.Coverage], share => Assert.InRange(share.Value, 0, 1));
                    AssertDistance(scores.Density);
                });
                HostileNumbers.AnswersOrSaysWhy(() =>
                {
                    var copies = CopyRate.Of(made, real, real);
                    Assert.InRange(copies.Rate.Value, 0, 1);
                    Assert.InRange(copies.HeldOutRate, 0, 1);
                    AssertDistance(copies.Threshold);
                    Assert.All(copies.Distances, AssertDistance);
                });
            },
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void The_distance_of_any_normals_is_one_or_says_why_not() =>
        Gen.Select(Gen.Int[1, 4], HostileNumbers.Cells, HostileNumbers.Cells).Sample(
            (features, cells, otherCells) => HostileNumbers.AnswersOrSaysWhy(() => AssertDistance(FrechetDistance.OfNormals(
                Numbers(1, features, cells).Row(0), Numbers(features, features, cells), Numbers(1, features, otherCells).Row(0), Numbers(features, features, otherCells)))),
            iter: HostileNumbers.Tries,
            threads: 1);

    static void AssertDistance(Estimate estimate)
    {
        AssertDistance(estimate.Value);
        AssertDistance(estimate.StandardError);
    }

    static void AssertDistance(double distance) => Assert.True(distance >= 0 && double.IsFinite(distance), $"{distance}");

    // What is refused is to come through.
    static void AssertProbabilities(Func<double, double> curve, double[] scores)
    {
        foreach (var score in scores)
            Assert.InRange(curve(score), 0, 1);
    }

    static void AssertAmong(Estimate mean, double[] values)
    {
        var (least, most) = (values.Min(), values.Max());
        Assert.InRange(mean.Value, least - Rounding(least), most + Rounding(most));
        Assert.True(mean.StandardError >= 0, $"{mean.StandardError}");

        static double Rounding(double value) => double.IsFinite(value) ? Math.Abs(value * 1e-12) : 0;
    }

    static int[] Codes(int count, int labels) => [.. Enumerable.Range(0, count).Select(i => i * 7 / 3 % labels)];

    // Sound ones, some of which are changed.
    static double[,] Probabilities(int count, int labels, double?[] cells)
    {
        var (random, probabilities) = (new SeededRandom(1), new double[count, labels]);
        for (var i = 0; i < count; i++)
        {
            LogSpace.Softmax([.. Enumerable.Range(0, labels).Select(_ => 2 * random.NextGaussian())], probabilities.Row(i));
            for (var k = 0; k < labels; k++)
                probabilities[i, k] = cells[((i * labels) + k) % cells.Length] ?? probabilities[i, k];
        }

        return probabilities;
    }

    static double[,] Numbers(int count, int columns, double?[] cells)
    {
        var (random, numbers) = (new SeededRandom(2), new double[count, columns]);
        for (var i = 0; i < count * columns; i++)
            numbers[i / columns, i % columns] = cells[i % cells.Length] ?? random.NextGaussian();
        return numbers;
    }
}
