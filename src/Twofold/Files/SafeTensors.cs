using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Twofold;

/// <summary>
/// Named arrays of numbers, or of bytes, in the <c>.safetensors</c> format (https://github.com/huggingface/safetensors): eight bytes with the length of a
/// JSON header, the header, then the numbers, little-endian. Reading checks every length and offset before it takes memory, and runs no code.
/// </summary>
public sealed class SafeTensors
{
    const int MaxHeaderLength = 1 << 20;

    // A name that stands twice would be one thing for one reader and another for the next.
    static readonly JsonDocumentOptions JsonRules = new() { AllowDuplicateProperties = false };

    readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The names of the arrays.</summary>
    public IEnumerable<string> Names => entries.Keys;

    /// <summary>Adds an array of 64-bit numbers; <paramref name="shape"/> multiplies to its length.</summary>
    public void Add(string name, ReadOnlySpan<double> values, params int[] shape) => Add(name, "F64", MemoryMarshal.AsBytes(values).ToArray(), values.Length, shape);

    /// <summary>Adds an array of 32-bit numbers; <paramref name="shape"/> multiplies to its length.</summary>
    public void Add(string name, ReadOnlySpan<float> values, params int[] shape) => Add(name, "F32", MemoryMarshal.AsBytes(values).ToArray(), values.Length, shape);

    /// <summary>Adds bytes, such as those of a text.</summary>
    public void AddBytes(string name, ReadOnlySpan<byte> bytes) => Add(name, "U8", bytes.ToArray(), bytes.Length, [bytes.Length]);

