using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>A model file that stands where a new one is to be written.</summary>
static class PreviousModel
{
    /// <summary>Copies it to a name of its own, <c>pets.previous.twofold</c> of <c>pets.twofold</c>, in the place of one that was kept earlier, and the features with it that were kept of its photos.</summary>
    /// <param name="path">The model file.</param>
    /// <returns>The name; null where there is no room or no right to write it.</returns>
    public static string? TryKeep(string path)
    {
        var previous = Named(path, ".previous");
        try
        {
            Copy(path, previous);
            // They may be all that is left of photos. What is there of the model that was kept earlier would be taken for this one's.
            if (File.Exists(path + KeptFeatures.Ending))
                Copy(path + KeptFeatures.Ending, previous + KeptFeatures.Ending);
            else if (File.Exists(previous + KeptFeatures.Ending))
                File.Delete(previous + KeptFeatures.Ending);
            return previous;
        }
        catch (Exception exception) when (exception is TwofoldException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static void Copy(string from, string to) => AtomicFile.Write(to, stream =>
    {
        using var file = File.OpenRead(from);
        file.CopyTo(stream);
    });

    /// <summary>The names that a model can have: its own, then <c>pets-2.twofold</c> of <c>pets.twofold</c> and so on, without end.</summary>
    /// <param name="path">The model file.</param>
    public static IEnumerable<string> Names(string path) => Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? path : Named(path, $"-{number}"));

    /// <summary>Whether a file is a model for photos whose training was stopped before its end.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOfStopped(string path)
    {
        try
        {
            using var pair = PhotoPair.Open(path);
            return pair.Info.Stopped;
        }
        catch (TwofoldException)
        {
            return false;
        }
    }

    /// <summary>The longest name of the files that belong to a model file.</summary>
    /// <param name="path">The model file.</param>
    public static string LongestName(string path) => Path.GetFileName(Named(path, ".previous") + KeptFeatures.Ending);

    static string Named(string path, string addition) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}{addition}{Path.GetExtension(path)}");
}
