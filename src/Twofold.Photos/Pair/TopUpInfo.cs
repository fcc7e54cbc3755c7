namespace Twofold.Photos;

/// <summary>
/// What became of the attempt to make up for rare labels with generated pictures. The creator had not seen the photos that it was judged on; all
/// of them are real.
/// </summary>
public sealed record TopUpInfo
{
    /// <summary>Whether the recognizer that learned from generated pictures too was kept: <see cref="GainLow"/> is above 0, and <see cref="Gain"/> above <see cref="GainByWeights"/>.</summary>
    public required bool Kept { get; init; }

    /// <summary>How many pictures were generated of each rare label.</summary>
    public required IReadOnlyDictionary<string, int> Generated { get; init; }

    /// <summary>The number of held-out real photos.</summary>
    public required int Photos { get; init; }

    /// <summary>The balanced accuracy on them without generated pictures: the mean over the labels of the share that was named rightly, 0 to 1.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>By how much it rises with them, -1 to 1.</summary>
    public required double Gain { get; init; }

    /// <summary>The lower end of the 95 % interval of <see cref="Gain"/> (Agresti and Min 2005, photo by photo).</summary>
    public required double GainLow { get; init; }

    /// <summary>The upper end.</summary>
    public required double GainHigh { get; init; }

    /// <summary>
    /// By how much it rises when, instead, the rare labels' own photos count for as many as were generated: what balance alone is worth, and not
    /// the generated pictures.
    /// </summary>
    public required double GainByWeights { get; init; }
}
