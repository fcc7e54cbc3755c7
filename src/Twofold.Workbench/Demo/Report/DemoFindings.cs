namespace Twofold.Workbench;

/// <summary>All that the demo's page tells.</summary>
public sealed record DemoFindings
{
    /// <summary>How many drawn pictures the pair learned from.</summary>
    public required int TrainingPictures { get; init; }

    /// <summary>The steps in their order.</summary>
    public required IReadOnlyList<DemoStep> Steps { get; init; }

    /// <summary>The recognizer's and the creator's scores, on pictures that were not learned from.</summary>
    public required MeasureResult Scores { get; init; }

    /// <summary>The pictures that were sorted.</summary>
    public required IReadOnlyList<SortedPicture> Sorted { get; init; }

    /// <summary>The pictures that were made.</summary>
    public required IReadOnlyList<GeneratedPicture> Generated { get; init; }

    /// <summary>
    /// The median distance from one training picture to the nearest other one, in the unit of <see cref="GeneratedPicture.Distance"/>: what the
    /// distances of generated pictures are to be compared with.
    /// </summary>
    public required double TypicalDistance { get; init; }

    /// <summary>The model file, as a person can type it.</summary>
    public required string Model { get; init; }

    /// <summary>The seed of everything.</summary>
    public required ulong Seed { get; init; }
}
