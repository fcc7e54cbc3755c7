using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Twofold;

/// <summary>
/// The parts of a <c>NAME.twofold</c> file, whatever kind of model it holds: <c>model.json</c> says so. Opening runs no code and believes
/// nothing before it is checked.
/// </summary>
public sealed class ModelFile
{
    /// <summary>The part that says what the model is.</summary>
    public const string InfoPart = "model.json";

    /// <summary>What model.json may measure, in bytes: a table of a hundred thousand columns takes less.</summary>
    const int MaxInfoLength = 64 << 20;

    // A name that stands twice would be one thing for one reader and another for the next.
    static readonly JsonDocumentOptions JsonRules = new() { AllowDuplicateProperties = false };

    ModelFile(string path, IReadOnlyDictionary<string, byte[]> parts, string kind, int format) =>
        (Path, Parts, Kind, Format) = (path, parts, kind, format);

    /// <summary>The file; of a stream what it is called.</summary>
    public string Path { get; }

    /// <summary>The parts by their names.</summary>
    public IReadOnlyDictionary<string, byte[]> Parts { get; }

    /// <summary>What the model is about, such as "photos".</summary>
    public string Kind { get; }

    /// <summary>The version of the file's format.</summary>
    public int Format { get; }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="TwofoldException">There is no such file, it is damaged, or it states neither its kind nor its format.</exception>
    public static ModelFile Open(string path) => Of(path, ModelArchive.Read(path));

    /// <summary>Reads a model file that a stream holds, all of it.</summary>
    /// <param name="stream">The bytes of a model file; a stream that can seek. It is not closed.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">The stream cannot seek, or what it holds is no model file, or a damaged one.</exception>
    public static ModelFile Open(Stream stream, string name = "the stream") => Of(name, ModelArchive.Read(stream, name));

    /// <summary>The model file of parts that were read.</summary>
    internal static ModelFile Of(string path, IReadOnlyDictionary<string, byte[]> parts) => Checked(path, () =>
    {
        RequireParts(parts, InfoPart);
        if (parts[InfoPart].Length > MaxInfoLength)
            throw new TwofoldException($"its model.json has {parts[InfoPart].Length} bytes, where at most {MaxInfoLength} are expected.");
        try
        {
            using var json = JsonDocument.Parse(parts[InfoPart], JsonRules);
            RequireNoHoles(json.RootElement);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var version)
                && root.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
                ? new ModelFile(path, parts, kind.GetString() ?? "", version)
                : throw new TwofoldException("its model.json states no format or no kind.");
        }
        catch (InvalidOperationException exception)
        {
            // Half of a surrogate pair, in a name or a value, is sound JSON and no text.
            throw new JsonException(exception.Message, exception);
        }
    });

    /// <summary>Makes a model of the parts.</summary>
    /// <typeparam name="TInfo">What model.json holds.</typeparam>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="type">How model.json is read.</param>
    /// <param name="kind">The kind that it must be of.</param>
    /// <param name="newestFormat">The newest format that can be read.</param>
    /// <param name="load">Checks what model.json says and makes the model.</param>
    /// <exception cref="TwofoldException">The file is of another kind or a newer version, or damaged; the message names it.</exception>
    public TModel Load<TInfo, TModel>(JsonTypeInfo<TInfo> type, string kind, int newestFormat, Func<TInfo, TModel> load)
        where TInfo : class
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(load);
        return Checked(Path, () =>
        {
            // The version first: a newer file may lack what this version requires.
            if (Format > newestFormat)
                throw new TwofoldException($"its format is {Format}, and this version of Twofold reads up to {newestFormat}: update Twofold.");
            if (Kind != kind)
                throw new TwofoldException($"its kind is '{Kind}', expected '{kind}'.");
            return load(JsonSerializer.Deserialize(Parts[InfoPart], type) ?? throw new TwofoldException("its model.json is empty."));
        });
    }

    /// <summary>Checks that the file has these parts.</summary>
    /// <exception cref="TwofoldException">One is missing; the message names it.</exception>
    public void Require(params ReadOnlySpan<string> names) => RequireParts(Parts, names);

    static void RequireParts(IReadOnlyDictionary<string, byte[]> parts, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (!parts.ContainsKey(name))
                throw new TwofoldException($"its part '{name}' is missing.");
    }

    // Where a list is read, its type promises that nothing in it is null, and the serializer does not look.
    static void RequireNoHoles(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Null)
                    throw new TwofoldException("a list in its model.json holds null: the file is damaged.");
                RequireNoHoles(item);
            }
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var property in element.EnumerateObject())
                RequireNoHoles(property.Value);
    }

    static T Checked<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException exception)
        {
            throw new TwofoldException($"'{path}' cannot be used: its model.json is damaged ({exception.Path ?? "not JSON"}). Train it again or take it from a backup.", exception);
        }
        catch (TwofoldException exception)
        {
            throw new TwofoldException($"'{path}' cannot be used: {exception.Message}", exception);
        }
    }
}
