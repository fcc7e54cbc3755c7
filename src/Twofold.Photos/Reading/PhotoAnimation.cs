using System.Collections.ObjectModel;
using NetVips;

namespace Twofold.Photos;

/// <summary>Photos of one size that are shown one after the other, again and again.</summary>
public sealed class PhotoAnimation
{
    /// <summary>The most frames of an animation: more than anyone watches, less than makes a file that nothing opens.</summary>
    public const int MaxFrames = 2000;

    // A fifth of the time that libvips takes by default, for files that are a twentieth larger.
    const int Effort = 3;

    // GIF counts hundredths of a second, and browsers slow down frames that are shorter than two of them.
    static readonly TimeSpan LeastFrameTime = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan MostFrameTime = TimeSpan.FromMinutes(1);

    /// <summary>Creates an animation of frames, which are not copied.</summary>
    /// <param name="frames">1 to <see cref="MaxFrames"/> photos of one size, in order.</param>
    /// <exception cref="TwofoldException">There are none, too many, or they differ in size.</exception>
    public PhotoAnimation(IReadOnlyList<Photo> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count is 0 or > MaxFrames)
            throw new TwofoldException($"{frames.Count} frames for an animation: give 1 to {MaxFrames}.");
        foreach (var frame in frames)
            if ((frame.Width, frame.Height) != (frames[0].Width, frames[0].Height))
                throw new TwofoldException($"A frame of {frame.Width}x{frame.Height} pixels after one of {frames[0].Width}x{frames[0].Height}: the frames of an animation have one size.");
        Frames = frames;
    }

    /// <summary>The frames, in order.</summary>
    public IReadOnlyList<Photo> Frames { get; }

    /// <summary>How long each is shown, 20 ms to a minute. Default 50 ms: 20 a second, which looks like motion.</summary>
    /// <exception cref="TwofoldException">It is shorter or longer.</exception>
    public TimeSpan FrameTime
    {
        get;
        init => field = value >= LeastFrameTime && value <= MostFrameTime
            ? value
            : throw new TwofoldException($"A frame is to be shown for {value.TotalMilliseconds} ms: give {LeastFrameTime.TotalMilliseconds} to {MostFrameTime.TotalMilliseconds}.");
    } = TimeSpan.FromMilliseconds(50);

    /// <summary>What is written beside the frames, such as by which model they were generated. Default: nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// The frames there and back: what plays again and again then never jumps. The first and the last stand once in each round.
    /// </summary>
    /// <exception cref="TwofoldException">There are too many then.</exception>
    public PhotoAnimation ThereAndBack() => new([.. Frames, .. Frames.Skip(1).SkipLast(1).Reverse()]) { FrameTime = FrameTime, Metadata = Metadata };

    /// <summary>Writes the animation whole or not at all, as <c>.gif</c>, with its metadata as a comment.</summary>
    /// <exception cref="TwofoldException">The name ends differently, or the file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Path.GetExtension(path).Equals(".gif", StringComparison.OrdinalIgnoreCase))
            throw new TwofoldException($"'{path}' ends in '{Path.GetExtension(path)}': animations are written as .gif.");
        var bytes = ToGif();
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>
    /// The animation as the bytes of a GIF file that plays without end: 256 colors for each frame, dithered, because in the soft transitions that a
    /// creator makes bands would be seen; its metadata as a comment.
    /// </summary>
    public byte[] ToGif()
    {
        // A frame that is shown twice is held once.
        var images = Frames.Distinct().ToDictionary(frame => frame, frame => frame.ToImage());
        try
        {
            // An animation is, to libvips, one tall image that is cut into pages.
            using var tall = Image.Arrayjoin([.. Frames.Select(frame => images[frame])], across: 1);
            using var animated = tall.Mutate(mutable =>
            {
                mutable.Set(GValue.GIntType, "page-height", Frames[0].Height);
                mutable.Set(GValue.ArrayIntType, "delay", Enumerable.Repeat((int)FrameTime.TotalMilliseconds, Frames.Count).ToArray());
                mutable.Set(GValue.GIntType, "loop", 0);
            });
            return GifComment.Insert(animated.GifsaveBuffer(effort: Effort), Metadata);
        }
        finally
        {
            foreach (var image in images.Values)
                image.Dispose();
        }
    }
}
