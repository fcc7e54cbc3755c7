namespace Twofold;

/// <summary>What the number of an <see cref="IDensity{TExamples}"/> is.</summary>
public enum DensityKind
{
    /// <summary>The model's density, up to rounding.</summary>
    Exact,

    /// <summary>A number that the model's density is at least as large as.</summary>
    LowerBound,
}
