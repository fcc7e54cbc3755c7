using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>A photo that was sent to be asked about: it is read as every photo is, from a file, which is gone with it.</summary>
sealed class DroppedPhoto : IDisposable
{
    readonly string name;
    readonly string path;

    DroppedPhoto(string name, string path) => (this.name, this.path) = (name, path);

    public static async Task<DroppedPhoto> ReceiveAsync(Stream content, string? name, string home, CancellationToken cancellation)
    {
        var folder = Path.Combine(home, "asked");
        Directory.CreateDirectory(folder);
        var photo = new DroppedPhoto(name ?? "photo", Path.Combine(folder, $"{Guid.NewGuid():N}"));
        try
        {
            var file = File.Create(photo.path);
            await using (file.ConfigureAwait(false))
                await content.CopyToAsync(file, cancellation).ConfigureAwait(false);
            return photo;
        }
        catch
        {
            photo.Dispose();
            throw;
        }
    }

    /// <summary>Explains what a recognizer says of it, under its own name.</summary>
    /// <exception cref="TwofoldException">It cannot be read.</exception>
    public PhotoExplanation Explain(PhotoRecognizer recognizer, PhotoNeighbors? training)
    {
        var (prediction, features) = recognizer.PredictFilesWithFeatures([path]).First();
        return features is null
            ? throw new TwofoldException(prediction.Error!.Replace(path, name)) // Without features there is an error.
            : PhotoExplanation.Of(recognizer, training, name, features);
    }

    public void Dispose() => File.Delete(path);
}
