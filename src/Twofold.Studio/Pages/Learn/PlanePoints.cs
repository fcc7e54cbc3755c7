using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>Points of the plane with their labels.</summary>
/// <param name="X">Their first coordinates.</param>
/// <param name="Y">Their second coordinates.</param>
/// <param name="Labels">Their labels, "A" to "D".</param>
sealed record PlanePoints(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<string> Labels)
{
    /// <summary>More points than anybody puts by hand, and few enough to learn from between two frames.</summary>
    public const int Most = 2000;

    /// <summary>The labels that a point can have.</summary>
    public static IReadOnlyList<string> Known { get; } = ["A", "B", "C", "D"];

    /// <summary>The points as rows of two cells.</summary>
    /// <exception cref="TwofoldException">There is not one of each for every point, there are too many, or a label is none.</exception>
    public Table ToTable()
    {
        if (X.Count != Y.Count || X.Count != Labels.Count)
            throw new TwofoldException($"{X.Count} x, {Y.Count} y and {Labels.Count} labels: each point needs one of each.");
        if (X.Count > Most)
            throw new TwofoldException($"{X.Count} points: at most {Most} are learned from here.");
        // A list in a request can hold null.
        if (Labels.Where(label => !Known.Contains(label)).Take(1).ToList() is [var unknown])
            throw new TwofoldException($"'{unknown}' is no label here: take one of {string.Join(", ", Known)}.");
        return Rows(X, Y);
    }

    /// <summary>Coordinates as rows of two cells.</summary>
    public static Table Rows(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var values = new double[x.Count * 2];
        for (var i = 0; i < x.Count; i++)
            (values[2 * i], values[(2 * i) + 1]) = (x[i], y[i]);
        return Table.FromFlat(values, columns: 2);
    }
}
