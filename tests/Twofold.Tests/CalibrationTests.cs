namespace Twofold.Tests;

public sealed class CalibrationTests
{
    public static TheoryData<string> Curves => [.. CalibrationOracle.Answers.Curves.Select(oracle => oracle.Name)];

    [Theory]
    [MemberData(nameof(Curves))]
    public void Sigmoids_are_those_of_scikit_learn_and_at_the_minimum(string name)
    {
        var oracle = CalibrationOracle.Answers.Curves.Single(oracle => oracle.Name == name);
        var curve = SigmoidCurve.Fit(oracle.Scores, oracle.IsTrue);

        // Its solver stops at a gradient of 1e-5.
        Assert.Equal(oracle.Slope, curve.Slope, 1e-4 * Math.Max(1, Math.Abs(oracle.Slope)));
        Assert.Equal(oracle.Intercept, curve.Intercept, 1e-4 * Math.Max(1, Math.Abs(oracle.Intercept)));
        var positive = oracle.IsTrue.Count(isTrue => isTrue);
        var negative = oracle.IsTrue.Length - positive;
        double[] residuals =
        [
            .. oracle.Scores.Select((score, i) => curve.Apply(score) - (oracle.IsTrue[i] ? (positive + 1.0) / (positive + 2) : 1.0 / (negative + 2))),
        ];
        Assert.Equal(0, residuals.Sum(), 1e-7);
        Assert.Equal(0, residuals.Select((residual, i) => residual * oracle.Scores[i]).Sum(), 1e-9 * oracle.Scores.Sum(Math.Abs));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Rising_curves_are_those_of_scikit_learn(string name)
    {
        var oracle = CalibrationOracle.Answers.Curves.Single(oracle => oracle.Name == name);
        var curve = IsotonicCurve.Fit(oracle.Scores, oracle.IsTrue);
        Assert.Equal(oracle.Isotonic, oracle.Queries.Select(curve.Apply), Near(1e-12));
    }

    [Fact]
    public void Weights_count_in_rising_curves_as_in_scikit_learn()
    {
        var oracle = CalibrationOracle.Answers.WeightedIsotonic;
        var curve = IsotonicCurve.Fit(oracle.Scores, oracle.IsTrue, oracle.Weights);
        Assert.Equal(oracle.Isotonic, oracle.Queries.Select(curve.Apply), Near(1e-12));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Two_labels_and_more_are_calibrated_as_in_scikit_learn(int index)
    {
        var oracle = CalibrationOracle.Answers.Models[index];
        var (probabilities, queries) = (Array(oracle.Probabilities), Array(oracle.Queries));
        var sigmoid = Calibration.Fit(CalibrationMethod.Sigmoid, probabilities, oracle.Labels).Apply(queries);
        var isotonic = Calibration.Fit(CalibrationMethod.Isotonic, probabilities, oracle.Labels).Apply(queries);
        for (var i = 0; i < oracle.Queries.Length; i++)
        {
            Assert.Equal(oracle.Sigmoid[i], sigmoid.Row(i).ToArray(), Near(1e-4));
            Assert.Equal(oracle.Isotonic[i], isotonic.Row(i).ToArray(), Near(1e-9));
        }

        Assert.Equal(Array(oracle.Queries), queries);
    }

    [Theory]
    [InlineData(CalibrationMethod.Sigmoid)]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Temperature)]
    public void Boasting_probabilities_learn_to_keep_their_word(CalibrationMethod method)
    {
        foreach (var labels in new[] { 2, 3 })
        {
            var (probabilities, codes) = Boasting(4000, labels, seed: 1);
            var (others, truth) = Boasting(4000, labels, seed: 2);
            var calibrated = Calibration.Fit(method, probabilities, codes).Apply(others);
            int[] names = [.. Enumerable.Range(0, labels)];
            var (before, after) = (Evaluation.Of(names, others, truth), Evaluation.Of(names, calibrated, truth));
            Assert.True(after.CalibrationError < 0.04, $"{after.CalibrationError}");
            Assert.True(before.CalibrationError > 2 * after.CalibrationError, $"{before.CalibrationError}");
            for (var i = 0; i < truth.Length; i++)
                Assert.Equal(1, calibrated.Row(i).ToArray().Sum(), 1e-12);
        }
    }

