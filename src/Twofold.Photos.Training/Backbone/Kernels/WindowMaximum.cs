namespace Twofold.Photos.Training;

/// <summary>
/// The largest number of each window and channel, and the way back, which leads to that number alone.
/// <code>for each pixel t, for c &lt; channels: target[t, c] = max over taps (s, k) of t: source[s, c]; choice[t, c] = the first k that has it</code>
/// </summary>
static class WindowMaximum
{
    /// <summary>Finds the largest numbers.</summary>
    /// <param name="source">The pictures, [pictures, rows, columns, channels].</param>
    /// <param name="pictures">How many there are.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="taps">What each pixel sees; something, at least.</param>
    /// <param name="target">The largest numbers, [pictures, rows, columns, channels].</param>
    /// <param name="choices">Which position of the window each of them has; empty where nobody asks.</param>
    public static void Calculate(ReadOnlySpan<float> source, int pictures, int channels, WindowTaps taps, Span<float> target, Span<byte> choices)
    {
        for (var pixel = 0; pixel < pictures * taps.TargetPixels; pixel++)
        {
            var best = target.Slice(pixel * channels, channels);
            var choice = choices.IsEmpty ? choices : choices.Slice(pixel * channels, channels);
            best.Fill(float.NegativeInfinity);
            choice.Clear();
            foreach (var (from, position) in Seen(taps, pixel))
            {
                var seen = source.Slice(from * channels, channels);
                for (var c = 0; c < channels; c++)
                {
                    if (!(seen[c] > best[c]))
                        continue;
                    best[c] = seen[c];
                    if (!choice.IsEmpty)
                        choice[c] = (byte)position;
                }
            }
        }
    }

    /// <summary>Adds each pixel's gradient to where its number came from.</summary>
    /// <param name="gradient">The gradient of the largest numbers, [pictures, rows, columns, channels].</param>
    /// <param name="pictures">How many pictures there are.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="taps">What each pixel saw.</param>
    /// <param name="choices">Which position of the window it took.</param>
    /// <param name="target">The gradient of the pictures, [pictures, rows, columns, channels].</param>
    public static void Add(ReadOnlySpan<float> gradient, int pictures, int channels, WindowTaps taps, ReadOnlySpan<byte> choices, Span<float> target)
    {
        for (var pixel = 0; pixel < pictures * taps.TargetPixels; pixel++)
        {
            var mine = gradient.Slice(pixel * channels, channels);
            var choice = choices.Slice(pixel * channels, channels);
            foreach (var (from, position) in Seen(taps, pixel))
            {
                var seen = target.Slice(from * channels, channels);
                for (var c = 0; c < channels; c++)
                    seen[c] += choice[c] == position ? mine[c] : 0;
            }
        }
    }

    static IEnumerable<(int Pixel, int Position)> Seen(WindowTaps taps, int pixel)
    {
        var (picture, inPicture) = Math.DivRem(pixel, taps.TargetPixels);
        var (row, column) = Math.DivRem(inPicture, taps.Columns.Targets);
        for (var i = 0; i < taps.Rows[row].Length; i++)
        {
            for (var j = 0; j < taps.Columns[column].Length; j++)
            {
                var (tapRow, tapColumn) = (taps.Rows[row][i], taps.Columns[column][j]);
                yield return (
                    (((picture * taps.Rows.Sources) + tapRow.Source) * taps.Columns.Sources) + tapColumn.Source,
                    (tapRow.Kernel * taps.KernelWidth) + tapColumn.Kernel);
            }
        }
    }
}
