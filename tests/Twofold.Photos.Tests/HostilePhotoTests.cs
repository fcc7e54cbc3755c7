using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace Twofold.Photos.Tests;

/// <summary>
/// Photos that were made to do harm. They are read or refused with a sentence, soon and in little memory. Thousands more are tried by
/// <c>bench/Twofold.Fuzzing</c>.
/// </summary>
public sealed class HostilePhotoTests : TemporaryFolder
{
    static readonly PhotoPreparation Small = new(shortSide: 40, width: 32, height: 32);

    static readonly Dictionary<string, Func<byte[]>> Bombs = new()
    {
        ["a PNG of ten billion pixels"] = () => Png(100_000, 100_000, Zlib(1_000_000)),
        ["a PNG as wide as a number can be"] = () => Png(int.MaxValue, 1, Zlib(1_000)),
        ["a PNG that ends after its header"] = () => Png(2_000, 2_000, [])[..40],
        ["a PNG whose pixels are too few"] = () => Png(4_000, 4_000, Zlib(100)),
        ["a PNG whose chunk is longer than the file"] = () => Overwritten(Png(40, 40, Zlib(4_840)), 33, [0x7F, 0xFF, 0xFF, 0xFF]),
        ["a GIF of four billion pixels"] = () => [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 2, 0x44, 1, 0, 0x3B],
        ["a TIFF whose directory comes after itself"] = () => [.. "II*\0"u8, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0],
        ["a TIFF of a huge strip"] = () => Tiff(width: 100_000, height: 100_000, stripBytes: uint.MaxValue),
        ["a WebP of 268 million pixels"] = () => [.. "RIFF"u8, 0x1E, 0, 0, 0, .. "WEBPVP8L"u8, 0x12, 0, 0, 0, 0x2F, 0xFF, 0xFF, 0xFF, 0x0F, .. new byte[13]],
        ["a BMP of a negative size"] = () => [.. "BM"u8, 54, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x80, 1, 0, 24, 0, .. new byte[24]],
        ["a JPEG of four billion pixels"] = () => [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0xFF, 0xD9],
        ["a JPEG with nothing but a beginning"] = () => [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF],
        ["an AVIF whose box is as long as a number can be"] = () => [0, 0, 0, 0x18, .. "ftypavif"u8, 0, 0, 0, 0, .. "avifmif1"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "meta"u8, 0, 0, 0, 0],
    };

    public static TheoryData<string> Names => [.. Bombs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bomb_is_refused_soon_and_in_little_memory(string name)
    {
        File.WriteAllBytes(At("photo"), Bombs[name]());
        var (watch, before) = (Stopwatch.StartNew(), Environment.WorkingSet);

        Refused(() => PhotoReader.Read(At("photo")));
        Refused(() => PhotoReader.ReadPrepared(At("photo"), Small));
        Refused(() => PhotoReader.Examine(At("photo")));

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"it took {watch.Elapsed}");
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 600L << 20);
    }

    [Fact]
    public void A_color_profile_that_unfolds_to_a_thousand_times_its_size_is_left_out()
    {
        File.WriteAllBytes(At("photo"), Png(40, 40, Zlib(4_840), ("iCCP", [.. "p\0\0"u8, .. Zlib(1 << 28)])));
        var before = Environment.WorkingSet;

        Assert.Equal(40, PhotoReader.Read(At("photo")).Width);
        Assert.Equal(32, PhotoReader.ReadPrepared(At("photo"), Small).Width);

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 200L << 20);
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".gif")]
    [InlineData(".tif")]
    [InlineData(".webp")]
    public void Changed_bytes_are_read_or_refused(string ending)
    {
        using var image = MadePhoto.Image(40, 30);
        image.WriteToFile(At($"sound{ending}"));
        var sound = File.ReadAllBytes(At($"sound{ending}"));
        var random = new SeededRandom(3);
        var refused = 0;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var changed = (byte[])sound.Clone();
            for (var change = 0; change <= attempt % 4; change++)
                changed[random.NextInt(attempt % 2 == 0 ? Math.Min(100, changed.Length) : changed.Length)] = (byte)random.NextInt(256);
            File.WriteAllBytes(At("photo"), attempt % 5 == 0 ? changed[..random.NextInt(changed.Length)] : changed);
            try
            {
                Assert.Equal(32 * 32 * 3, PhotoReader.ReadPrepared(At("photo"), Small).Pixels.Length);
            }
            catch (UnreadablePhotoException exception)
            {
                Assert.EndsWith(".", exception.Reason, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 1, 100);
    }

    static void Refused(Action read)
    {
        var refused = Assert.Throws<UnreadablePhotoException>(read);
        Assert.True(refused.Reason.Length > 10 && refused.Reason.EndsWith('.') && !refused.Reason.Contains('\n'), refused.Message);
    }

    static byte[] Png(int width, int height, byte[] pixels, params (string Type, byte[] Content)[] chunks)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR", header), .. chunks.SelectMany(chunk => Chunk(chunk.Type, chunk.Content)), .. Chunk("IDAT", pixels), .. Chunk("IEND", [])];
    }

    static byte[] Chunk(string type, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. content];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), Crc32(named));
        return chunk;
    }

    static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return ~crc;
    }

    static byte[] Zlib(int zeros)
    {
        using var whole = new MemoryStream();
        using (var zlib = new ZLibStream(whole, CompressionLevel.Fastest))
        {
            var block = new byte[Math.Min(zeros, 1 << 20)];
            for (var left = zeros; left > 0; left -= block.Length)
                zlib.Write(block.AsSpan(0, Math.Min(left, block.Length)));
        }

        return whole.ToArray();
    }

    // One strip of gray pixels, said to be as long as it is not.
    static byte[] Tiff(uint width, uint height, uint stripBytes)
    {
        (ushort Tag, uint Value)[] entries = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, height), (279, stripBytes)];
        var file = new byte[256];
        "II*\0"u8.CopyTo(file);
        file[4] = 8;
        file[8] = (byte)entries.Length;
        for (var i = 0; i < entries.Length; i++)
        {
            var at = file.AsSpan(10 + (12 * i));
            BinaryPrimitives.WriteUInt16LittleEndian(at, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], entries[i].Value);
        }

        return file;
    }

    static byte[] Overwritten(byte[] file, int at, byte[] bytes)
    {
        bytes.CopyTo(file, at);
        return file;
    }
}
