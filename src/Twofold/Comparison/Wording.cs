using System.Globalization;
using static System.FormattableString;

namespace Twofold;

/// <summary>Numbers with their intervals, as sentences and tables say them: in English, whatever the culture of the program that asks.</summary>
public static class Wording
{
    /// <summary>"3.1 points (2.2 to 4.0)", of a difference of shares.</summary>
    public static string Points(Interval difference) => Invariant($"{100 * difference.Value:0.0} points{Range(difference, 100, "0.0")}");

    /// <summary>"87.2 % (86.9 to 87.5)".</summary>
    public static string Percent(Interval share) => Invariant($"{100 * share.Value:0.0} %{Range(share, 100, "0.0")}");

    /// <summary>"0.312 nats (0.305 to 0.319)".</summary>
    public static string Nats(Interval loss) => Invariant($"{loss.Value:0.000} nats{Range(loss, 1, "0.000")}");

    /// <summary>"0.91 (0.88 to 0.94)".</summary>
    public static string Plain(Interval number) => Invariant($"{number.Value:0.00}{Range(number, 1, "0.00")}");

    /// <summary>"about 240 (120 to 460)", to two digits.</summary>
    public static string About(double value, double low, double high) => Invariant($"about {Round(value):N0} ({Round(low):N0} to {Round(high):N0})");

    /// <summary>"1 row", "1,200 rows".</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : Invariant($"{number:N0} {noun}s");

    /// <summary>"0.4 s", "12 ms", "3 µs".</summary>
    public static string Time(double seconds) => seconds switch
    {
        >= 10 => Invariant($"{seconds:0} s"),
        >= 1 => Invariant($"{seconds:0.0} s"),
        >= 0.1 => Invariant($"{seconds:0.00} s"),
        >= 1e-2 => Invariant($"{seconds * 1e3:0} ms"),
        >= 1e-3 => Invariant($"{seconds * 1e3:0.0} ms"),
        >= 1e-5 => Invariant($"{seconds * 1e6:0} µs"),
        >= 1e-6 => Invariant($"{seconds * 1e6:0.0} µs"),
        _ => Invariant($"{seconds * 1e9:0} ns"),
    };

    /// <summary>"1.2 kB", "3 MB".</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 10_000_000 => Invariant($"{bytes / 1e6:0} MB"),
        >= 1_000_000 => Invariant($"{bytes / 1e6:0.0} MB"),
        _ => Invariant($"{bytes / 1e3:0.0} kB"),
    };

    /// <summary>The text as a sentence begins.</summary>
    public static string Capital(string text) => string.IsNullOrEmpty(text) ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    static string Range(Interval interval, double factor, string format) =>
        double.IsNaN(interval.Low) ? "" : $" ({(factor * interval.Low).ToString(format, CultureInfo.InvariantCulture)} to {(factor * interval.High).ToString(format, CultureInfo.InvariantCulture)})";

    static double Round(double value)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(value)) - 1));
        return Math.Round(value / unit) * unit;
    }
}
