using Microsoft.AspNetCore.Http;

namespace Twofold.Studio;

/// <summary>Writes files that come in by requests to the disk of the studio, as long as that has room.</summary>
/// <param name="freeBytes">How much room there is.</param>
sealed class Incoming(Func<long> freeBytes)
{
    /// <summary>A disk that is full stops more than the studio.</summary>
    public const long LeastFreeBytes = 1L << 30;

    const int BlockBytes = 1 << 17, BlocksBetweenLooks = 64;

    /// <summary>Whether there is room for more.</summary>
    public bool HasRoom => freeBytes() >= LeastFreeBytes;

    /// <summary>Writes a file that is not there yet, in a folder that is made where it is not; nothing is left of one that breaks off.</summary>
    /// <param name="content">What comes in.</param>
    /// <param name="path">The file.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">There is no room, or it cannot be written.</exception>
    public async Task WriteAsync(Stream content, string path, string name, CancellationToken cancellation)
    {
        var isPart = false;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // A file lies in a folder.
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            isPart = true;
            await using (file.ConfigureAwait(false))
            {
                var block = new byte[BlockBytes];
                // Others write too: there was room when this began is not enough.
                for (var blocks = 0; ; blocks++)
                {
                    if (blocks % BlocksBetweenLooks == 0 && !HasRoom)
                        throw new TwofoldException($"'{name}' was not kept: there is less than a gigabyte left on the disk of the studio. Make room, or open the folder that it lies in.");
                    var read = await content.ReadAtLeastAsync(block, BlockBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                    await file.WriteAsync(block.AsMemory(0, read), cancellation).ConfigureAwait(false);
                    if (read < BlockBytes)
                        break;
                }
            }

            isPart = false;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ArgumentException || (exception is IOException and not BadHttpRequestException))
        {
            throw new TwofoldException($"'{name}' could not be kept: {exception.Message.Replace(path, name)}", exception);
        }
        finally
        {
            if (isPart)
                Delete(path);
        }
    }

    static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It takes room; why it broke off is what is to be said.
        }
    }
}
