using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>
/// The features of the photos that a pair learned from, beside its model file: with them photos can be added later without the old ones being read again,
/// or being there at all. The file, <c>NAME.twofold.features</c>, is of the safetensors format: <c>features</c>, float32 <c>[photos, features]</c>;
/// <c>photos</c>, JSON with name, label, length and SHA-256 of each; <c>network</c>, the SHA-256 of the network that the features come from; and
/// <c>fingerprint</c>, the SHA-256 over the three.
/// </summary>
public sealed partial class KeptFeatures
{
    /// <summary>What is appended to the name of the model file.</summary>
    public const string Ending = ".features";

    const string FeaturesPart = "features", PhotosPart = "photos", NetworkPart = "network", FingerprintPart = "fingerprint";

    readonly byte[] network;

    internal KeptFeatures(IReadOnlyList<KeptPhoto> photos, float[] features, byte[] network) =>
        (Photos, Features, this.network) = (photos, features, network);

    /// <summary>The photos.</summary>
    public IReadOnlyList<KeptPhoto> Photos { get; }

    /// <summary>The features of all, <c>[photos × features]</c>.</summary>
    internal float[] Features { get; }

    /// <summary>How many features a photo has.</summary>
    internal int FeatureCount => Features.Length / Photos.Count;

    /// <summary>Keeps features.</summary>
    /// <param name="photos">The photos.</param>
    /// <param name="features">The features of each.</param>
    /// <param name="networkOnnx">The network that they come from.</param>
    /// <exception cref="TwofoldException">There are more numbers than a file can hold.</exception>
    internal static KeptFeatures Of(IReadOnlyList<KeptPhoto> photos, IReadOnlyList<float[]> features, byte[] networkOnnx)
    {
        var numbers = (long)photos.Count * features[0].Length;
        return numbers * sizeof(float) <= Array.MaxLength
            ? new KeptFeatures(photos, [.. features.SelectMany(row => row)], SHA256.HashData(networkOnnx))
            : throw new TwofoldException($"The features of {photos.Count:N0} photos are {numbers:N0} numbers, too many to keep: at most {Array.MaxLength / sizeof(float):N0} can be. Train without '--keep-features'.");
    }

    /// <summary>Reads the features beside a model file.</summary>
    /// <param name="modelPath">The model file.</param>
    /// <param name="pair">The pair in it.</param>
    /// <exception cref="TwofoldException">There are none, they are damaged, or they come from another network than the pair's.</exception>
    public static KeptFeatures Open(string modelPath, PhotoPair pair)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        ArgumentNullException.ThrowIfNull(pair);
        var path = modelPath + Ending;
        if (!File.Exists(path))
            throw new TwofoldException($"There is no '{path}': the features of the photos that '{modelPath}' learned from were not kept. Train it with '--keep-features', and photos can be added later.");
        var kept = Read(path);
        if (!kept.network.AsSpan().SequenceEqual(SHA256.HashData(pair.RecognizerOnnx)) || kept.FeatureCount != pair.Info.Recognizer.FeatureCount)
            throw new TwofoldException($"'{path}' has the features of another network than that of '{modelPath}': the two files do not belong together. Take both from the same training.");
        return kept;
    }

    /// <summary>Writes the features beside a model file, whole or not at all.</summary>
    /// <param name="modelPath">The model file.</param>
    /// <exception cref="TwofoldException">The file could not be written; an older one is unchanged.</exception>
    public void Save(string modelPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        var photos = JsonSerializer.SerializeToUtf8Bytes(Photos, KeptPhotosJson.Default.IReadOnlyListKeptPhoto);
        var tensors = new SafeTensors();
        tensors.Add(FeaturesPart, Features, Photos.Count, FeatureCount);
        tensors.AddBytes(PhotosPart, photos);
        tensors.AddBytes(NetworkPart, network);
        tensors.AddBytes(FingerprintPart, Fingerprint(photos, Features, network));
        var bytes = tensors.ToBytes();
        AtomicFile.Write(modelPath + Ending, stream => stream.Write(bytes));
    }

    /// <summary>The features as a table, <c>[photos, features]</c>.</summary>
    internal Table ToTable() => Table.FromFlat(Features, FeatureCount);

    static KeptFeatures Read(string path)
    {
        try
        {
            var tensors = SafeTensors.FromBytes(File.ReadAllBytes(path));
            var json = tensors.ReadBytes(PhotosPart);
            var photos = JsonSerializer.Deserialize(json, KeptPhotosJson.Default.IReadOnlyListKeptPhoto) ?? [];
            var (network, columns) = (tensors.ReadBytes(NetworkPart), tensors.ShapeOf(FeaturesPart) is [_, > 0 and var width] ? width : 0);
            var features = tensors.ReadSingle(FeaturesPart, photos.Count, columns);
            if (photos.Count == 0 || !tensors.ReadBytes(FingerprintPart).AsSpan().SequenceEqual(Fingerprint(json, features, network)))
                throw new TwofoldException("its bytes have changed.");
            return new KeptFeatures(photos, features, network);
        }
        catch (Exception exception) when (exception is TwofoldException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{path}' cannot be used: {exception.Message} Take it from a backup, or train again with '--keep-features'.", exception);
        }
    }

    static byte[] Fingerprint(byte[] photos, float[] features, byte[] network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(photos);
        hash.AppendData(MemoryMarshal.AsBytes(features.AsSpan()));
        hash.AppendData(network);
        return hash.GetHashAndReset();
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(IReadOnlyList<KeptPhoto>))]
    sealed partial class KeptPhotosJson : JsonSerializerContext;
}
