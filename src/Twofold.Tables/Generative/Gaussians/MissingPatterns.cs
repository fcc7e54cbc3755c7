using System.Collections.Concurrent;

namespace Twofold.Tables;

/// <summary>
/// What depends on a row only by which of its cells are missing: it is worked out once for each pattern, and kept while there is room. Rows mostly
/// lack the same cells as others did. Thread-safe.
/// </summary>
/// <param name="make">Works it out for the pattern of a row.</param>
/// <param name="length">About how many numbers each takes.</param>
sealed class MissingPatterns<T>(MissingPatterns<T>.Maker make, long length)
{
    const long MostNumbers = 1 << 20;

    const int Bits = 16;

    const int MostOnStack = 512;

    readonly ConcurrentDictionary<string, T> known = new(StringComparer.Ordinal);
    readonly long most = Math.Max(2, MostNumbers / Math.Max(1, length));

    public delegate T Maker(ReadOnlySpan<double> row);

    /// <summary>What belongs to the cells that are missing (NaN) in a row.</summary>
    public T Of(ReadOnlySpan<double> row)
    {
        // The pattern as a text of sixteen cells a character: what can be looked up without taking memory.
        var characters = (row.Length + Bits - 1) / Bits;
        Span<char> key = characters <= MostOnStack ? stackalloc char[characters] : new char[characters];
        key.Clear();
        for (var j = 0; j < row.Length; j++)
            if (double.IsNaN(row[j]))
                key[j / Bits] |= (char)(1 << (j % Bits));
        if (known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var value))
            return value;
        value = make(row);
        if (known.Count >= most)
            known.Clear();
        known[new string(key)] = value;
        return value;
    }
}
