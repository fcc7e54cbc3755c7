namespace Twofold.Tables;

/// <summary>How a minimization ended.</summary>
enum SolverOutcome
{
    /// <summary>What could still be gained is below the tolerance, or lost in rounding.</summary>
    Converged,

    /// <summary>The steps that were allowed are used up, or there is no minimum.</summary>
    NotConverged,

    /// <summary>The value at the start is not a finite number: the examples hold one that is not, or too large ones.</summary>
    NotFinite,
}
