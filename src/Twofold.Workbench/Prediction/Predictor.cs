using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Says what photos show.</summary>
public static class Predictor
{
    /// <summary>
    /// One prediction for each photo, in the order of the inputs, as the work goes on. A file that cannot be read gives a prediction with its
    /// <see cref="PhotoPrediction.Error"/>.
    /// </summary>
    /// <exception cref="TwofoldException">The model cannot be opened, there are no inputs, or a folder holds no photo.</exception>
    public static IEnumerable<PhotoPrediction> Run(PredictRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Inputs.Count == 0)
            throw new TwofoldException("There is nothing to predict: give at least one photo or folder.");
        return Predictions(PhotoPair.Open(request.Model), request.Inputs, cancellation);
    }

    static IEnumerable<PhotoPrediction> Predictions(PhotoPair pair, IReadOnlyList<string> inputs, CancellationToken cancellation)
    {
        using (pair)
        {
            foreach (var prediction in pair.Recognizer.PredictFiles(inputs.SelectMany(input => PhotosOf(input)), cancellation))
                yield return prediction;
        }
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
