namespace Twofold;

/// <summary>Makes new examples of a label. Examples only come out.</summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public interface IGenerator<out TExamples, in TLabel>
{
    /// <summary>Makes exactly <paramref name="count"/> new examples of <paramref name="label"/>.</summary>
    /// <param name="label">A label that the model knows.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The same seed gives the same examples on the same machine.</param>
    /// <param name="cancellation">Stops the work between two batches.</param>
    /// <exception cref="TwofoldException">The model does not know the label, or the count is less than 1.</exception>
    TExamples Generate(TLabel label, int count, ulong seed, CancellationToken cancellation = default);
}
