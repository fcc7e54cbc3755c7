namespace Twofold.Tables;

/// <summary>How much each of the nearest rows has to say.</summary>
public enum NeighborWeights
{
    /// <summary>All the same.</summary>
    Uniform,

    /// <summary>The inverse of the distance; where some are at distance 0, only they.</summary>
    Distance,
}
