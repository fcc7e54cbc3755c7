namespace Twofold.Photos;

/// <summary>How a creator draws its pictures. Every default leaves them as they were learned.</summary>
public sealed record PhotoGenerationOptions
{
    /// <summary>
    /// How far the noise may go from its mean, 0 to 1: it is multiplied by this, so that less gives pictures that are more typical of their label
    /// and more like each other, and 0 one picture, the label's mean. Default 1: all the variety that was learned.
    /// </summary>
    /// <remarks>
    /// The truncation trick. Brock et al. 2019 ("Large scale GAN training for high fidelity natural image synthesis", 3.1) draw numbers above a
    /// threshold again; scaling towards the mean (Karras et al. 2019, "A style-based generator architecture", B) shortens the noise as much,
    /// and keeps every seed's picture recognizable as it goes from 1 to 0, because no number is drawn again.
    /// </remarks>
    public double Truncation { get; init; } = 1;

    /// <exception cref="TwofoldException">An option is out of its range.</exception>
    internal void Validate()
    {
        if (!(Truncation is >= 0 and <= 1))
            throw new TwofoldException($"The truncation is {Truncation}: give a number from 0 (the label's mean) to 1 (all the variety).");
    }
}