    /// <summary>An array of finite numbers, as 64-bit whichever of the two widths it is stored in.</summary>
    /// <param name="name">The array's name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="TwofoldException">There is no such array, its shape is another, or a number is not finite.</exception>
    public double[] Read(string name, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var entry = Find(name);
        if (entry.Type == "U8")
            throw new TwofoldException($"The model's '{name}' holds bytes where numbers are expected: the file is damaged.");
        if (!entry.Shape.AsSpan().SequenceEqual(shape))
            throw new TwofoldException($"The model's '{name}' has the shape [{string.Join(", ", entry.Shape)}], expected [{string.Join(", ", shape)}]: the file is damaged.");
        double[] values = entry.Type == "F64"
            ? [.. MemoryMarshal.Cast<byte, double>(entry.Content.Span)]
            : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(entry.Content.Span).ToArray(), value => (double)value);
        foreach (var value in values)
            if (!double.IsFinite(value))
                throw new TwofoldException($"The model's '{name}' holds {value} where finite numbers are expected: the file is damaged.");
        return values;
    }

    /// <summary>The shape of an array.</summary>
    /// <exception cref="TwofoldException">There is no such array.</exception>
    public IReadOnlyList<int> ShapeOf(string name) => Find(name).Shape;

    /// <summary>An array of finite numbers that is stored as 32-bit ones, as it is.</summary>
    /// <param name="name">The array's name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="TwofoldException">There is no such array, its shape or type is another, or a number is not finite.</exception>
    public float[] ReadSingle(string name, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var entry = Find(name);
        if (entry.Type != "F32" || !entry.Shape.AsSpan().SequenceEqual(shape))
            throw new TwofoldException($"The model's '{name}' has the type {entry.Type} and the shape [{string.Join(", ", entry.Shape)}], expected F32 and [{string.Join(", ", shape)}]: the file is damaged.");
        float[] values = [.. MemoryMarshal.Cast<byte, float>(entry.Content.Span)];
        foreach (var value in values)
            if (!float.IsFinite(value))
                throw new TwofoldException($"The model's '{name}' holds {value} where finite numbers are expected: the file is damaged.");
        return values;
    }

    /// <summary>The bytes that <see cref="AddBytes"/> added.</summary>
    /// <exception cref="TwofoldException">There is no such array, or it holds numbers.</exception>
    public byte[] ReadBytes(string name)
    {
        var entry = Find(name);
        return entry.Type == "U8"
            ? entry.Content.ToArray()
            : throw new TwofoldException($"The model's '{name}' holds numbers where bytes are expected: the file is damaged.");
    }

    /// <summary>The whole as bytes.</summary>
    public byte[] ToBytes()
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            long offset = 0;
            foreach (var (name, entry) in entries)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", entry.Type);
                json.WriteStartArray("shape");
                foreach (var dimension in entry.Shape)
                    json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += entry.Content.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Padded with spaces so that the numbers start at a multiple of eight bytes.
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        using var whole = new MemoryStream();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        whole.Write(length);
        header.WriteTo(whole);
        foreach (var entry in entries.Values)
            whole.Write(entry.Content.Span);
        return whole.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> or another writer of the format wrote.</summary>
    /// <exception cref="TwofoldException">The bytes are not of this format, or lengths and offsets do not fit each other.</exception>
    public static SafeTensors FromBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 8)
            throw Damaged($"{bytes.Length} bytes");
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span);
        if (headerLength is < 2 or > MaxHeaderLength || headerLength > bytes.Length - 8)
            throw Damaged($"a header of {headerLength} bytes");
        var numbers = bytes[(8 + (int)headerLength)..];
        var tensors = new SafeTensors();
        var places = new List<(long Start, long End)>();
        try
        {
            using var header = JsonDocument.Parse(bytes.Slice(8, (int)headerLength), JsonRules);
            foreach (var property in header.RootElement.EnumerateObject())
            {
                if (property.Name != "__metadata__")
                    places.Add(tensors.AddFrom(property, numbers));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new TwofoldException($"The model's numbers are damaged: {exception.Message}", exception);
        }

        CheckPlaces(places, numbers.Length);
        return tensors;
    }

    // As the format has it: the arrays fill the bytes, without a gap to hide something in and without sharing any, which would make them more in
    // memory than they are in the file.
    static void CheckPlaces(List<(long Start, long End)> places, long length)
    {
        places.Sort();
        var filled = 0L;
        foreach (var (start, end) in places)
        {
            if (start != filled)
                throw Damaged($"an array at byte {start} after one that ends at {filled}");
            filled = end;
        }

        if (filled != length)
            throw Damaged($"{length} bytes for arrays of {filled}");
    }

    (long Start, long End) AddFrom(JsonProperty property, ReadOnlyMemory<byte> numbers)
    {
        var type = property.Value.GetProperty("dtype").GetString();
        int[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())];
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        var width = type switch { "F64" => 8, "F32" => 4, "U8" => 1, _ => throw Damaged($"'{property.Name}' of type '{type}'") };
        if (offsets is not [var start, var end] || start < 0 || end < start || end > numbers.Length)
            throw Damaged($"'{property.Name}' at [{string.Join(", ", offsets)}] of {numbers.Length} bytes");
        if (shape.Any(dimension => dimension < 0) || Length(shape) * width != end - start)
            throw Damaged($"'{property.Name}' of shape [{string.Join(", ", shape)}] in {end - start} bytes");
        if (!entries.TryAdd(property.Name, new Entry(type!, shape, numbers[(int)start..(int)end])))
            throw Damaged($"'{property.Name}' twice");
        return (start, end);
    }

    Entry Find(string name) => entries.TryGetValue(name, out var entry)
        ? entry
        : throw new TwofoldException($"The model has no numbers called '{name}': the file is damaged or of a newer version.");

    void Add(string name, string type, byte[] content, int count, int[] shape)
    {
        if (Length(shape) != count)
            throw new ArgumentException($"{count} numbers do not fill the shape [{string.Join(", ", shape)}].", nameof(shape));
        entries.Add(name, new Entry(type, shape, content));
    }

    // Saturates instead of overflowing: absurd dimensions compare unequal to any real length.
    static Int128 Length(int[] shape) => shape.Aggregate((Int128)1, (product, dimension) => product > long.MaxValue ? product : product * dimension);

    static TwofoldException Damaged(string what) => new($"The model's numbers are damaged: {what} cannot be. Train it again or take it from a backup.");

    sealed record Entry(string Type, int[] Shape, ReadOnlyMemory<byte> Content);
}
