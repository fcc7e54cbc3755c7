using Twofold.Photos.Onnx;
using static System.FormattableString;

namespace Twofold.Photos;

/// <summary>
/// The creating half of a pair: draws new pictures of a label, from what it learned of p(photo | label), which it follows more closely, or holds more to the
/// label, as <see cref="PhotoGenerationOptions"/> say, a little by default. It cannot say which label a photo has. Immutable and thread-safe.
/// </summary>
public sealed class PhotoCreator : IGenerator<IReadOnlyList<Photo>, string>
{
    /// <summary>Pictures that a core makes at once: few enough to stop between, and to keep all cores busy when some tens are asked for.</summary>
    const int Batch = 16;

    /// <summary>A label that the creator cannot draw for the recognizer's taste is not drawn for ever: the best of so many is taken.</summary>
    const int MostCandidates = 16;

    readonly IPictureSource source;
    readonly string modelName;
    readonly Func<PhotoRecognizer>? recognizer;

    /// <param name="source">What makes the pictures.</param>
    /// <param name="labels">The labels that it knows.</param>
    /// <param name="info">How it was made.</param>
    /// <param name="modelName">What its pictures say of where they come from.</param>
    /// <param name="recognizer">The other half of its pair; null for none, and then every picture is taken as it is drawn.</param>
    internal PhotoCreator(IPictureSource source, IReadOnlyList<string> labels, CreatorInfo info, string modelName, Func<PhotoRecognizer>? recognizer = null)
    {
        this.source = source;
        this.modelName = modelName;
        this.recognizer = recognizer;
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
        Generate(label, count, seed, options: null, cancellation);

    /// <summary>Makes exactly <paramref name="count"/> new pictures of a label.</summary>
    /// <param name="label">A label that the model knows.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The same seed gives the same pictures on the same machine.</param>
    /// <param name="options">How they are drawn; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two batches.</param>
    /// <exception cref="TwofoldException">The model does not know the label, the count is less than 1, or an option is out of its range.</exception>
    /// <remarks>Picture i depends on the seed, the options and i alone.</remarks>
    public IReadOnlyList<Photo> Generate(string label, int count, ulong seed, PhotoGenerationOptions? options, CancellationToken cancellation = default) =>
        [.. Stream(label, count, seed, options, cancellation)];

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
        _ = LabelEncoding.IndexOf(Labels, label);
        return Stream(Enumerable.Range(0, count).Select(i => new PhotoLatent(label, seed, i)), Checked(options), cancellation);
    }

    /// <summary>The same of several labels in turn, so that all cores are busy where each has few.</summary>
    /// <param name="counts">How many pictures of each label, at least 1.</param>
    /// <param name="seed">The same seed gives the same pictures on the same machine, and the same ones as each label by itself.</param>
    /// <param name="options">How they are drawn; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two batches.</param>
    internal IEnumerable<Photo> Stream(IEnumerable<KeyValuePair<string, int>> counts, ulong seed, PhotoGenerationOptions? options = null, CancellationToken cancellation = default) =>
        Stream(counts.SelectMany(label => Enumerable.Range(0, label.Value).Select(i => new PhotoLatent(label.Key, seed, i))), Checked(options), cancellation);

