using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Makes the pictures on the way from one to another.</summary>
public static class Walker
{
    /// <summary>The most pictures of a way: half a minute each way.</summary>
    public const int MaxFrames = 600;

    const int AnimationFrames = 60, StripFrames = 10;
    const int AnimationEdge = 192, StripEdge = 128;

    /// <summary>Writes an animation or a strip, whole or not at all, which says in its metadata what made it.</summary>
    /// <exception cref="TwofoldException">The model, its ends or an option will not do, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was written.</exception>
    public static GenerateResult Run(WalkRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var animated = IsAnimation(request.Out);
        NewFile.Require(request.Out, "--out");
        var frames = request.Frames ?? (animated ? AnimationFrames : StripFrames);
        var file = ModelFile.Open(request.Model);
        if (file.Kind != PhotoPairInfo.PhotoKind)
            throw new TwofoldException("There is a way from one picture to another, and this model makes rows: leave '--walk' out.");
        using var pair = PhotoPair.Open(file);
        var creator = pair.Creator;
        var (from, to) = WalkEnds.Of(request, creator.Labels);
        var options = new PhotoGenerationOptions { Truncation = request.Truncation, Insistence = request.Insistence, FlowSteps = request.FlowSteps, Guidance = request.Guidance };
        if (animated)
        {
            Animation(creator, from, to, options, frames, request.Scale, progress, cancellation).Save(request.Out);
        }
        else
        {
            var made = Made(creator, from, to, options, Positions(frames, pendulum: false), request.Scale ?? Enlargement.ToFit(creator.Info.Size, StripEdge), progress, cancellation);
            Strip(made).WithMetadata(Provenance(made, from, to)).Save(request.Out);
        }

        return new GenerateResult([request.Out], null);
    }

    /// <summary>The way from one picture to another and back, as an animation that says in its metadata what made it.</summary>
    /// <param name="creator">What makes the pictures.</param>
    /// <param name="from">Where the way begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="options">How to make them; null for the defaults.</param>
    /// <param name="frames">How many pictures from one end to the other, 2 to <see cref="MaxFrames"/>. Default 60: three seconds each way.</param>
    /// <param name="scale">By which whole factor they are enlarged; null, the default, for as far as an edge of 192 pixels goes.</param>
    /// <param name="progress">Told of each picture.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">An end or an option will not do.</exception>
    public static PhotoAnimation Animation(
        PhotoCreator creator,
        PhotoLatent from,
        PhotoLatent to,
        PhotoGenerationOptions? options = null,
        int frames = AnimationFrames,
        int? scale = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(creator);
        var made = Made(
            creator, from, to, options ?? new PhotoGenerationOptions(), Positions(frames, pendulum: true), scale ?? Enlargement.ToFit(creator.Info.Size, AnimationEdge), progress, cancellation);
        return new PhotoAnimation(made) { Metadata = Provenance(made, from, to) }.ThereAndBack();
    }

    static List<Photo> Made(
        PhotoCreator creator, PhotoLatent from, PhotoLatent to, PhotoGenerationOptions options, double[] positions, int scale, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        Enlargement.Check(scale, creator.Info.Size, positions.Length);
        var made = new List<Photo>(positions.Length);
        foreach (var photo in creator.Walk(from, to, positions, options, cancellation))
        {
            made.Add(Enlargement.Of(photo, scale));
            progress?.Report(new WorkProgress("Making pictures", made.Count, positions.Length, "pictures"));
        }

        return made;
    }

    static bool IsAnimation(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".gif" => true,
        ".png" => false,
        var other => throw new TwofoldException(
            $"'{path}' {(other.Length == 0 ? "has no ending" : $"ends in '{other}'")}: the way from one picture to another is written as .gif (an animation) or .png (a strip)."),
    };

    // An animation turns at its ends: it comes to rest there as a pendulum does, and does not bounce. On a strip equal steps say most.
    static double[] Positions(int frames, bool pendulum) => frames is >= 2 and <= MaxFrames
        ? [.. Enumerable.Range(0, frames).Select(i => (double)i / (frames - 1)).Select(position => pendulum ? (1 - Math.Cos(Math.PI * position)) / 2 : position)]
        : throw new TwofoldException($"{frames} pictures on the way from one to another: give a number from 2 to {MaxFrames}.");

    static Dictionary<string, string> Provenance(List<Photo> made, PhotoLatent from, PhotoLatent to) => new(made[0].Metadata)
    {
        ["Description"] = from.Label == to.Label
            ? $"Generated by Twofold: not photographs. Made-up pictures of the label '{from.Label}'."
            : $"Generated by Twofold: not photographs. Made-up pictures between the labels '{from.Label}' and '{to.Label}'.",
        ["Source"] = $"{made.Count} pictures, the first: {made[0].Metadata["Source"]}",
    };

    /// <summary>Pictures of one size side by side.</summary>
    static Photo Strip(List<Photo> photos)
    {
        var (width, height) = (photos[0].Width, photos[0].Height);
        var pixels = new byte[3 * width * height * photos.Count];
        for (var i = 0; i < photos.Count; i++)
            for (var y = 0; y < height; y++)
                photos[i].Pixels.Span.Slice(3 * width * y, 3 * width).CopyTo(pixels.AsSpan(3 * width * ((y * photos.Count) + i)));
        return new Photo(width * photos.Count, height, pixels);
    }
}
