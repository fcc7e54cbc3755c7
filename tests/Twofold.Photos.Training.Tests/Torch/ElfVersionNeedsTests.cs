using System.Buffers.Binary;
using System.Text;

namespace Twofold.Photos.Training.Tests;

public sealed class ElfVersionNeedsTests
{
    const int FlagsOfWanted = 192 + 16 + 16 + 4;

    [Fact]
    public void Only_the_flag_of_the_named_version_changes_and_marking_again_changes_nothing()
    {
        var library = Library();
        var marked = ElfVersionNeeds.WithWeak(library, "CXX_WANTED");

        var expected = library.ToArray();
        expected[FlagsOfWanted] = 2;
        Assert.Equal(expected, marked);
        Assert.Equal(marked, ElfVersionNeeds.WithWeak(marked, "CXX_WANTED"));
    }

    [Fact]
    public void The_library_that_TorchSharp_ships_differs_in_one_byte()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TorchSharp's library is an ELF file on Linux only.");
        var library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));

        var marked = ElfVersionNeeds.WithWeak(library, "GLIBCXX_3.4.32");

        Assert.Equal(library.Length, marked.Length);
        Assert.Equal(1, library.Zip(marked).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void A_version_that_nothing_asks_for_is_refused()
    {
        var refusal = Assert.Throws<TwofoldException>(() => ElfVersionNeeds.WithWeak(Library(), "CXX_OTHER"));
        Assert.Contains("does not ask for CXX_OTHER", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_several_symbols_use_is_refused()
    {
        var refusal = Assert.Throws<TwofoldException>(() => ElfVersionNeeds.WithWeak(Library(symbolsOfWanted: 2), "CXX_WANTED"));
        Assert.Contains("uses 2 symbols", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_an_ELF_library_is_refused()
    {
        var text = Enumerable.Repeat((byte)'x', 4096).ToArray();
        Assert.Contains("64-bit", Assert.Throws<TwofoldException>(() => ElfVersionNeeds.WithWeak(text, "CXX_WANTED")).Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => ElfVersionNeeds.WithWeak([], "CXX_WANTED"));
    }

    [Fact]
    public void A_library_cut_short_anywhere_is_refused()
    {
        var library = Library();
        for (var length = 0; length < library.Length; length++)
            Assert.Throws<TwofoldException>(() => ElfVersionNeeds.WithWeak(library.AsSpan(0, length), "CXX_WANTED"));
    }

    [Fact]
    public void No_changed_byte_leads_outside_the_library()
    {
        var library = Library();
        for (var at = 0; at < library.Length; at++)
            foreach (byte value in (byte[])[0x00, 0x7f, 0xff])
            {
                var damaged = library.ToArray();
                damaged[at] = value;
                try
                {
                    Assert.Equal(library.Length, ElfVersionNeeds.WithWeak(damaged, "CXX_WANTED").Length);
                }
                catch (TwofoldException)
                {
                    // Refused, which is as good: what must not happen is any other exception, or no end.
                }
            }
    }

    /// <summary>
    /// A header, then at 64 the names, at 128 the versions of four symbols, at 192 the needs (one library, two versions), at 256 the headers
    /// of these three sections.
    /// </summary>
    static byte[] Library(int symbolsOfWanted = 1)
    {
        var bytes = new byte[256 + (4 * 64)];
        "\u007fELF\u0002\u0001"u8.CopyTo(bytes);
        Write64(0x28, 256);
        Write16(0x3c, 4);

        Encoding.ASCII.GetBytes("\0libx.so\0CXX_WANTED\0CXX_FIRST\0").CopyTo(bytes, 64);
        for (var i = 0; i < 4; i++)
            Write16(128 + (2 * i), (ushort)(i < symbolsOfWanted ? 7 : 1));

        // Verneed: version, count, file, first auxiliary, next; vernaux: hash, flags, index, name, next.
        Write16(192, 1);
        Write16(194, 2);
        Write32(196, 1);
        Write32(200, 16);
        Write16(192 + 16 + 6, 6);
        Write32(192 + 16 + 8, 20);
        Write32(192 + 16 + 12, 16);
        Write16(192 + 32 + 6, 7);
        Write32(192 + 32 + 8, 9);

        WriteSection(1, type: 3, offset: 64, size: 64, link: 0);
        WriteSection(2, type: 0x6fffffff, offset: 128, size: 8, link: 0);
        WriteSection(3, type: 0x6ffffffe, offset: 192, size: 64, link: 1);
        return bytes;

        void WriteSection(int index, uint type, ulong offset, ulong size, uint link)
        {
            var at = 256 + (64 * index);
            Write32(at + 4, type);
            Write64(at + 0x18, offset);
            Write64(at + 0x20, size);
            Write32(at + 0x28, link);
        }

        void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
        void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        void Write64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
    }
}
