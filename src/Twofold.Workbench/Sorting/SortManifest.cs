using System.Globalization;
using CsvHelper;

namespace Twofold.Workbench;

/// <summary>The list of every sorted photo with what the recognizer said of it, as CSV, made from the journal.</summary>
static class SortManifest
{
    /// <summary>Writes the manifest whole or not at all, and gives its path; a file of that name that is somebody else's is left alone.</summary>
    internal static string Write(Journal journal)
    {
        if (journal.ManifestName is not { } name)
        {
            var stem = Path.GetFileNameWithoutExtension(SafeNames.Manifest);
            var number = SafeNames.FirstFree(n => FileFacts.Of(Path.Combine(journal.Into, SafeNames.Numbered(SafeNames.Manifest, stem, n))) is not null);
            journal.ManifestName = name = SafeNames.Numbered(SafeNames.Manifest, stem, number);
        }

        var path = Path.Combine(journal.Into, name);
        // Unfinished it lies beside the journal, where a run that was killed is tidied up after.
        var hidden = Journal.FolderOf(journal.Into);
        foreach (var abandoned in Directory.EnumerateFiles(hidden, ".*.partial", new EnumerationOptions { AttributesToSkip = 0 }))
            File.Delete(abandoned);
        AtomicFile.Write(path, stream => Write(journal, stream), hidden);
        return path;
    }

    /// <summary>Takes a sort out of the manifest: it is written again where other sorts stand, and removed where none does.</summary>
    internal static void TakeBack(Journal journal, Journal.Sort sort)
    {
        if (journal.ManifestName is not { } name)
            return;
        if (journal.Others(sort).Count > 0)
        {
            Write(journal);
            return;
        }

        File.Delete(Path.Combine(journal.Into, name));
        journal.ManifestName = null;
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
