using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>A photo that was sent to be asked about: it is read as every photo is, from a file, which is gone with it.</summary>
/// <param name="name">What its sender calls it.</param>
/// <param name="path">Its file.</param>
/// <param name="gone">Told once when it is gone.</param>
sealed class AskedPhoto(string name, string path, Action gone) : IDisposable
{
    /// <summary>Its file.</summary>
    public string Path => path;

    /// <summary>Explains what a recognizer says of it, under its own name.</summary>
    /// <exception cref="TwofoldException">It cannot be read.</exception>
    public PhotoExplanation Explain(PhotoRecognizer recognizer, PhotoNeighbors? training)
    {
        var (prediction, features) = recognizer.PredictFilesWithFeatures([path]).First();
        return features is null
            ? throw new TwofoldException(prediction.Error!.Replace(path, name)) // Without features there is an error.
            : PhotoExplanation.Of(recognizer, training, name, features);
    }

    public void Dispose()
    {
        try
        {
            // Of one that could not be taken in there may be not even the folder.
            if (File.Exists(path))
                File.Delete(path);
        }
        finally
        {
            gone();
        }
    }
}
