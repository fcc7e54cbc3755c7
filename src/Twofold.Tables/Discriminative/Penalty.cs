namespace Twofold.Tables;

/// <summary>What a <see cref="LogisticRegression"/> asks of its slopes w beside a small loss. The intercepts are never penalized.</summary>
public enum Penalty
{
    /// <summary>½ ‖w‖², which shrinks all slopes and those of columns that say the same alike (ridge).</summary>
    L2,

    /// <summary>‖w‖₁, which makes the slopes of columns that say little exactly zero (lasso).</summary>
    L1,

    /// <summary>ρ ‖w‖₁ + ½ (1 − ρ) ‖w‖², with ρ the <see cref="LogisticRegression.L1Ratio"/> (Zou and Hastie 2005).</summary>
    ElasticNet,

    /// <summary>Nothing: the greatest likelihood. Examples that can be told apart without a mistake then have no finite answer.</summary>
    None,
}
