namespace Twofold.Workbench;

/// <summary>A model file that stands where a new one is to be written.</summary>
static class PreviousModel
{
    /// <summary>Copies it to a name of its own, <c>pets.previous.twofold</c> of <c>pets.twofold</c>, in the place of one that was kept earlier.</summary>
    /// <param name="path">The model file.</param>
    /// <returns>The name; null where there is no room or no right to write it.</returns>
    public static string? TryKeep(string path)
    {
        var previous = Named(path, ".previous");
        var partial = previous + ".partial";
        try
        {
            File.Copy(path, partial, overwrite: true);
            File.Move(partial, previous, overwrite: true);
            return previous;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The next name that is free, <c>pets-2.twofold</c> of <c>pets.twofold</c>.</summary>
    /// <param name="path">The model file.</param>
    public static string FreeName(string path)
    {
        for (var number = 2; ; number++)
        {
            var free = Named(path, $"-{number}");
            if (!Path.Exists(free))
                return free;
        }
    }

    static string Named(string path, string addition) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}{addition}{Path.GetExtension(path)}");
}
