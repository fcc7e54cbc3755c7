namespace Twofold;

/// <summary>Writes files so that nothing half written is ever seen under the final name: temporary file, flush to disk, rename.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file whole or not at all; an existing file of that name is replaced only when the new one is complete.</summary>
    /// <param name="path">The final path. Its folder is made where it does not exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="temporaryFolder">
    /// Where the unfinished file lies, on the same file system; null, the default, for the final folder. A process that is killed leaves it there.
    /// </param>
    /// <exception cref="TwofoldException">The folder cannot be written to, or the disk is full; the old file, if any, is unchanged.</exception>
    public static void Write(string path, Action<Stream> write, string? temporaryFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)
            ?? throw new TwofoldException($"'{path}' is not a file name: give the path of the file to write.");
        if (Directory.Exists(full))
            throw new TwofoldException($"'{path}' is a folder: give the path of the file to write.");
        var temporary = Path.Combine(temporaryFolder ?? folder, $".{Guid.NewGuid():N}.partial");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{path}' could not be written: {exception.Message} Nothing was changed; free some space or choose another place.", exception);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }
}
