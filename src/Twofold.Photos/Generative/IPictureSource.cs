namespace Twofold.Photos;

/// <summary>What makes a creator's pictures from noise: a network in one pass, or a walk along a velocity field. Thread-safe; a call works on the thread that makes it.</summary>
interface IPictureSource : IDisposable
{
    /// <summary>The width of a picture in pixels.</summary>
    int Width { get; }

    /// <summary>The height of a picture in pixels.</summary>
    int Height { get; }

    /// <summary>The noise numbers that one picture is made of.</summary>
    int NoiseDimension { get; }

    /// <summary>Makes pictures.</summary>
    /// <param name="noise">Standard normal numbers, times the truncation, <c>[pictures, noise]</c>.</param>
    /// <param name="shares">How much of each label is in each picture, <c>[pictures, labels]</c>; each row sums to one.</param>
    /// <param name="options">How a flow walks; without meaning for a network of one pass.</param>
    /// <param name="cancellation">Stops the work between two runs of a network.</param>
    /// <returns>The pixels, <c>[pictures, height, width, 3]</c>.</returns>
    /// <exception cref="TwofoldException">A picture is of several labels, and the network is one that cannot mix them.</exception>
    byte[] Pictures(ReadOnlySpan<float> noise, ReadOnlySpan<float> shares, PhotoGenerationOptions options, CancellationToken cancellation);
}
