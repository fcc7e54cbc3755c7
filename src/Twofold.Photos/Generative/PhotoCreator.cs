using Twofold.Photos.Onnx;

namespace Twofold.Photos;

/// <summary>
/// The creating half of a pair: draws new pictures from p(photo | label). It cannot say which label a photo has. Immutable and thread-safe.
/// </summary>
public sealed class PhotoCreator : IGenerator<IReadOnlyList<Photo>, string>, IDisposable
{
    /// <summary>Pictures that a core makes at once: few enough to stop between, and to keep all cores busy when some tens are asked for.</summary>
    const int Batch = 16;

    readonly IPictureSource source;
    readonly string modelName;

    internal PhotoCreator(IPictureSource source, IReadOnlyList<string> labels, CreatorInfo info, string modelName)
    {
        this.source = source;
        this.modelName = modelName;
        Labels = labels;
        Info = info;
    }

    /// <summary>The labels that it can make.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How it was made and how well its pictures are recognized.</summary>
    public CreatorInfo Info { get; }

    /// <summary>The velocity field of a flow; null of another kind.</summary>
    internal VelocityField? VelocityField => (source as FlowSampler)?.VelocityField;

    /// <summary>Makes one new picture of a label.</summary>
    /// <param name="label">A label that the model knows.</param>
    /// <param name="seed">The same seed gives the same picture on the same machine.</param>
    /// <param name="options">How it is drawn; null for the defaults.</param>
    /// <exception cref="TwofoldException">The model does not know the label, or an option is out of its range.</exception>
    public Photo Generate(string label, ulong seed, PhotoGenerationOptions? options = null) => Stream(label, 1, seed, options).First();

    /// <inheritdoc/>
    /// <remarks>Picture i depends on the seed and i alone: asking for more leaves the first ones as they are.</remarks>
    public IReadOnlyList<Photo> Generate(string label, int count, ulong seed, CancellationToken cancellation = default) =>
        [.. Stream(label, count, seed, options: null, cancellation)];

    /// <summary>The pictures of <see cref="Generate(string, int, ulong, CancellationToken)"/> as they are made: memory stays flat for any number.</summary>
    /// <param name="label">A label that the model knows.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The same seed gives the same pictures on the same machine.</param>
    /// <param name="options">How they are drawn; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two batches.</param>
    /// <exception cref="TwofoldException">The model does not know the label, the count is less than 1, or an option is out of its range.</exception>
    public IEnumerable<Photo> Stream(string label, int count, ulong seed, PhotoGenerationOptions? options = null, CancellationToken cancellation = default)
    {
        if (count < 1)
            throw new TwofoldException($"{count} pictures were asked for: ask for at least 1.");
        options = Checked(options);
        var shares = Shares(label);
        return Pictures(
            count,
            i => (Noise(seed, i), shares),
            i => Provenance($"A made-up picture of the label '{label}'.", $"label {label}, seed {seed}, picture {i}", options),
            options,
            cancellation);
    }

    /// <summary>The pictures on the way from one latent to another, evenly spaced; the first and the last are the ends' own pictures.</summary>
    /// <param name="from">Where the way begins.</param>
    /// <param name="to">Where it ends: another seed, another label, or both.</param>
    /// <param name="frames">How many pictures, at least 2.</param>
    /// <param name="options">How they are drawn; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two batches.</param>
    /// <exception cref="TwofoldException">The model does not know a label, there are fewer than 2 frames, or an option is out of its range.</exception>
    public IEnumerable<Photo> Walk(PhotoLatent from, PhotoLatent to, int frames, PhotoGenerationOptions? options = null, CancellationToken cancellation = default) =>
        frames >= 2
            ? Walk(from, to, [.. Enumerable.Range(0, frames).Select(i => (double)i / (frames - 1))], options, cancellation)
            : throw new TwofoldException($"{frames} pictures were asked for on the way from one to another: ask for at least 2, its ends.");

