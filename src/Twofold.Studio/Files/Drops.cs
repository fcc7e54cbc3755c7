using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Twofold.Studio;

/// <summary>
/// Files that were dropped on a page. A browser does not say where they lie, only what is in them; they are copied into a folder of the studio's own,
/// which is opened.
/// </summary>
sealed class Drops(StudioDatabase database, OpenedFolders opened, TimeProvider time)
{
    /// <summary>Files come in one request each; a scanned TIFF can be large, and a table too.</summary>
    public static readonly RequestSizeLimitAttribute SizeLimit = new(512L * 1024 * 1024);

    /// <summary>More photos lie in a folder, which is opened where it is.</summary>
    const int MostFiles = 20_000;

    /// <summary>A disk that is full stops more than the studio.</summary>
    const long LeastFreeBytes = 1L << 30;

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
    /// <exception cref="TwofoldException">The folder is none for dropped files, the name leads out of it, or it cannot be written.</exception>
    public async Task AddAsync(string folder, string name, Stream content, CancellationToken cancellation)
    {
        var within = OpenedFolders.FullPath(folder);
        var target = OpenedFolders.FullPath(Path.Combine(within, name));
        if (!OpenedFolders.IsWithin(within, Root) || !OpenedFolders.IsWithin(target, within) || target == within)
            throw new TwofoldException($"'{name}' does not lie in the folder for dropped files '{folder}': give a name within it.");
        if (files.AddOrUpdate(within, 1, (_, count) => count + 1) > MostFiles)
            throw new TwofoldException($"More than {MostFiles:N0} files were dropped at once: put them into a folder, and open that.");
        if (new DriveInfo(Root).AvailableFreeSpace < LeastFreeBytes)
            throw new TwofoldException($"'{name}' was not kept: there is less than a gigabyte left on the disk of the studio. Make room, or open the folder that it lies in.");
        var beside = Path.GetDirectoryName(target)!; // It lies in the folder.
        // Not made of the name, which may be as long as a name can be.
        var part = Path.Combine(beside, $".{Guid.NewGuid():N}.part");
        try
        {
            Directory.CreateDirectory(beside);
            var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
                await content.CopyToAsync(file, cancellation).ConfigureAwait(false);
            File.Move(part, target, overwrite: true);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ArgumentException || (exception is IOException and not BadHttpRequestException))
        {
            throw new TwofoldException($"'{name}' could not be kept: {exception.Message.Replace(part, name)}", exception);
        }
        finally
        {
            // Whole it has its name by now; a part of one is no photo.
            if (File.Exists(part))
                File.Delete(part);
        }
    }
}
