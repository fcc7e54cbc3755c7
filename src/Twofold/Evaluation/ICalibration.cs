namespace Twofold;

/// <summary>
/// Makes probabilities keep their word: of the examples that get 0.8, four fifths are then of the label. Learned from examples that the model was not
/// fitted on. Immutable and thread-safe.
/// </summary>
public interface ICalibration
{
    /// <summary>Calibrates the probabilities of one example.</summary>
    /// <param name="probabilities">p(label | example) as the model has it, <c>[labels]</c>.</param>
    /// <param name="calibrated">The calibrated ones, <c>[labels]</c>, which sum to one; may be the same place.</param>
    void Apply(ReadOnlySpan<double> probabilities, Span<double> calibrated);
}
