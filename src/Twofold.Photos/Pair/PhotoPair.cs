using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Twofold.Photos.Onnx;

namespace Twofold.Photos;

/// <summary>
/// Two models learned from one set of labelled photos: one recognizes, one creates. Kept in one file, <c>NAME.twofold</c>, that is enough by
/// itself. Thread-safe; each half is loaded when it is first used, and lives as long as the pair: asked after the pair is disposed of, it throws
/// <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class PhotoPair : IDisposable
{
    const string RecognizerPart = "recognizer.onnx";
    const string HeadPart = "recognizer.safetensors";
    const string CreatorPart = "creator.onnx";
    const string CardPart = "card.md";
    const string SamplesPart = "samples.png";

    readonly IReadOnlyDictionary<string, byte[]> parts;
    readonly Lazy<PhotoRecognizer> recognizer;
    readonly Lazy<PhotoCreator?> creator;
    volatile bool isDisposed;

    PhotoPair(IReadOnlyDictionary<string, byte[]> parts, PhotoPairInfo info)
    {
        this.parts = parts;
        Info = info;
        recognizer = new Lazy<PhotoRecognizer>(LoadRecognizer);
        creator = new Lazy<PhotoCreator?>(LoadCreator);
    }

    /// <summary>What the model says of itself: labels, counts, scores, date.</summary>
    public PhotoPairInfo Info { get; }

    /// <summary>Whether a creator was trained.</summary>
    public bool HasCreator => Info.Creator is not null;

    /// <summary>The half that recognizes.</summary>
    /// <exception cref="ObjectDisposedException">The pair was disposed of.</exception>
    public PhotoRecognizer Recognizer => Loaded(recognizer);

    /// <summary>The half that creates.</summary>
    /// <exception cref="TwofoldException">The pair has none; the message says how to train one.</exception>
    /// <exception cref="ObjectDisposedException">The pair was disposed of.</exception>
    public PhotoCreator Creator => Loaded(creator)
        ?? throw new TwofoldException("This model has no creator, so it cannot make pictures: train it again with '--creator auto' (or without '--creator none').");

    /// <summary>
    /// The half that creates as a whole generative model, p(photo, label), which can say how likely a photo is, and recognize by Bayes' rule. The
    /// labels' prior is their share of the photos.
    /// </summary>
    /// <exception cref="TwofoldException">The pair has no creator, or a GAN, which makes pictures and cannot say how likely one is.</exception>
    public PhotoFlow Flow => Creator.VelocityField is { } velocityField
        ? new PhotoFlow(velocityField, Creator, [.. Creator.Labels.Select(label => (double)Info.Data.Counts[LabelEncoding.IndexOf(Info.Labels, label)])])
        : throw new TwofoldException("This model's creator is a GAN, which cannot say how likely a photo is: train with '--creator flow' for one that can.");

    /// <summary>The contact sheet of generated pictures that was made after training, as PNG; empty where there is no creator.</summary>
    public ReadOnlyMemory<byte> SamplesPng => parts.GetValueOrDefault(SamplesPart);

    internal static string LibraryVersion { get; } = typeof(PhotoPair).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]; // The SDK always writes it.

    /// <summary>Opens a model file. Runs no code of it, and checks sums, sizes and shapes before they are used.</summary>
    /// <exception cref="TwofoldException">There is no such file, it is damaged, or it is of a newer version.</exception>
    public static PhotoPair Open(string path) => Open(ModelFile.Open(path));

    /// <inheritdoc cref="Open(string)"/>
    public static PhotoPair Open(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Load(PhotoPairJson.Default.PhotoPairInfo, PhotoPairInfo.PhotoKind, PhotoPairInfo.CurrentFormat, info =>
        {
            info.Validate();
            file.Require(RecognizerPart, HeadPart);
            if (info.Creator is not null)
                file.Require(CreatorPart);
            return new PhotoPair(file.Parts, info);
        });
    }

    /// <summary>Writes the pair to a model file, whole or not at all.</summary>
    /// <exception cref="TwofoldException">The file could not be written; an older one is unchanged.</exception>
    public void Save(string path) => ModelArchive.Write(path, parts);

    /// <summary>
    /// Scores the creator against real photos that it did not learn from, in the space of the recognizer's features. The photos are divided in
    /// halves with the same number of each label, and as many pictures are made.
    /// </summary>
    /// <param name="real">The photos; those of labels that the pair does not know are left out.</param>
    /// <param name="accuracy">The recognizer's accuracy on photos that it did not learn from: what its reading of the pictures is worth.</param>
    /// <param name="training">The photos that the creator learned from, to look for copies; null where they are not at hand.</param>
    /// <param name="mostPictures">At most so many pictures are made, and photos taken into a half. Default 1000: shares are known to two points.</param>
    /// <param name="seed">The seed of the pictures, the halves and the bootstrap. Default 0.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The scores; null where there are fewer than ten photos in a half.</returns>
    /// <exception cref="TwofoldException">There is no creator, fewer than one picture is asked for, or copies are looked for without thumbnails.</exception>
    public PictureScores? ScoreCreator(
        FeaturedPhotos real, Estimate accuracy, FeaturedPhotos? training = null, int mostPictures = 1000, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(real);
        return mostPictures >= 1
            ? CreatorScoring.Of(Recognizer, Creator, real, accuracy, training, mostPictures, seed, cancellation)
            : throw new TwofoldException($"{mostPictures} pictures to score: ask for at least 1.");
    }

    /// <summary>
    /// The pair with a recognizer that was taught by <see cref="PhotoRecognizer.Refit"/>, to be saved as a model of its own. Its scores are those of before, and its card says so.
    /// </summary>
    /// <param name="taught">It came from this pair's recognizer.</param>
    /// <exception cref="TwofoldException">It came from another pair.</exception>
    public PhotoPair WithRecognizer(PhotoRecognizer taught)
    {
        ArgumentNullException.ThrowIfNull(taught);
        if (taught.Extractor != Recognizer.Extractor)
            throw new TwofoldException("The recognizer stands on another pair's network: teach the recognizer of this pair.");
        return WithHead(Info with { Recognizer = Info.Recognizer with { Taught = TimeProvider.System.GetUtcNow() } }, taught.Head);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        if (recognizer.IsValueCreated)
            recognizer.Value.Dispose();
        if (creator.IsValueCreated)
            creator.Value?.Dispose();
    }

    /// <summary>The network that features come from, as ONNX.</summary>
    internal byte[] RecognizerOnnx => parts[RecognizerPart];

    /// <summary>The same creator beside a recognizer whose head was fitted anew.</summary>
    internal PhotoPair WithHead(PhotoPairInfo info, RecognizerHead head) =>
        Create(info, RecognizerOnnx, head, parts.GetValueOrDefault(CreatorPart), parts.GetValueOrDefault(SamplesPart));

    internal static PhotoPair Create(PhotoPairInfo info, byte[] recognizerOnnx, RecognizerHead head, byte[]? creatorOnnx, byte[]? samplesPng)
    {
        var tensors = new SafeTensors();
        head.AddTo(tensors);
        var parts = new Dictionary<string, byte[]>
        {
            [ModelFile.InfoPart] = JsonSerializer.SerializeToUtf8Bytes(info, PhotoPairJson.Default.PhotoPairInfo),
            [RecognizerPart] = recognizerOnnx,
            [HeadPart] = tensors.ToBytes(),
            [CardPart] = Encoding.UTF8.GetBytes(ModelCard.Write(info)),
        };
        if (creatorOnnx is not null)
            parts[CreatorPart] = creatorOnnx;
        if (samplesPng is not null)
            parts[SamplesPart] = samplesPng;
        return new PhotoPair(parts, info);
    }

    T Loaded<T>(Lazy<T> half)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return half.Value;
    }

    PhotoRecognizer LoadRecognizer()
    {
        var info = Info.Recognizer;
        var network = PhotoNetwork.Open(parts[RecognizerPart]);
        if (network.FeatureCount != info.FeatureCount || network.Width != info.Preparation.Width || network.Height != info.Preparation.Height)
        {
            var got = $"{network.Width}x{network.Height} pixels to {network.FeatureCount} features";
            network.Dispose();
            throw new TwofoldException($"The model's recognizer takes {got}, and its model.json says {info.Preparation.Width}x{info.Preparation.Height} to {info.FeatureCount}: the file is damaged.");
        }

        var head = RecognizerHead.From(SafeTensors.FromBytes(parts[HeadPart]), Info.Labels, info.FeatureCount, info.Temperature);
        return new PhotoRecognizer(new FeatureExtractor(network, info.Preparation), head, info, new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(parts[RecognizerPart]))));
    }

    PhotoCreator? LoadCreator()
    {
        if (Info.Creator is not { } info)
            return null;
        var onnx = parts[CreatorPart];
        var name = Convert.ToHexStringLower(SHA256.HashData(onnx))[..12];
        // One that knows one label would accept every picture, after a look at each.
        return PhotoCreator.Open(onnx, info.Labels ?? Info.Labels, info, name, Info.Labels.Count == 1 ? null : () => Recognizer);
    }
}
