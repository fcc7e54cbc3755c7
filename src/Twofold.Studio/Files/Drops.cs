namespace Twofold.Studio;

/// <summary>
/// Files that were dropped on a page. A browser does not say where they lie, only what is in them; they are copied into a folder of the studio's own,
/// which is opened.
/// </summary>
sealed class Drops(StudioDatabase database, OpenedFolders opened, TimeProvider time)
{
    string Root => Path.Combine(database.Home, "dropped");

    /// <summary>Makes an empty folder for what is dropped together, and opens it.</summary>
    public string Create()
    {
        var folder = Path.Combine(Root, $"{time.GetUtcNow():yyyy-MM-dd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}");
        Directory.CreateDirectory(folder);
        return opened.Open(folder);
    }

    /// <summary>Writes a file of what was dropped.</summary>
    /// <param name="folder">The folder, from <see cref="Create"/>.</param>
    /// <param name="name">Its path in what was dropped, such as "cats/1.jpg".</param>
    /// <param name="content">Its content.</param>
    /// <param name="cancellation">Ends it; a part of a file is removed.</param>
    /// <exception cref="TwofoldException">The folder is none for dropped files, the name leads out of it, or it cannot be written.</exception>
    public async Task AddAsync(string folder, string name, Stream content, CancellationToken cancellation)
    {
        var within = OpenedFolders.FullPath(folder);
        var target = OpenedFolders.FullPath(Path.Combine(within, name));
        if (!OpenedFolders.IsWithin(within, Root) || !OpenedFolders.IsWithin(target, within) || target == within)
            throw new TwofoldException($"'{name}' does not lie in the folder for dropped files '{folder}': give a name within it.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // It lies in the folder.
            var file = new FileStream(target, FileMode.Create, FileAccess.Write);
            await using (file.ConfigureAwait(false))
                await content.CopyToAsync(file, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TwofoldException($"'{name}' could not be kept: {exception.Message}", exception);
        }
        catch (OperationCanceledException)
        {
            File.Delete(target);
            throw;
        }
    }
}
