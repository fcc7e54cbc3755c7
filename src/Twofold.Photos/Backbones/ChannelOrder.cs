namespace Twofold.Photos;

/// <summary>The order of the colors in a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as OpenCV reads and Caffe expects.</summary>
    Bgr,
}
