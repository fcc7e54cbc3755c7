namespace Twofold.Tables;

/// <summary>How the columns of a Gaussian depend on each other.</summary>
public enum CovarianceKind
{
    /// <summary>Any two columns may: an ellipsoid in any direction.</summary>
    Full,

    /// <summary>They do not: an ellipsoid along the columns.</summary>
    Diagonal,
}
