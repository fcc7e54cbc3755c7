namespace Twofold;

/// <summary>How probabilities are calibrated.</summary>
public enum CalibrationMethod
{
    /// <summary>A sigmoid for each label, <see cref="SigmoidCalibration"/>: two numbers, enough held-out examples from about fifty on.</summary>
    Sigmoid,

    /// <summary>A rising step curve for each label, <see cref="IsotonicCalibration"/>: any shape, but it needs about a thousand held-out examples.</summary>
    Isotonic,

    /// <summary>One number for all labels, <see cref="TemperatureScaling"/>: never changes which label is the most probable.</summary>
    Temperature,
}
