namespace Twofold.Workbench;

/// <summary>A plot's axis.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends, above that.</param>
sealed record Axis(string Title, double Low, double High)
{
    /// <summary>Whether equal factors are equal lengths.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>How numbers stand at its ticks.</summary>
    public Func<double, string> Label { get; init; } = static value => $"{value:0.##}";

    /// <summary>Numbers from the least to the greatest of some, with a little room on both sides.</summary>
    public static Axis Around(string title, IEnumerable<double> values, double least = double.NegativeInfinity, double greatest = double.PositiveInfinity)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        var (low, high) = known.Length == 0 ? (0, 1) : (known.Min(), known.Max());
        var room = Math.Max((high - low) * 0.06, 1e-3);
        return new Axis(title, Math.Max(low - room, least), Math.Min(high + room, greatest));
    }

    /// <summary>Where a number lies, 0 at the beginning and 1 at the end.</summary>
    public double Place(double value) => IsLogarithmic
        ? (Math.Log(value) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
        : (value - Low) / (High - Low);

    /// <summary>The numbers to stand at it.</summary>
    public IEnumerable<double> Ticks => IsLogarithmic ? Powers() : Steps();

    IEnumerable<double> Powers()
    {
        // Over more than three decades every power of ten, over fewer also twice and five times it.
        double[] between = High / Low > 1000 ? [1] : [1, 2, 5];
        for (var power = Math.Pow(10, Math.Floor(Math.Log10(Low))); power <= High; power *= 10)
            foreach (var factor in between)
                if (power * factor >= Low * 0.999 && power * factor <= High * 1.001)
                    yield return power * factor;
    }

    IEnumerable<double> Steps()
    {
        const int wanted = 5;
        var rough = (High - Low) / wanted;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = ((double[])[1, 2, 5, 10]).Select(factor => factor * unit).First(candidate => candidate >= rough * 0.999);
        for (var i = Math.Ceiling(Low / step); i * step <= High + (step * 1e-9); i++)
            yield return i * step;
    }
}