    [Theory]
    [InlineData(CalibrationMethod.Sigmoid)]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Temperature)]
    public void A_weight_of_two_is_as_good_as_standing_there_twice(CalibrationMethod method)
    {
        var (probabilities, codes) = Boasting(200, 3, seed: 3);
        int[] rows = [.. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        var repeated = new double[rows.Length, 3];
        for (var i = 0; i < rows.Length; i++)
            probabilities.Row(rows[i]).CopyTo(repeated.Row(i));
        var weighted = Calibration.Fit(method, probabilities, codes, [.. Enumerable.Range(0, 200).Select(i => i % 3.0)]).Apply(probabilities);
        var plain = Calibration.Fit(method, repeated, [.. rows.Select(i => codes[i])]).Apply(probabilities);
        Assert.Equal(plain.Cast<double>(), weighted.Cast<double>(), Near(1e-7));
    }

    [Theory]
    [InlineData(CalibrationMethod.Sigmoid)]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Temperature)]
    public void A_calibration_out_of_a_file_does_the_same(CalibrationMethod method)
    {
        foreach (var labels in new[] { 2, 4 })
        {
            var (probabilities, codes) = Boasting(100, labels, seed: 4);
            var calibration = Calibration.Fit(method, probabilities, codes);
            var tensors = new SafeTensors();
            Calibration.AddTo(tensors, calibration);
            var restored = Calibration.From(SafeTensors.FromBytes(tensors.ToBytes()), labels);
            Assert.Equal(calibration.Apply(probabilities), restored.Apply(probabilities));
        }

        Assert.Throws<TwofoldException>(() => Calibration.From(new SafeTensors(), 2));
    }

    [Theory]
    [InlineData(CalibrationMethod.Sigmoid)]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Temperature)]
    public void Certain_and_impossible_labels_stay_finite(CalibrationMethod method)
    {
        double[,] certain = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 1, 0, 0 }, { 1e-320, 1, 0 } };
        var calibrated = Calibration.Fit(method, certain, [0, 1, 2, 1, 0]).Apply(certain);
        for (var i = 0; i < 5; i++)
        {
            Assert.All(calibrated.Row(i).ToArray(), probability => Assert.InRange(probability, 0, 1));
            Assert.Equal(1, calibrated.Row(i).ToArray().Sum(), 1e-12);
        }
    }

    [Fact]
    public void Scores_that_say_nothing_give_the_share_of_the_label()
    {
        var curve = SigmoidCurve.Fit([5, 5, 5, 5, 5, 5], [true, false, true, true, false, true]);
        Assert.Equal(2.0 / 3, curve.Apply(5), 0.05);
        Assert.Equal(2.0 / 3, IsotonicCurve.Fit([5, 5, 5], [true, false, true]).Apply(7), 1e-12);
    }

    [Fact]
    public void Where_every_curve_says_zero_each_label_gets_the_same_share()
    {
        var zero = new IsotonicCurve([0.5], [0]);
        var calibrated = new IsotonicCalibration([zero, zero, zero]).Apply(new double[,] { { 0.2, 0.3, 0.5 } });
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3], calibrated.Row(0).ToArray(), Near(1e-12));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Assert.Throws<TwofoldException>(() => SigmoidCurve.Fit([1], [true, false]));
        Assert.Throws<TwofoldException>(() => SigmoidCurve.Fit([], []));
        Assert.Throws<TwofoldException>(() => SigmoidCurve.Fit([double.NaN], [true]));
        Assert.Throws<TwofoldException>(() => SigmoidCurve.Fit([1], [true], [-1]));
        Assert.Throws<TwofoldException>(() => IsotonicCurve.Fit([1], [true], [1, 1]));
        Assert.Throws<TwofoldException>(() => IsotonicCurve.Fit([1], [true], [0]));
        Assert.Throws<TwofoldException>(() => new IsotonicCurve([1, 1], [0, 1]));
        Assert.Throws<TwofoldException>(() => new IsotonicCurve([1, 2], [1, 0]));
        Assert.Throws<TwofoldException>(() => new IsotonicCurve([], []));
        Assert.Throws<TwofoldException>(() => new SigmoidCurve(double.NaN, 0));
        Assert.Throws<TwofoldException>(() => new SigmoidCalibration([]));
        Assert.Throws<TwofoldException>(() => SigmoidCalibration.Fit(new double[1, 2], [2]));
        var exception = Assert.Throws<TwofoldException>(() => new SigmoidCalibration([new(-1, 0)]).Apply(new double[1, 3]));
        Assert.StartsWith("3 labels but 1 curves", exception.Message, StringComparison.Ordinal);
    }

    // Honest probabilities, and the same ones three times as sure.
    static (double[,] Probabilities, int[] Codes) Boasting(int count, int labels, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (probabilities, codes) = (new double[count, labels], new int[count]);
        for (var i = 0; i < count; i++)
        {
            double[] logits = [.. Enumerable.Range(0, labels).Select(_ => random.NextGaussian())];
            LogSpace.Softmax(logits, probabilities.Row(i));
            var chance = random.NextDouble();
            while (codes[i] < labels - 1 && (chance -= probabilities[i, codes[i]]) >= 0)
                codes[i]++;
            LogSpace.Softmax([.. logits.Select(logit => 3 * logit)], probabilities.Row(i));
        }

        return (probabilities, codes);
    }

    static double[,] Array(double[][] rows)
    {
        var array = new double[rows.Length, rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i].CopyTo(array.Row(i));
        return array;
    }

    static Func<double, double, bool> Near(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;
}
