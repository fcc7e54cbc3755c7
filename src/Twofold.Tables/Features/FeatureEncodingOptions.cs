namespace Twofold.Tables;

/// <summary>How the columns of a table become numbers; see <see cref="FeatureEncoding"/>.</summary>
public sealed record FeatureEncodingOptions
{
    /// <summary>
    /// Whether columns of numbers are brought to mean 0 and variance 1 (divided by n, as scikit-learn's <c>StandardScaler</c> does); a constant
    /// one becomes 0. By default no: the numbers stay as they are.
    /// </summary>
    public bool Standardize { get; init; }

    /// <summary>
    /// Whether a column with a missing cell in the fit is followed by one that is 1 where the cell is missing and else 0 (scikit-learn's
    /// <c>add_indicator</c>). By default no.
    /// </summary>
    public bool MissingIndicators { get; init; }

    /// <summary>What is made of texts.</summary>
    public WordOptions Words { get; init; } = new();
}
