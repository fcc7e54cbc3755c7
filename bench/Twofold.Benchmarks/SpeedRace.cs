using System.Globalization;

namespace Twofold.Benchmarks;

/// <summary>Trainings that take turns, so that what else the machine does falls on all of them.</summary>
static class SpeedRace
{
    /// <summary>Measures each side in turn, prints its pictures a second, and returns the medians.</summary>
    /// <param name="sides">What to call each, and a measurement of its steps a second.</param>
    /// <param name="batch">The pictures of a step.</param>
    /// <param name="rounds">How often each is measured.</param>
    public static double[] Run(IReadOnlyList<(string Name, Func<double> StepsPerSecond)> sides, int batch, int rounds)
    {
        var rates = sides.Select(_ => new List<double>()).ToArray();
        // The first measurement of each is not counted: kernels are made in it.
        foreach (var side in sides)
            _ = side.StepsPerSecond();
        for (var round = 0; round < rounds; round++)
            foreach (var (i, side) in sides.Index())
                rates[i].Add(batch * side.StepsPerSecond());
        foreach (var (i, side) in sides.Index())
            Console.WriteLine($"  {side.Name,-36} {Median.Of(rates[i]),7:F1} pictures/s; {string.Join(' ', rates[i].Select(rate => rate.ToString("F0", CultureInfo.InvariantCulture)))}");
        return [.. rates.Select(Median.Of)];
    }
}
