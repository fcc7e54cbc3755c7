namespace Twofold;

/// <summary>Says how likely an example is, whatever its label. A model that cannot say so honestly does not implement this.</summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
public interface IDensity<in TExamples>
{
    /// <summary>Whether <see cref="LogDensity"/> is the model's density itself or a bound of it.</summary>
    DensityKind DensityKind { get; }

    /// <summary>log p(example) in nats, <c>[examples]</c>.</summary>
    double[] LogDensity(TExamples examples);
}
