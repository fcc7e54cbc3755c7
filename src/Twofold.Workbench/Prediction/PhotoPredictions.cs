using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Says what photos show.</summary>
static class PhotoPredictions
{
    // The networks are there as long as somebody goes over the predictions, and each time that somebody does.
    public static IEnumerable<Prediction> Of(ModelFile file, IReadOnlyList<string> inputs, CancellationToken cancellation)
    {
        using var pair = PhotoPair.Open(file);
        foreach (var photo in pair.Recognizer.PredictFiles(inputs.SelectMany(PhotosOf), cancellation))
            yield return new Prediction(photo.Path, photo.Label, photo.Probability, photo.Probabilities, photo.Unsure, photo.Unfamiliar, photo.Error);
    }

    static IEnumerable<string> PhotosOf(string input)
    {
        if (!Directory.Exists(input))
        {
            // Named by the person: it is tried whatever it is called.
            yield return input;
            yield break;
        }

        var any = false;
        foreach (var photo in PhotoFolder.Walk(input, new PhotoFolderTally()))
        {
            any = true;
            yield return photo;
        }

        if (!any)
            throw new TwofoldException($"The folder '{input}' holds no photos: give a folder with JPEG, PNG, WebP, GIF, TIFF, AVIF, HEIC or BMP files.");
    }
}
