using Microsoft.Extensions.Hosting;

namespace Twofold.Studio;

/// <summary>Photos that are sent to be asked about, each in a file as long as it is looked at.</summary>
sealed class AskedPhotos(StudioDatabase database, Incoming incoming) : IHostedService
{
    /// <summary>A page asks about one photo after the other: so many at once fill a disk and answer nobody.</summary>
    public const int MostAtOnce = 16;

    int open;

    string Folder => Path.Combine(database.Home, "asked");

    /// <summary>Takes a photo in; it is gone when what is given is disposed of.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="name">What its sender calls it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">There are too many at once, there is no room, or it cannot be written.</exception>
    public async Task<AskedPhoto> ReceiveAsync(Stream content, string name, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref open) > MostAtOnce)
        {
            Interlocked.Decrement(ref open);
            throw new TwofoldException($"'{name}' was not taken in: {MostAtOnce} photos are asked about at this moment, and more have to wait for an answer to one of them. Ask again later.");
        }

        var photo = new AskedPhoto(name, Path.Combine(Folder, $"{Guid.NewGuid():N}"), () => Interlocked.Decrement(ref open));
        try
        {
            await incoming.WriteAsync(content, photo.Path, name, cancellation).ConfigureAwait(false);
            return photo;
        }
        catch
        {
            photo.Dispose();
            throw;
        }
    }

    // What a studio left that was killed while it looked at photos.
    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Directory.Exists(Folder))
                Directory.Delete(Folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It takes room, and does no other harm.
        }

        return Task.CompletedTask;
    }

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
