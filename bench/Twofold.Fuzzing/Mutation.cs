using System.Buffers.Binary;

namespace Twofold.Fuzzing;

/// <summary>Changes bytes as those do who look for holes: numbers become extreme, pieces are cut out, doubled and taken from other files.</summary>
static class Mutation
{
    static readonly uint[] Extremes = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    static readonly double[] ExtremeNumbers = [double.NaN, double.PositiveInfinity, double.MaxValue, -1, 0.5, double.Epsilon, int.MaxValue, uint.MaxValue, 1e18];

    static readonly byte[][] Words = [.. new[]
    {
        "null", "NaN", "-1", "0", "1e308", "1e-320", "2147483648", "-9223372036854775808", "18446744073709551616", "true", "[]", "{}", "[[", "\"\"", "\\ud800", "\\u0000",
        "\n", "\r\n", ",", ";", ":", "?", "'", "\"", "..", "/", "%00", "%2e%2e%2f", "\0", "{0 1}", "@data\n", "\u00e9", "\ufeff",
    }.Select(System.Text.Encoding.UTF8.GetBytes)];

    // Where headers lie, which are few bytes and decide what is done with all others.
    const int Head = 512;

    /// <summary>A changed copy.</summary>
    /// <param name="file">The file.</param>
    /// <param name="other">Another one, to take a piece of.</param>
    /// <param name="random">What is changed.</param>
    public static byte[] Of(byte[] file, Func<byte[]> other, SeededRandom random)
    {
        var changes = 1 + random.NextInt(6);
        for (var i = 0; i < changes && file.Length > 0; i++)
            file = Once(file, other, random);
        return file;
    }

    static byte[] Once(byte[] file, Func<byte[]> other, SeededRandom random)
    {
        var at = random.NextInt(random.NextInt(2) == 0 ? Math.Min(Head, file.Length) : file.Length);
        var length = Math.Min(file.Length - at, 1 + random.NextInt(random.NextInt(4) == 0 ? file.Length : 64));
        var changed = (byte[])file.Clone();
        switch (random.NextInt(10))
        {
            case 0:
                changed[at] ^= (byte)(1 << random.NextInt(8));
                return changed;
            case 1:
                changed[at] = (byte)random.NextInt(256);
                return changed;
            case 2 when at + 4 <= file.Length:
                BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(at), Extremes[random.NextInt(Extremes.Length)]);
                return changed;
            case 3 when at + 4 <= file.Length:
                BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), Extremes[random.NextInt(Extremes.Length)]);
                return changed;
            case 4:
                return file[..at];
            case 5:
                return [.. file.AsSpan(0, at), .. file.AsSpan(at + length)];
            case 6:
                return [.. file.AsSpan(0, at + length), .. file.AsSpan(at)];
            case 7 when other() is { Length: > 0 } donor:
                var from = random.NextInt(donor.Length);
                return [.. file.AsSpan(0, at), .. donor.AsSpan(from, Math.Min(length, donor.Length - from)), .. file.AsSpan(at + length)];
            case 8:
                return [.. file.AsSpan(0, at), .. Words[random.NextInt(Words.Length)], .. file.AsSpan(random.NextInt(2) == 0 ? at : at + length)];
            case 9 when at + 8 <= file.Length:
                BinaryPrimitives.WriteDoubleLittleEndian(changed.AsSpan(at), ExtremeNumbers[random.NextInt(ExtremeNumbers.Length)]);
                return changed;
            default:
                for (var i = at; i < at + length; i++)
                    changed[i] = (byte)random.NextInt(256);
                return changed;
        }
    }
}
