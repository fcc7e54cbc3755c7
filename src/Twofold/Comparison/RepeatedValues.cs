using System.Collections.Concurrent;

namespace Twofold;

/// <summary>Numbers that each repeat measures, from whichever thread, and their intervals.</summary>
/// <typeparam name="TKey">What is measured.</typeparam>
sealed class RepeatedValues<TKey>(int repeats, double correlation)
    where TKey : notnull
{
    readonly ConcurrentDictionary<TKey, double[]> values = new();

    /// <summary>Keeps what a repeat measured.</summary>
    public void Set(TKey key, int repeat, double value) =>
        values.GetOrAdd(key, _ => [.. Enumerable.Repeat(double.NaN, repeats)])[repeat] = value;

    /// <summary>The mean of those repeats that measured it; null where none did.</summary>
    public Interval? Of(TKey key) => values.TryGetValue(key, out var all) ? Of(all) : null;

    /// <summary>The same of a share.</summary>
    public Interval? OfShare(TKey key) => Of(key)?.OfShare();

    /// <summary>The mean of the difference in those repeats that measured both; null where none did.</summary>
    public Interval? OfDifference(TKey key, TKey other) =>
        values.TryGetValue(key, out var all) && values.TryGetValue(other, out var others) ? Of([.. all.Zip(others, (value, less) => value - less)]) : null;

    /// <summary>How many repeats measured it.</summary>
    public int Count(TKey key) => values.TryGetValue(key, out var all) ? all.Count(value => !double.IsNaN(value)) : 0;

    /// <summary>A repeat's number; NaN where it was not measured.</summary>
    public double this[TKey key, int repeat] => values.TryGetValue(key, out var all) ? all[repeat] : double.NaN;

    Interval? Of(double[] all)
    {
        double[] known = [.. all.Where(value => !double.IsNaN(value))];
        return known.Length == 0 ? null : Interval.OfRepeats(known, correlation);
    }
}
