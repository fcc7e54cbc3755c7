namespace Twofold.Tables;

/// <summary>
/// How far a covariance is drawn towards independent columns: with few examples for many columns the observed one is singular, or nearly so.
/// </summary>
public readonly record struct Shrinkage
{
    Shrinkage(double amount, bool isAutomatic) => (Amount, IsAutomatic) = (amount, isAutomatic);

    /// <summary>The covariance as it was observed; it needs clearly more examples than columns.</summary>
    public static Shrinkage None => default;

    /// <summary>
    /// The amount that is best on average, computed from each label's examples (Ledoit and Wolf 2004, "A well-conditioned estimator for
    /// large-dimensional covariance matrices"), on columns of unit variance; scikit-learn's <c>shrinkage='auto'</c>.
    /// </summary>
    public static Shrinkage LedoitWolf => new(double.NaN, true);

    /// <summary>The amount, 0 to 1; NaN where <see cref="IsAutomatic"/>.</summary>
    public double Amount { get; }

    /// <summary>Whether the amount is computed from the examples.</summary>
    public bool IsAutomatic { get; }

    /// <summary>A given amount: <c>(1 − amount) S + amount · mean variance · I</c>.</summary>
    /// <param name="amount">From 0, the observed covariance, to 1, the same variance in all directions.</param>
    /// <exception cref="TwofoldException">Not from 0 to 1.</exception>
    public static Shrinkage Of(double amount) => new(Setting.Within(amount, 0, 1, name: "The shrinkage"), false);
}
