using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twofold.Photos;

/// <summary>A backbone whose ONNX file is on this machine.</summary>
/// <param name="Backbone">What is known of it.</param>
/// <param name="Path">The ONNX file.</param>
public sealed record InstalledBackbone(Backbone Backbone, string Path)
{
    static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>
    /// Takes an ONNX file as a backbone. One of the <see cref="BackboneCatalog"/> is known by its bytes, whatever its name; of any other, what
    /// has to be known is read from <c>FILE.onnx.json</c> beside it, for example
    /// <c>{"shortSide": 256, "width": 224, "height": 224, "scale": [0.0171, 0.0175, 0.0174], "offset": [-2.118, -2.036, -1.804]}</c> and, where they
    /// are not the usual ones, <c>"channels": "bgr"</c>, <c>"layout": "channelsLast"</c>, <c>"input": NAME</c>, <c>"features": NAME</c>.
    /// </summary>
    /// <param name="path">The ONNX file.</param>
    /// <exception cref="TwofoldException">There is no such file, or nothing is stated of it.</exception>
    public static InstalledBackbone Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new TwofoldException($"There is no backbone file '{path}': check the path, or give one of the names {BackboneResolver.KnownNames}.");
        var known = BackboneCatalog.OfSha256(Sha256Of(path));
        return new InstalledBackbone(known ?? Stated(path), path);
    }

    /// <summary>Rewrites the file into a recognizer's graph (<c>recognizer.onnx</c>): bytes in, features out, its preprocessing inside.</summary>
    /// <returns>The bytes of the graph.</returns>
    /// <exception cref="TwofoldException">The file cannot be read, is not ONNX, or what is stated of it does not fit.</exception>
    public byte[] ToRecognizer() => ToRecognizer(Backbone.Preparation);

    /// <summary>The same for photos of which none is large: where the network takes pictures of any size it sees small ones, which costs less and tells as much.</summary>
    /// <param name="largestShortSide">The shorter side of the largest photo, in pixels; 0 where it is not known.</param>
    /// <returns>The bytes of the graph, and how photos are prepared for it.</returns>
    /// <exception cref="TwofoldException">As that of <see cref="ToRecognizer()"/>.</exception>
    public (byte[] Onnx, PhotoPreparation Preparation) ToRecognizerFor(int largestShortSide)
    {
        var small = Backbone.PreparationFor(largestShortSide);
        if (small == Backbone.Preparation)
            return (ToRecognizer(), small);
        try
        {
            return (ToRecognizer(small), small);
        }
        catch (TwofoldException)
        {
            // Somewhere in it is written how many places its last map has.
            return (ToRecognizer(), Backbone.Preparation);
        }
    }

    byte[] ToRecognizer(PhotoPreparation shown)
    {
        try
        {
            return BackboneGraph.ToRecognizer(File.ReadAllBytes(Path), Backbone, Path, shown);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"The backbone '{Path}' cannot be read: {exception.Message}", exception);
        }
    }

    internal static string Sha256Of(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"The backbone '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    static Backbone Stated(string path)
    {
        var json = path + ".json";
        if (!File.Exists(json))
        {
            throw new TwofoldException(
                $"'{path}' is none of the known backbones, so what it expects has to be stated: write it into '{json}', for example "
                + """{"shortSide": 256, "width": 224, "height": 224, "scale": [0.0171, 0.0175, 0.0174], "offset": [-2.118, -2.036, -1.804]}.""");
        }

        try
        {
            var statement = JsonSerializer.Deserialize<Statement>(File.ReadAllText(json), JsonOptions) ?? throw new JsonException("it is null");
            return statement.ToBackbone(System.IO.Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception exception) when (exception is JsonException or TwofoldException or IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{json}' does not state what the backbone expects: {exception.Message}", exception);
        }
    }

    sealed record Statement
    {
        public required int ShortSide { get; init; }

        public required int Width { get; init; }

        public required int Height { get; init; }

        public required float[] Scale { get; init; }

        public required float[] Offset { get; init; }

        public ChannelOrder Channels { get; init; }

        public PixelLayout? Layout { get; init; }

        public string? Input { get; init; }

        public string? Features { get; init; }

        public Backbone ToBackbone(string name) => Scale is not { Length: 3 } || Offset is not { Length: 3 }
            ? throw new TwofoldException("'scale' and 'offset' need three numbers each, one for each color.")
            : new Backbone
            {
                Name = name,
                Preparation = new PhotoPreparation(ShortSide, Width, Height),
                Scale = Scale,
                Offset = Offset,
                Channels = Channels,
                Layout = Layout,
                Input = Input,
                Features = Features,
            };
    }
}
