namespace Twofold.Workbench;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What it is called beside its end; null for nothing.</param>
/// <param name="Style">The class that colors it: "generative", "discriminative", "plain".</param>
/// <param name="Points">Its points, from left to right, each with the interval that its band covers.</param>
sealed record Series(string? Name, string Style, IReadOnlyList<(double X, Interval Y)> Points)
{
    /// <summary>Whether the points are marked.</summary>
    public bool HasMarks { get; init; } = true;
}
