namespace Twofold.Photos;

/// <summary>
/// One picture in the making: candidates are drawn until one is accepted, with the probability that the recognizer's insistence gives it. Both what is
/// drawn and what is accepted depend on the latent alone, not on what is made beside it.
/// </summary>
sealed class PictureDraw
{
    readonly SeededRandom noises, chances;
    double best = -1;

    /// <summary>Begins with no candidate.</summary>
    /// <param name="latent">Which picture.</param>
    /// <param name="label">The number of its label.</param>
    public PictureDraw(PhotoLatent latent, int label)
    {
        Label = label;
        noises = SeededRandom.ForPart(latent.Seed, (ulong)latent.Index);
        chances = SeededRandom.ForPart(~latent.Seed, (ulong)latent.Index);
    }

    /// <summary>The number of its label.</summary>
    public int Label { get; }

    /// <summary>The noise of the candidate that was accepted, or else of the one that came nearest; standard normal numbers.</summary>
    public float[] Noise { get; private set; } = [];

    /// <summary>Its pixels, <c>[height, width, 3]</c>.</summary>
    public byte[] Pixels { get; private set; } = [];

    /// <summary>The noise of the next candidate.</summary>
    public float[] NextNoise(int dimension)
    {
        var noise = new float[dimension];
        foreach (ref var value in noise.AsSpan())
            value = (float)noises.NextGaussian();
        return noise;
    }

    /// <summary>Takes the candidate where it is the best so far, and says whether it is accepted.</summary>
    /// <param name="noise">What it was made of.</param>
    /// <param name="pixels">Its pixels.</param>
    /// <param name="probability">The probability of the label that the recognizer reads in it.</param>
    /// <param name="insistence">The power of that probability that it is accepted with.</param>
    public bool Offer(float[] noise, byte[] pixels, double probability, double insistence)
    {
        var accepted = chances.NextDouble() < Math.Pow(probability, insistence);
        // Compared as it is read: high powers of small numbers are all zero.
        if (accepted || probability > best)
            (Noise, Pixels, best) = (noise, pixels, probability);
        return accepted;
    }
}
