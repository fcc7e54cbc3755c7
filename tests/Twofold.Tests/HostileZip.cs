using System.Buffers.Binary;
using System.Text;

namespace Twofold.Tests;

/// <summary>Writes zips byte by byte, so that they can say what no honest program writes.</summary>
sealed class HostileZip
{
    readonly List<byte> file = [];
    readonly List<byte[]> directory = [];

    /// <summary>How many parts the end of the file claims; null for as many as there are.</summary>
    public int? ClaimedParts { get; init; }

    /// <summary>Where the end of the file says that the directory begins; null for where it does.</summary>
    public uint? ClaimedStart { get; init; }

    /// <summary>What follows the end.</summary>
    public byte[] After { get; init; } = [];

    /// <summary>Adds a part.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes as they stand in the file.</param>
    /// <param name="length">The length that it claims to have once it is unfolded; null for its own.</param>
    /// <param name="stored">The length that it claims to have in the file; null for its own.</param>
    /// <param name="method">0 for stored, 8 for deflated.</param>
    /// <param name="flags">1 for encrypted.</param>
    /// <param name="attributes">Unix's in the upper half.</param>
    /// <param name="at">Where its bytes are said to be; null for where they are.</param>
    public HostileZip Add(
        string name, ReadOnlySpan<byte> content, uint? length = null, uint? stored = null, ushort method = 0, ushort flags = 0, uint attributes = 0, uint? at = null)
    {
        var place = at ?? (uint)file.Count;
        var bytes = Encoding.UTF8.GetBytes(name);
        if (at is null)
        {
            var header = new byte[30 + bytes.Length];
            Write(header, 0, 0x04034B50u);
            Sizes(header.AsSpan(4), flags, method, stored ?? (uint)content.Length, length ?? (uint)content.Length, bytes.Length);
            bytes.CopyTo(header, 30);
            file.AddRange(header);
            file.AddRange(content);
        }

        var entry = new byte[46 + bytes.Length];
        Write(entry, 0, 0x02014B50u);
        // Made by Unix.
        entry[5] = 3;
        Sizes(entry.AsSpan(6), flags, method, stored ?? (uint)content.Length, length ?? (uint)content.Length, bytes.Length);
        Write(entry, 38, attributes);
        Write(entry, 42, place);
        bytes.CopyTo(entry, 46);
        directory.Add(entry);
        return this;
    }

    public byte[] ToBytes()
    {
        var start = (uint)file.Count;
        foreach (var entry in directory)
            file.AddRange(entry);
        var end = new byte[22];
        Write(end, 0, 0x06054B50u);
        var parts = (ushort)(ClaimedParts ?? directory.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), parts);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), parts);
        Write(end, 12, (uint)file.Count - start);
        Write(end, 16, ClaimedStart ?? start);
        return [.. file, .. end, .. After];
    }

    // What both headers have in common: version, flags, method, time (4), sum (4), sizes, and the name's length.
    static void Sizes(Span<byte> at, ushort flags, ushort method, uint stored, uint length, int nameLength)
    {
        at[0] = 20;
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], flags);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], method);
        BinaryPrimitives.WriteUInt32LittleEndian(at[14..], stored);
        BinaryPrimitives.WriteUInt32LittleEndian(at[18..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(at[22..], (ushort)nameLength);
    }

    static void Write(Span<byte> bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);
}
