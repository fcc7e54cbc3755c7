namespace Twofold;

/// <summary>All that was measured of one model. What is null was not measured, or means nothing for it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Family">What it learns.</param>
/// <param name="Settings">The setting that inner validation chose most often at the full size; empty where there is only one.</param>
/// <param name="Curve">Its learning curve, from few examples to all that are not held out.</param>
public sealed record ContenderResult(string Name, ModelFamily Family, string Settings, IReadOnlyList<CurvePoint> Curve)
{
    /// <summary>How far its probabilities can be believed.</summary>
    public CalibrationResult? Calibration { get; init; }

    /// <summary>How it does where labels are rarer or more frequent than where it learned.</summary>
    public PriorShiftResult? PriorShift { get; init; }

    /// <summary>What missing cells cost it.</summary>
    public MissingCellsResult? MissingCells { get; init; }

    /// <summary>How well it notices examples unlike any that it has seen.</summary>
    public IReadOnlyList<UnfamiliarResult> Unfamiliar { get; init; } = [];

    /// <summary>What it gains from examples without a label; only of generative ones.</summary>
    public IReadOnlyList<UnlabeledResult> Unlabeled { get; init; } = [];

    /// <summary>How good what it makes is; only of generative ones.</summary>
    public CreationResult? Creation { get; init; }

    /// <summary>How well it fills in missing cells; only of generative ones.</summary>
    public ImputingResult? Imputing { get; init; }

    /// <summary>What it costs.</summary>
    public CostResult? Cost { get; init; }

    /// <summary>The point of the curve at which it learned from all that is not held out; null where there is none.</summary>
    public CurvePoint? Full => Curve.Count > 0 && Curve[^1].Repeats > 0 ? Curve[^1] : null;
}
