using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;

namespace Twofold.Workbench;

/// <summary>The list of every sorted photo with what the recognizer said of it, as CSV, made from the journal.</summary>
static class SortManifest
{
    /// <summary>
    /// Writes the manifest whole or not at all, and gives its path. A file of its name that is somebody else's, or that somebody has written into since, is left alone.
    /// </summary>
    internal static string Write(Journal journal)
    {
        var (name, before) = journal.Listed is { } listed && IsOurs(journal, listed, out var there) ? (listed.Name, there) : (FreeName(journal), null);
        // Noted before it is written: killed in between, either is known as the sort's own.
        journal.Listed = new(name, HashOf(journal), before);
        var path = Path.Combine(journal.Into, name);
        // Unfinished it lies beside the journal, where a run that was killed is tidied up after.
        var hidden = Journal.FolderOf(journal.Into);
        foreach (var abandoned in Directory.EnumerateFiles(hidden, ".*.partial", new EnumerationOptions { AttributesToSkip = 0 }))
            File.Delete(abandoned);
        AtomicFile.Write(path, stream => Write(journal, stream), hidden);
        return path;
    }

    /// <summary>Takes a sort out of the manifest: it is written again where other sorts stand, and removed where none does and nobody has written into it.</summary>
    internal static void TakeBack(Journal journal, Journal.Sort sort)
    {
        if (journal.Listed is not { } listed)
            return;
        if (journal.Others(sort).Count > 0)
        {
            Write(journal);
            return;
        }

        if (IsOurs(journal, listed, out _))
            File.Delete(Path.Combine(journal.Into, listed.Name));
        journal.Listed = null;
    }

    // Whether what has the manifest's name is what was written there, or nothing; and the hash of what is there.
    static bool IsOurs(Journal journal, Journal.Manifest listed, out byte[]? there)
    {
        var path = Path.Combine(journal.Into, listed.Name);
        there = null;
        try
        {
            there = FileFacts.Of(path) is null ? null : FileActions.HashOf(path);
        }
        catch (FileProblemException)
        {
            return false;
        }

        // An older Twofold noted no hash.
        return there is null || listed.Hash is null || there.AsSpan().SequenceEqual(listed.Hash) || there.AsSpan().SequenceEqual(listed.Before);
    }

    static string FreeName(Journal journal)
    {
        var stem = Path.GetFileNameWithoutExtension(SafeNames.Manifest);
        var number = SafeNames.FirstFree(n => FileFacts.Of(Path.Combine(journal.Into, SafeNames.Numbered(SafeNames.Manifest, stem, n))) is not null);
        return SafeNames.Numbered(SafeNames.Manifest, stem, number);
    }

    static byte[] HashOf(Journal journal)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            Write(journal, stream);
        return hash.Hash!; // The stream was closed.
    }

    static void Write(Journal journal, Stream stream)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture, leaveOpen: true);
        var labels = journal.Labels();
        foreach (var title in (IEnumerable<string>)["source", "destination", "label", "probability", "unsure", "unfamiliar", "error", .. labels.Select(label => $"p({label})")])
            csv.WriteField(title);
        csv.NextRecord();
        journal.ForEachPhoto(photo =>
        {
            csv.WriteField(photo.Source);
            csv.WriteField(photo.Destination);
            csv.WriteField(photo.Label);
            csv.WriteField(photo.Probability);
            csv.WriteField(photo.Unsure ? "true" : "false");
            csv.WriteField(photo.Unfamiliar ? "true" : "false");
            csv.WriteField(photo.Error);
            foreach (var label in labels)
                csv.WriteField(photo.Probabilities.TryGetValue(label, out var probability) ? probability : (double?)null);
            csv.NextRecord();
        });
    }
}
