using System.Buffers.Binary;
using System.Text;

namespace Twofold.Photos;

/// <summary>
/// Text chunks of PNG: tEXt for plain ASCII, which every tool reads, and iTXt (UTF-8) for the rest; libvips would write either as Latin-1.
/// Portable Network Graphics specification, third edition, 11.3.3.
/// </summary>
static class PngText
{
    // The signature, and the header chunk, which has to be the first: 8 + (4 + 4 + 13 + 4).
    const int AfterHeader = 33;

    static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOfByte)];

    public static void CheckKey(string key)
    {
        if (key.Length is 0 or > 79 || key.AsSpan().ContainsAnyExceptInRange(' ', '~') || key != key.Trim())
            throw new TwofoldException($"'{key}' cannot be a key of a picture's metadata: it needs 1 to 79 printable ASCII characters, no space at either end.");
    }

    public static byte[] Insert(byte[] png, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return png;
        using var result = new MemoryStream(png.Length + 1024);
        result.Write(png, 0, AfterHeader);
        foreach (var (key, value) in metadata)
            WriteChunk(result, key, value);
        result.Write(png, AfterHeader, png.Length - AfterHeader);
        return result.ToArray();
    }

    static void WriteChunk(Stream stream, string key, string value)
    {
        byte[] content = Ascii.IsValid(value) && !value.Contains('\0')
            ? [.. "tEXt"u8, .. Encoding.ASCII.GetBytes(key), 0, .. Encoding.ASCII.GetBytes(value)]
            // After the key: not compressed (flag, method), no language, no translated key.
            : [.. "iTXt"u8, .. Encoding.ASCII.GetBytes(key), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(value.Replace("\0", "", StringComparison.Ordinal))];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length - 4);
        stream.Write(number);
        stream.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(content));
        stream.Write(number);
    }

    static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    static uint CrcOfByte(int b)
    {
        var crc = (uint)b;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        return crc;
    }
}
