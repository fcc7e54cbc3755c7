using System.Buffers.Binary;
using System.Text;

namespace Twofold.Photos.Training;

/// <summary>
/// The symbol versions that a Linux shared library (ELF, 64 bits, little endian) asks of others, as its section <c>.gnu.version_r</c> lists
/// them ("Linux Standard Base Core", Symbol Versioning). The loader refuses a library when a version it asks for is missing, even where no
/// symbol of that version is ever used, unless the entry is marked weak.
/// </summary>
static class ElfVersionNeeds
{
    const int ElfHeaderSize = 64, SectionHeaderSize = 64, NeedSize = 16, AuxiliarySize = 16;
    const uint VersionNeedsSection = 0x6ffffffe, SymbolVersionsSection = 0x6fffffff; // SHT_GNU_verneed, SHT_GNU_versym
    const ushort Weak = 0x2; // VER_FLG_WEAK

    /// <summary>
    /// A copy of <paramref name="library"/> in which the need of <paramref name="version"/> is weak; equal to it where that already is so.
    /// </summary>
    /// <param name="library">The bytes of a shared library.</param>
    /// <param name="version">The version to mark, such as "GLIBCXX_3.4.32".</param>
    /// <exception cref="TwofoldException">
    /// These are not the bytes of a whole 64-bit ELF library, it does not ask for that version, or more than one of its symbols does: then the
    /// remedy would only delay the failure to a call.
    /// </exception>
    public static byte[] WithWeak(ReadOnlySpan<byte> library, string version)
    {
        var header = Part(library, 0, ElfHeaderSize);
        if (!header.StartsWith("\u007fELF\u0002\u0001"u8))
            throw Malformed("does not begin as a 64-bit little-endian ELF file");

        var needs = FindSection(library, VersionNeedsSection);
        var names = SectionAt(library, needs.Link);
        var patched = library.ToArray();
        var found = false;
        for (var need = needs.Offset; ;)
        {
            var record = Part(library, need, NeedSize);
            var auxiliary = need + BinaryPrimitives.ReadUInt32LittleEndian(record[8..]);
            for (int left = BinaryPrimitives.ReadUInt16LittleEndian(record[2..]); left > 0; left--)
            {
                var entry = Part(library, auxiliary, AuxiliarySize);
                if (NameIs(library, names, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), version))
                {
                    RefuseUnlessOneSymbol(library, version, BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]));
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(patched.AsSpan((int)auxiliary + 4), (ushort)(flags | Weak));
                    found = true;
                }

                auxiliary += BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            }

            var next = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
            if (next == 0)
                return found ? patched : throw Malformed($"does not ask for {version}");
            need += next;
        }
    }

    static void RefuseUnlessOneSymbol(ReadOnlySpan<byte> library, string version, ushort index)
    {
        var section = FindSection(library, SymbolVersionsSection);
        var versions = Part(library, section.Offset, section.Size);
        var symbols = 0;
        for (var i = 0; i + 1 < versions.Length; i += 2)
            symbols += (BinaryPrimitives.ReadUInt16LittleEndian(versions[i..]) & 0x7fff) == index ? 1 : 0;
        if (symbols > 1)
            throw Malformed($"uses {symbols} symbols of {version}, and at most one was expected");
    }

    static Section FindSection(ReadOnlySpan<byte> library, uint type)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(library[0x3c..]);
        for (var i = 0u; i < count; i++)
        {
            var section = SectionAt(library, i);
            if (section.Type == type)
                return section;
        }

        throw Malformed("has no symbol versions");
    }

    static Section SectionAt(ReadOnlySpan<byte> library, uint index)
    {
        var table = BinaryPrimitives.ReadUInt64LittleEndian(library[0x28..]);
        var header = Part(library, table + ((ulong)index * SectionHeaderSize), SectionHeaderSize);
        return new Section(
            BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]));
    }

    static bool NameIs(ReadOnlySpan<byte> library, Section names, uint offset, string expected)
    {
        var rest = Part(library, names.Offset, names.Size);
        if (offset >= (uint)rest.Length)
            throw Malformed("names a version outside its table of names");
        rest = rest[(int)offset..];
        var end = rest.IndexOf((byte)0);
        return end >= 0 && rest[..end].SequenceEqual(Encoding.ASCII.GetBytes(expected));
    }

    static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> library, ulong offset, ulong size)
    {
        var length = (ulong)library.Length;
        if (offset > length || size > length - offset)
            throw Malformed($"is cut short: {size} bytes at {offset} lie outside its {length}");
        return library.Slice((int)offset, (int)size);
    }

    static TwofoldException Malformed(string what) =>
        new($"TorchSharp's native library {what}. It is not the one that Twofold was built with: install Twofold again.");

    readonly record struct Section(uint Type, ulong Offset, ulong Size, uint Link);
}
