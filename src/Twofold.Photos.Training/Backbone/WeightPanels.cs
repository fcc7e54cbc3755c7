using System.Runtime.Intrinsics;

namespace Twofold.Photos.Training;

/// <summary>
/// A matrix of weights, [depth, columns], as <see cref="ChannelProduct"/> reads it: strips of a few vectors of columns, the rows of a strip one
/// after the other. Columns are filled up with zeros to a whole number of <see cref="Width"/>.
/// </summary>
sealed class WeightPanels
{
    /// <summary>Channels are stored in multiples of so many: a vector of 512 bits, or two of 256.</summary>
    public const int Width = 16;

    readonly AlignedFloats weights;

    /// <summary>Packs weights.</summary>
    /// <param name="depth">How many inputs there are.</param>
    /// <param name="columns">How many outputs there are.</param>
    /// <param name="weight">The weight of an input for an output.</param>
    public WeightPanels(int depth, int columns, Func<int, int, float> weight)
    {
        Depth = depth;
        Columns = Padded(columns);
        var strips = new List<(int Column, int Width)>();
        var widths = Columns / Width;
        var count = (widths + MaxStrip - 1) / MaxStrip;
        for (var i = 0; i < count; i++)
            strips.Add((widths * i / count * Width, ((widths * (i + 1) / count) - (widths * i / count)) * Width));
        Strips = strips;
        weights = new AlignedFloats(depth * Columns);
        var packed = weights.Span;
        foreach (var (first, width) in strips)
            for (var p = 0; p < depth; p++)
                for (var j = 0; j < Math.Min(width, columns - first); j++)
                    packed[(first * depth) + (p * width) + j] = weight(p, first + j);
    }

    /// <summary>How many inputs there are.</summary>
    public int Depth { get; }

    /// <summary>How many outputs there are, those that were filled up included.</summary>
    public int Columns { get; }

    /// <summary>The strips' first columns and widths; a strip's weights begin at its first column times <see cref="Depth"/>.</summary>
    public IReadOnlyList<(int Column, int Width)> Strips { get; }

    /// <summary>All strips.</summary>
    public ReadOnlySpan<float> Weights => weights.Span;

    // What the processor's registers hold beside a sum for each of a tile's rows: three wide vectors, or two narrow ones.
    static int MaxStrip => Vector512.IsHardwareAccelerated ? 3 : 1;

    /// <summary>Channels rounded up to what is stored.</summary>
    public static int Padded(int channels) => (channels + Width - 1) / Width * Width;
}
