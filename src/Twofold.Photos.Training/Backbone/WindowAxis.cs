namespace Twofold.Photos.Training;

/// <summary>How a convolution's or a pool's window moves along the rows or the columns of a picture.</summary>
/// <param name="Kernel">How many positions the window has.</param>
/// <param name="Stride">How far it moves.</param>
/// <param name="Dilation">From one of its positions to the next.</param>
/// <param name="Before">Positions before the picture that it reaches.</param>
/// <param name="After">Positions after the picture.</param>
/// <param name="Padding">Where the two come from.</param>
readonly record struct WindowAxis(int Kernel, int Stride, int Dilation, int Before, int After, WindowPadding Padding)
{
    /// <summary>A window of one position.</summary>
    public static WindowAxis Single { get; } = new(1, 1, 1, 0, 0, WindowPadding.Stated);

    int Reach => ((Kernel - 1) * Dilation) + 1;

    /// <summary>How many windows a line of so many positions has; zero or less where it is too short for one.</summary>
    public int Windows(int positions) => Padding == WindowPadding.Stated
        ? (positions + Before + After < Reach ? 0 : ((positions + Before + After - Reach) / Stride) + 1)
        : (positions + Stride - 1) / Stride;

    /// <summary>How many positions the windows reach before a line so long, and after it.</summary>
    public (int Before, int After) Beside(int positions)
    {
        if (Padding == WindowPadding.Stated)
            return (Before, After);
        var missing = Math.Max(0, ((Windows(positions) - 1) * Stride) + Reach - positions);
        var less = missing / 2;
        return Padding == WindowPadding.SameUpper ? (less, missing - less) : (missing - less, less);
    }

    /// <summary>Which positions of a line so long lie under each window.</summary>
    public AxisTaps Taps(int positions)
    {
        var windows = Windows(positions);
        var before = Beside(positions).Before;
        var taps = new AxisTap[windows][];
        for (var window = 0; window < windows; window++)
        {
            var seen = new List<AxisTap>();
            for (var k = 0; k < Kernel; k++)
                if ((window * Stride) - before + (k * Dilation) is >= 0 and var source && source < positions)
                    seen.Add(new AxisTap(source, k));
            taps[window] = [.. seen];
        }

        return new AxisTaps(positions, taps);
    }
}

/// <summary>Where the positions beside a picture that a window reaches come from.</summary>
enum WindowPadding
{
    /// <summary>They are stated.</summary>
    Stated,

    /// <summary>As many as give one window for every stride; an odd one after the picture (ONNX's SAME_UPPER, TensorFlow's).</summary>
    SameUpper,

    /// <summary>The same, an odd one before it.</summary>
    SameLower,
}

/// <summary>How a window moves over a picture.</summary>
/// <param name="Rows">From row to row.</param>
/// <param name="Columns">From column to column.</param>
readonly record struct Window(WindowAxis Rows, WindowAxis Columns)
{
    /// <summary>A window of one pixel.</summary>
    public static Window Single { get; } = new(WindowAxis.Single, WindowAxis.Single);

    /// <summary>The positions of the window.</summary>
    public int Area => Rows.Kernel * Columns.Kernel;

    /// <summary>Which pixels of a picture lie under each window.</summary>
    public WindowTaps Taps(PictureShape source) => new(Rows.Taps(source.Height), Columns.Taps(source.Width), Columns.Kernel);
}

/// <summary>The size of a value of one picture.</summary>
/// <param name="Height">The rows.</param>
/// <param name="Width">The columns.</param>
/// <param name="Channels">The numbers of a pixel, as they are stored.</param>
readonly record struct PictureShape(int Height, int Width, int Channels)
{
    /// <summary>The pixels.</summary>
    public int Pixels => Height * Width;

    /// <summary>The numbers.</summary>
    public int Length => Height * Width * Channels;
}
