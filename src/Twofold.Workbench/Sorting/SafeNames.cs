using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// Names that every file system takes. A label becomes a folder's name by percent-encoding what is dangerous somewhere: two labels never become
/// one folder, and a label can never reach out of the output folder or into the folders that are the product's own.
/// </summary>
static class SafeNames
{
    internal const string Manifest = "manifest.csv";

    // File systems count 255 bytes or 255 UTF-16 units; bytes of UTF-8 are the stricter count.
    const int LongestName = 255;

    // Of a stem so much stays whatever stands behind it.
    const int LongestStem = 100;

    static readonly SearchValues<char> Forbidden = SearchValues.Create("%/\\:*?\"<>|\u007f");

    static readonly HashSet<string> Reserved = new(
        [.. SetAsideFolders.All, Manifest,
         "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
         .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }),
         .. "¹²³".SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder of a label: the label itself wherever that is harmless.</summary>
    internal static string Folder(string label)
    {
        if (label.Length == 0)
            return "%empty";
        // Windows reserves "CON" and "con.anything" alike.
        var isReserved = Reserved.Contains(label) || Reserved.Contains(label.Split('.')[0].TrimEnd(' '));
        var name = new StringBuilder();
        for (var i = 0; i < label.Length; i++)
        {
            var c = label[i];
            var isLast = i == label.Length - 1;
            if (c < ' ' || Forbidden.Contains(c) || (i == 0 && (isReserved || c is '.' or ' ')) || (isLast && c is '.' or ' '))
                name.Append($"%{(int)c:X2}");
            else
                name.Append(c);
        }

        var safe = name.ToString();
        if (Encoding.UTF8.GetByteCount(safe) <= LongestName)
            return safe;
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(label)), 0, 16);
        return $"{Shorten(safe, LongestName - digest.Length - 2)}%~{digest}";
    }

    /// <summary>The name of the n-th file that wants it: "name.jpg", "name (2).jpg", ... The suffix follows the stem, so that what belongs together still shares one.</summary>
    /// <param name="name">The file's name; it starts with <paramref name="stem"/>.</param>
    /// <param name="stem">The stem that the photo and what belongs to it share.</param>
    /// <param name="number">1 for the name as it is.</param>
    internal static string Numbered(string name, string stem, int number)
    {
        if (number == 1)
            return name;
        var suffix = $" ({number})";
        // What stands behind the last dot of a photo that only its content tells may fill the name by itself.
        var ending = Shorten(name[stem.Length..], LongestName - suffix.Length - Math.Min(Encoding.UTF8.GetByteCount(stem), LongestStem));
        return Shorten(stem, LongestName - suffix.Length - Encoding.UTF8.GetByteCount(ending)) + suffix + ending;
    }

    /// <summary>The smallest number found free. Doubling, then halving: a million equal names cost forty looks each, not a million.</summary>
    internal static int FirstFree(Func<int, bool> isTaken)
    {
        if (!isTaken(1))
            return 1;
        var free = 2;
        while (isTaken(free))
            free *= 2;
        for (var taken = free / 2; free - taken > 1;)
        {
            var middle = (taken + free) / 2;
            if (isTaken(middle))
                taken = middle;
            else
                free = middle;
        }

        return free;
    }

    static string Shorten(string text, int bytes)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
