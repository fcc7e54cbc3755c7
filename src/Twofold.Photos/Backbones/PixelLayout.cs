namespace Twofold.Photos;

/// <summary>The order in which a network's input holds a picture's numbers.</summary>
public enum PixelLayout
{
    /// <summary><c>[N, 3, height, width]</c>: one plane for each color, as PyTorch and MXNet have it.</summary>
    ChannelsFirst,

    /// <summary><c>[N, height, width, 3]</c>: the colors of a pixel together, as TensorFlow has it.</summary>
    ChannelsLast,
}
