using System.Numerics;

namespace Twofold;

/// <summary>
/// A small random generator whose sequence is fixed for ever, which .NET does not promise of <c>System.Random</c>: xoshiro256**, its state
/// filled by SplitMix64 (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"). Not thread-safe; not for secrets.
/// </summary>
public sealed class SeededRandom
{
    ulong s0, s1, s2, s3;
    double spareGaussian = double.NaN;

    /// <summary>Creates a generator; equal seeds give equal sequences.</summary>
    public SeededRandom(ulong seed)
    {
        s0 = SplitMix64(ref seed);
        s1 = SplitMix64(ref seed);
        s2 = SplitMix64(ref seed);
        s3 = SplitMix64(ref seed);
    }

    /// <summary>
    /// A generator for part <paramref name="index"/> of the work of <paramref name="seed"/>: parts can be drawn in any order or in parallel
    /// and still give the same numbers.
    /// </summary>
    public static SeededRandom ForPart(ulong seed, ulong index)
    {
        var mixed = index;
        return new SeededRandom(seed ^ SplitMix64(ref mixed));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number from 0 inclusive to 1 exclusive, uniform, with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, uniform.</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>An integer from 0 inclusive to <paramref name="bound"/> exclusive, uniform without bias (Lemire 2019).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (uint)bound;
        var product = (ulong)(uint)(NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
                product = (ulong)(uint)(NextUInt64() >> 32) * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>A number of the standard normal distribution (Marsaglia's polar method).</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(spareGaussian))
        {
            var spare = spareGaussian;
            spareGaussian = double.NaN;
            return spare;
        }

        double u, v, square;
        do
        {
            u = NextDouble(-1, 1);
            v = NextDouble(-1, 1);
            square = (u * u) + (v * v);
        }
        while (square is >= 1 or 0);

        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spareGaussian = v * factor;
        return u * factor;
    }

    /// <summary>Brings the items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    static ulong SplitMix64(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
