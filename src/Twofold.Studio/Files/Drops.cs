using System.Collections.Concurrent;
using Microsoft.AspNetCore.Mvc;

namespace Twofold.Studio;

/// <summary>
/// Files that were dropped on a page. A browser does not say where they lie, only what is in them; they are copied into a folder of the studio's own,
/// which is opened.
/// </summary>
sealed class Drops(StudioDatabase database, OpenedFolders opened, Incoming incoming, TimeProvider time)
{
    /// <summary>Files come in one request each; a scanned TIFF can be large, and a table too.</summary>
    public static readonly RequestSizeLimitAttribute SizeLimit = new(512L * 1024 * 1024);

    /// <summary>More photos lie in a folder, which is opened where it is.</summary>
    const int MostFiles = 20_000;

    readonly ConcurrentDictionary<string, int> files = new();

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
    /// <exception cref="TwofoldException">The folder is none for dropped files, the name leads out of it or is taken, there is no room, or it cannot be written.</exception>
    public async Task AddAsync(string folder, string name, Stream content, CancellationToken cancellation)
    {
        var within = OpenedFolders.FullPath(folder);
        var target = OpenedFolders.FullPath(Path.Combine(within, name));
        if (!OpenedFolders.IsWithin(within, Root) || !OpenedFolders.IsWithin(target, within) || target == within)
            throw new TwofoldException($"'{name}' does not lie in the folder for dropped files '{folder}': give a name within it.");
        if (files.AddOrUpdate(within, 1, (_, count) => count + 1) > MostFiles)
            throw new TwofoldException($"More than {MostFiles:N0} files were dropped at once: put them into a folder, and open that.");
        var beside = Path.GetDirectoryName(target)!; // It lies in the folder.
        // Not made of the name, which may be as long as a name can be.
        var part = Path.Combine(beside, $".{Guid.NewGuid():N}.part");
        await incoming.WriteAsync(content, part, name, cancellation).ConfigureAwait(false);
        try
        {
            // Where the disk takes two names for one, the first file stays.
            File.Move(part, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(part);
            throw new TwofoldException(File.Exists(target) ? $"'{name}' is there already: of two files with one name the first was kept. Rename one of them." : $"'{name}' could not be kept: {exception.Message.Replace(part, name)}", exception);
        }
    }
}