    /// <summary>Whether pictures are the same as those that are drawn without a look at them.</summary>
    internal bool TakesAsDrawn(PhotoGenerationOptions? options = null) => InsistenceOf(Checked(options)) == 0;

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
        var (fromNoise, toNoise) = (Draw([from], options, cancellation)[0].Noise, Draw([to], options, cancellation)[0].Noise);
        return ParallelMap.Ordered(
            positions.Chunk(Batch),
            chunk => Pixels(
                    [.. chunk.Select(position => Interpolation.Spherical(fromNoise, toNoise, position))],
                    [.. chunk.Select(position => Interpolation.Linear(fromShares, toShares, position))],
                    options,
                    cancellation)
                .Select((pixels, i) => Made(pixels, Provenance(
                    from.Label == to.Label ? $"A made-up picture of the label '{from.Label}'." : $"A made-up picture between the labels '{from.Label}' and '{to.Label}'.",
                    Invariant($"{chunk[i]:0.####} of the way from label {from.Label}, seed {from.Seed}, picture {from.Index} to label {to.Label}, seed {to.Seed}, picture {to.Index}"),
                    options)))
                .ToArray(),
            cancellation).SelectMany(photos => photos);
    }

    /// <summary>Ends the network; the pair that it belongs to does it.</summary>
    internal void Dispose() => source.Dispose();

    /// <summary>Opens a creator's graph.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="labels">The labels that it is to know.</param>
    /// <param name="info">What it is said to be.</param>
    /// <param name="modelName">What its pictures say of where they come from.</param>
    /// <param name="recognizer">The other half of its pair; null for none, and then every picture is taken as it is drawn.</param>
    /// <exception cref="TwofoldException">The graph is no creator, or another one than was said.</exception>
    internal static PhotoCreator Open(byte[] onnx, IReadOnlyList<string> labels, CreatorInfo info, string modelName, Func<PhotoRecognizer>? recognizer = null)
    {
        IPictureSource source = info.Kind == CreatorInfo.Flow ? new FlowSampler(VelocityField.Open(onnx, labels.Count)) : PictureNetwork.Open(onnx, labels.Count);
        if (source.Width == info.Size && source.Height == info.Size && source.NoiseDimension == info.NoiseDimension)
            return new PhotoCreator(source, labels, info, modelName, recognizer);
        var got = $"{source.Width}x{source.Height} pixels of {source.NoiseDimension} noise numbers";
        source.Dispose();
        throw new TwofoldException($"The model's creator makes {got}, and its model.json says {info.Size}x{info.Size} of {info.NoiseDimension}: the file is damaged.");
    }

    IEnumerable<Photo> Stream(IEnumerable<PhotoLatent> latents, PhotoGenerationOptions options, CancellationToken cancellation) =>
        ParallelMap.Ordered(
            latents.Chunk(Batch),
            some => Draw(some, options, cancellation)
                .Zip(some, (draw, latent) => Made(
                    draw.Pixels,
                    Provenance($"A made-up picture of the label '{latent.Label}'.", $"label {latent.Label}, seed {latent.Seed}, picture {latent.Index}", options)))
                .ToArray(),
            cancellation).SelectMany(photos => photos);

    /// <summary>Draws candidates until the recognizer has accepted one for each latent, or seen enough of them.</summary>
    PictureDraw[] Draw(PhotoLatent[] latents, PhotoGenerationOptions options, CancellationToken cancellation)
    {
        var insistence = InsistenceOf(options);
        var draws = Array.ConvertAll(latents, latent => new PictureDraw(latent, LabelEncoding.IndexOf(Labels, latent.Label)));
        var open = draws;
        for (var candidates = 0; candidates < MostCandidates && open.Length > 0; candidates++)
        {
            var noises = Array.ConvertAll(open, draw => draw.NextNoise(Info.NoiseDimension));
            var pixels = Pixels(noises, Array.ConvertAll(open, draw => Shares(draw.Label)), options, cancellation);
            var probabilities = insistence == 0 ? null : Probabilities(open, pixels);
            open = [.. open.Where((draw, i) => !draw.Offer(noises[i], pixels[i], probabilities?[i] ?? 1, insistence))];
        }

        return draws;
    }

    /// <summary>The probability that each picture is of its label, by the recognizer, which may know more labels.</summary>
    double[] Probabilities(PictureDraw[] draws, byte[][] pixels)
    {
        var reader = recognizer!(); // Insists only where there is one.
        var probabilities = reader.ProbabilitiesOf(pixels.Select(Picture));
        return [.. draws.Select((draw, i) => probabilities[i, LabelEncoding.IndexOf(reader.Labels, Labels[draw.Label])])];
    }

    /// <summary>The pixels of pictures of whole latents, each <c>[height, width, 3]</c>.</summary>
    byte[][] Pixels(float[][] noises, float[][] shares, PhotoGenerationOptions options, CancellationToken cancellation)
    {
        var truncation = options.TruncationOf(Info.Kind);
        float[] truncated = [.. noises.SelectMany(noise => noise).Select(value => (float)(value * truncation))];
        var pixels = source.Pictures(truncated, shares.SelectMany(share => share).ToArray(), options, cancellation);
        return [.. pixels.Chunk(source.Width * source.Height * 3)];
    }

    Photo Picture(byte[] pixels) => new(source.Width, source.Height, pixels);

    Photo Made(byte[] pixels, Dictionary<string, string> provenance) => Picture(pixels).WithMetadata(provenance);

    double InsistenceOf(PhotoGenerationOptions options) => recognizer is null ? 0 : options.InsistenceOf(Info.Kind);

    PhotoGenerationOptions Checked(PhotoGenerationOptions? options)
    {
        options ??= new PhotoGenerationOptions();
        options.Validate(Info.Kind);
        return options;
    }

    float[] Shares(string label) => Shares(LabelEncoding.IndexOf(Labels, label));

    float[] Shares(int label)
    {
        var shares = new float[Labels.Count];
        shares[label] = 1;
        return shares;
    }

    Dictionary<string, string> Provenance(string what, string latent, PhotoGenerationOptions options) => new()
    {
        ["Description"] = $"Generated by Twofold: not a photograph. {what}",
        ["Software"] = $"Twofold {PhotoPair.LibraryVersion}",
        ["Source"] = $"model {modelName}, {latent}{(options.TruncationOf(Info.Kind) is < 1 and var truncation ? Invariant($", truncation {truncation}") : "")}"
            + $"{(InsistenceOf(options) is > 0 and var insistence ? Invariant($", insistence {insistence}") : "")}"
            + $"{(options.FlowSteps is { } steps ? $", {steps} steps" : "")}{(options.Guidance is { } guidance ? Invariant($", guidance {guidance}") : "")}",
    };
}
