namespace Twofold.Studio;

/// <summary>Worlds to draw points from, each of which is easy for one kind of model and hard for another.</summary>
static class PlanePresets
{
    public static IReadOnlyList<PlanePreset> All { get; } =
    [
        new("clouds", "Two clouds", 60, [1, 1], (label, random) => label == 0 ? Cloud(-1.5, -0.6, 1, random) : Cloud(1.5, 0.6, 1, random)),
        new("spread", "Unequal spread", 80, [1, 1], (label, random) => label == 0 ? Cloud(-0.6, 0, 0.45, random) : Cloud(0.9, 0.3, 1.7, random)),
        new("uneven", "Unequal numbers", 80, [7, 1], (label, random) => label == 0 ? Cloud(-1, -0.4, 1.1, random) : Cloud(1.3, 0.5, 1.1, random)),
        new("three", "Three clouds", 90, [1, 1, 1], (label, random) => label switch
        {
            0 => Leaning(-1.9, -0.8, random),
            1 => Cloud(1.9, -1, 0.8, random),
            _ => Cloud(0.2, 2, 0.8, random),
        }),
        new("four", "Four clouds", 120, [1, 1, 1, 1], (label, random) => Cloud(label % 2 == 0 ? -1.9 : 1.9, label < 2 ? 1.7 : -1.7, 0.8, random)),
        new("moons", "Moons", 100, [1, 1], Moon),
        new("xor", "XOR", 100, [1, 1], (label, random) =>
        {
            var side = random.NextInt(2) == 0 ? 1 : -1;
            return Cloud(1.8 * side, label == 0 ? 1.8 * side : -1.8 * side, 0.7, random);
        }),
        new("rings", "Rings", 120, [1, 1], (label, random) => Ring(label == 0 ? 0.8 : 2.9, label == 0 ? 0.4 : 0.3, random)),
        new("few", "Few points", 6, [1, 1], (label, random) => label == 0 ? Cloud(-1.3, -0.8, 1.1, random) : Cloud(1.3, 0.8, 1.1, random)),
        new("outlier", "An outlier", 40, [1, 1], (label, random) => label == 0 ? Cloud(-1.6, 0, 0.7, random) : Cloud(1.2, 0, 0.7, random)) { Outlier = (4.6, -4.4, 1) },
    ];

    /// <summary>Finds a world by its name.</summary>
    /// <exception cref="TwofoldException">There is none.</exception>
    public static PlanePreset Find(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new TwofoldException($"There is no preset '{name}': take one of {string.Join(", ", All.Select(preset => preset.Name))}.");

    static (double X, double Y) Cloud(double x, double y, double deviation, SeededRandom random) =>
        (x + (deviation * random.NextGaussian()), y + (deviation * random.NextGaussian()));

    static (double X, double Y) Leaning(double x, double y, SeededRandom random)
    {
        var (along, across) = (1.1 * random.NextGaussian(), 0.4 * random.NextGaussian());
        return (x + (0.6 * along) + (0.8 * across), y + (0.8 * along) - (0.6 * across));
    }

    static (double X, double Y) Moon(int label, SeededRandom random)
    {
        var (angle, side) = (Math.PI * random.NextDouble(), label == 0 ? 1 : -1);
        return Cloud((2.1 * side * Math.Cos(angle)) - (1.05 * side), (2.1 * side * Math.Sin(angle)) - (0.5 * side), 0.28, random);
    }

    static (double X, double Y) Ring(double radius, double deviation, SeededRandom random)
    {
        var angle = Math.Tau * random.NextDouble();
        return Cloud(radius * Math.Cos(angle), radius * Math.Sin(angle), deviation, random);
    }
}

/// <summary>A world to draw points from.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Title">Its name in prose.</param>
/// <param name="Count">How many points show it well.</param>
/// <param name="Weights">How often each label is, up to a factor.</param>
/// <param name="Draw">Draws a point of a label.</param>
sealed record PlanePreset(string Name, string Title, int Count, IReadOnlyList<int> Weights, Func<int, SeededRandom, (double X, double Y)> Draw)
{
    /// <summary>A point of label number <c>Label</c> that lies where none belongs, put in place of the last one; null for none.</summary>
    public (double X, double Y, int Label)? Outlier { get; init; }

    /// <summary>Draws points, in the labels' shares and at least one of each label; the same seed draws the same, and more of them begin with the same.</summary>
    public PlanePoints Points(int count, ulong seed)
    {
        var points = Fresh(Outlier is null ? count : count - 1, seed);
        return Outlier is not { } outlier ? points : new PlanePoints(
            [.. points.X, outlier.X], [.. points.Y, outlier.Y], [.. points.Labels, PlanePoints.Known[outlier.Label]]);
    }

    /// <summary>Points as they come in that world: without the outlier.</summary>
    public PlanePoints Fresh(int count, ulong seed)
    {
        // Labels take turns by their weights: few points are then already of every label.
        int[] turns = [.. Enumerable.Range(0, Weights.Max()).SelectMany(round => Enumerable.Range(0, Weights.Count).Where(label => round < Weights[label]))];
        var (x, y, labels) = (new double[count], new double[count], new string[count]);
        for (var i = 0; i < count; i++)
        {
            var label = turns[i % turns.Length];
            (x[i], y[i]) = Draw(label, SeededRandom.ForPart(seed, (ulong)i));
            labels[i] = PlanePoints.Known[label];
        }

        return new PlanePoints(x, y, labels);
    }
}
