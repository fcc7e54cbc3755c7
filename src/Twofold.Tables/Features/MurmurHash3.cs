using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Twofold.Tables;

/// <summary>
/// A hash of texts that is the same on every machine and in every version, which .NET does not promise of <c>string.GetHashCode</c>:
/// MurmurHash3 of 32 bits (Appleby 2011, public domain) over UTF-8 with the seed 0, the one of scikit-learn's <c>FeatureHasher</c>.
/// </summary>
static class MurmurHash3
{
    const int MostOnStack = 512;

    /// <summary>The hash of <paramref name="text"/>.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[most];
        return Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>The hash of <paramref name="bytes"/>.</summary>
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        var hash = 0u;
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
            hash = (BitOperations.RotateLeft(hash ^ Scrambled(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xE6546B64;
        var tail = 0u;
        for (var i = rest.Length - 1; i >= 0; i--)
            tail = (tail << 8) | rest[i];
        hash ^= Scrambled(tail) ^ (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return (int)(hash ^ (hash >> 16));
    }

    static uint Scrambled(uint block) => BitOperations.RotateLeft(block * 0xCC9E2D51, 15) * 0x1B873593;
}