    /// <summary>
    /// The pictures on the way from one latent to another. The noise goes along the arc between its ends (spherical interpolation, Shoemake 1985;
    /// White 2016, "Sampling generative networks"), because noise on the straight line between them is shorter than any that the creator has
    /// learned from; what the creator has learned of a label is mixed linearly.
    /// </summary>
    /// <param name="from">Where the way begins.</param>
    /// <param name="to">Where it ends: another seed, another label, or both.</param>
    /// <param name="positions">Where on the way each picture lies, from 0 (the beginning) to 1 (the end).</param>
    /// <param name="options">How they are drawn; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two batches.</param>
    /// <exception cref="TwofoldException">
    /// The model does not know a label, a position or an option is out of its range, or the labels differ and the model is of a version that
    /// could not mix them.
    /// </exception>
    public IEnumerable<Photo> Walk(
        PhotoLatent from, PhotoLatent to, IReadOnlyList<double> positions, PhotoGenerationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(positions);
        foreach (var position in positions)
            if (!(position is >= 0 and <= 1))
                throw new TwofoldException($"A position on the way is {position}: give numbers from 0 (the beginning) to 1 (the end).");
        options = Checked(options);
        var (fromShares, toShares) = (Shares(from.Label), Shares(to.Label));
        var (fromNoise, toNoise) = (Noise(from.Seed, from.Index), Noise(to.Seed, to.Index));
        return Pictures(
            positions.Count,
            i => (Interpolation.Spherical(fromNoise, toNoise, positions[i]), Interpolation.Linear(fromShares, toShares, positions[i])),
            i => Provenance(
                from.Label == to.Label ? $"A made-up picture of the label '{from.Label}'." : $"A made-up picture between the labels '{from.Label}' and '{to.Label}'.",
                $"{positions[i]:0.####} of the way from label {from.Label}, seed {from.Seed}, picture {from.Index} to label {to.Label}, seed {to.Seed}, picture {to.Index}",
                options),
            options,
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    /// <summary>Opens a creator's graph.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="labels">The labels that it is to know.</param>
    /// <param name="info">What it is said to be.</param>
    /// <param name="modelName">What its pictures say of where they come from.</param>
    /// <exception cref="TwofoldException">The graph is no creator, or another one than was said.</exception>
    internal static PhotoCreator Open(byte[] onnx, IReadOnlyList<string> labels, CreatorInfo info, string modelName)
    {
        IPictureSource source = info.Kind == CreatorInfo.Flow ? new FlowSampler(VelocityField.Open(onnx, labels.Count)) : PictureNetwork.Open(onnx, labels.Count);
        if (source.Width == info.Size && source.Height == info.Size && source.NoiseDimension == info.NoiseDimension)
            return new PhotoCreator(source, labels, info, modelName);
        var got = $"{source.Width}x{source.Height} pixels of {source.NoiseDimension} noise numbers";
        source.Dispose();
        throw new TwofoldException($"The model's creator makes {got}, and its model.json says {info.Size}x{info.Size} of {info.NoiseDimension}: the file is damaged.");
    }

    IEnumerable<Photo> Pictures(
        int count,
        Func<int, (float[] Noise, float[] Shares)> latentOf,
        Func<int, IReadOnlyDictionary<string, string>> provenanceOf,
        PhotoGenerationOptions options,
        CancellationToken cancellation)
    {
        var truncation = options.TruncationOf(Info.Kind);
        return ParallelMap.Ordered(
            Enumerable.Range(0, count).Chunk(Batch),
            indices =>
            {
                var latents = Array.ConvertAll(indices, index => latentOf(index));
                var noise = latents.SelectMany(latent => latent.Noise).Select(value => (float)(value * truncation)).ToArray();
                var pixels = source.Pictures(noise, latents.SelectMany(latent => latent.Shares).ToArray(), options, cancellation);
                var length = source.Width * source.Height * 3;
                return Array.ConvertAll(indices, index =>
                    new Photo(source.Width, source.Height, pixels.AsMemory((index - indices[0]) * length, length).ToArray()).WithMetadata(provenanceOf(index)));
            },
            cancellation).SelectMany(photos => photos);
    }

    PhotoGenerationOptions Checked(PhotoGenerationOptions? options)
    {
        options ??= new PhotoGenerationOptions();
        options.Validate(Info.Kind);
        return options;
    }

    float[] Noise(ulong seed, int index)
    {
        var noise = new float[Info.NoiseDimension];
        var random = SeededRandom.ForPart(seed, (ulong)index);
        foreach (ref var value in noise.AsSpan())
            value = (float)random.NextGaussian();
        return noise;
    }

    float[] Shares(string label)
    {
        var shares = new float[Labels.Count];
        shares[LabelEncoding.IndexOf(Labels, label)] = 1;
        return shares;
    }

    Dictionary<string, string> Provenance(string what, string latent, PhotoGenerationOptions options) => new()
    {
        ["Description"] = $"Generated by Twofold: not a photograph. {what}",
        ["Software"] = $"Twofold {PhotoPair.LibraryVersion}",
        ["Source"] = $"model {modelName}, {latent}{(options.TruncationOf(Info.Kind) is < 1 and var truncation ? $", truncation {truncation}" : "")}"
            + $"{(options.FlowSteps is { } steps ? $", {steps} steps" : "")}{(options.Guidance is { } guidance ? $", guidance {guidance}" : "")}",
    };
}
