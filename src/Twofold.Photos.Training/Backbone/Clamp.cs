namespace Twofold.Photos.Training;

/// <summary>The bounds that a layer's results are cut off at: 0 and infinity for a ReLU, 0 and 6 for a ReLU6.</summary>
/// <param name="Low">The lowest result.</param>
/// <param name="High">The highest result.</param>
readonly record struct Clamp(float Low, float High)
{
    /// <summary>A clamp that changes nothing.</summary>
    public static Clamp None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Whether anything can be cut off.</summary>
    public bool Bounds => Low > float.NegativeInfinity || High < float.PositiveInfinity;
}
