using CsCheck;

namespace Twofold.ContractTests;

/// <summary>Numbers that calculations trip over, put in place of an example's own: far away, huge, tiny, none at all.</summary>
public static class HostileNumbers
{
    /// <summary>How often each property is tried: 60 times, or as often as the environment variable <c>CsCheck_Iter</c> says.</summary>
    public static int Tries { get; } = int.TryParse(Environment.GetEnvironmentVariable("CsCheck_Iter"), out var tries) ? tries : 60;

    static readonly double[] Known =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, double.Epsilon, -double.Epsilon, 1e-310, 2.3e-308, double.MaxValue, double.MinValue,
        1e308, -1e308, 1e200, 1e155, -1e155, 1e154, 1e100, 1e-100, 1e16, 4_503_599_627_370_497, int.MaxValue, int.MinValue, uint.MaxValue, 1, -1, 0.5, 2, 100,
    ];

    /// <summary>How many rows: none, one, and more than a block of some kernels.</summary>
    public static Gen<int> Rows { get; } = Gen.OneOf(0, 1, 2, 9, 70);

    /// <summary>Cells, one row after another, to begin anew where they end; null leaves an example's own.</summary>
    public static Gen<double?[]> Cells { get; } = Gen.Frequency<double?[]>(
        (1, Mostly(left: 40)),
        (1, Mostly(left: 4)),
        (1, Mostly(left: 0)));

    /// <summary>Weights of examples: none, or some of them hostile.</summary>
    public static Gen<double?[]?> Weights { get; } = Gen.Frequency<double?[]?>((2, Gen.Const((double?[]?)null)), (1, Cells.Select(cells => (double?[]?)cells)));

    /// <summary>The weights of so many examples, which begin anew where they end.</summary>
    public static double[]? WeightsOf(int examples, double?[]? weights) => weights is null ? null : [.. Enumerable.Range(0, examples).Select(i => weights[i % weights.Length] ?? 1)];

    /// <summary>Expects an answer, or an error that says what to do.</summary>
    /// <param name="ask">Asks, and checks the answer.</param>
    public static void AnswersOrSaysWhy(Action ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        try
        {
            ask();
        }
        catch (Exception exception) when (exception is TwofoldException or ArgumentException)
        {
            Assert.True(exception.Message.Length > 20 && exception.Message.EndsWith('.'), exception.Message);
        }
    }

    /// <summary>Expects logarithms of densities or probabilities: finite numbers, or negative infinity where something is impossible.</summary>
    public static void AssertLogarithms(IEnumerable<double> logarithms)
    {
        ArgumentNullException.ThrowIfNull(logarithms);
        Assert.All(logarithms, logarithm => Assert.True(logarithm < double.PositiveInfinity, $"{logarithm}"));
    }

    /// <summary>Expects numbers that are finite.</summary>
    public static void AssertFinite(IEnumerable<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        Assert.All(numbers, number => Assert.True(double.IsFinite(number), $"{number}"));
    }

    /// <summary>Expects rows of finite numbers from 0 to 1 that sum to one.</summary>
    public static void AssertProbabilities(double[,] probabilities, int rows, int labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        Assert.Equal(rows, probabilities.GetLength(0));
        Assert.Equal(labels, probabilities.GetLength(1));
        for (var i = 0; i < rows; i++)
        {
            var sum = 0.0;
            foreach (var probability in probabilities.Row(i))
            {
                Assert.InRange(probability, 0, 1);
                sum += probability;
            }

            Assert.Equal(1, sum, 1e-9);
        }
    }

    static Gen<double?[]> Mostly(int left) => Gen.Frequency<double?>(
        (left, Gen.Const((double?)null)),
        (3, Gen.OneOf(Known).Select(number => (double?)number)),
        (1, Gen.Double.Select(number => (double?)number)),
        (1, Gen.Int[0, 5].Select(number => (double?)number))).Array[1, 60];
}
