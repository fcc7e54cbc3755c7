using System.Globalization;
using System.Net;
using System.Text;

namespace Twofold.Photos.Training;

/// <summary>
/// A folder in which a person sees the creator learn: a picture of what it makes after so many steps, always from the same random numbers, and a page
/// that shows them all, the latest first.
/// </summary>
sealed class TrainingSamples
{
    const string Pattern = "step-*.png", PageName = "index.html";
    const int PicturesPerLabel = 8, MostRows = 20;

    readonly string folder;
    readonly ulong seed;

    /// <summary>Makes the folder where it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="goesOn">Whether the pictures that are in it are earlier ones of the same training.</param>
    /// <param name="seed">The seed of the random numbers.</param>
    /// <exception cref="TwofoldException">The folder cannot be made, has the samples of another training, or a page of something else.</exception>
    public TrainingSamples(string folder, bool goesOn, ulong seed)
    {
        (this.folder, this.seed) = (folder, seed);
        try
        {
            Directory.CreateDirectory(folder);
            var hasSamples = Directory.EnumerateFiles(folder, Pattern).Any();
            if (hasSamples && !goesOn)
                throw new TwofoldException($"'{folder}' has the samples of another training: choose another folder, or empty it.");
            if (!hasSamples && Path.Exists(Path.Combine(folder, PageName)))
                throw new TwofoldException($"'{folder}' has an '{PageName}' of something else, and the samples need a page of that name: choose another folder.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"The samples cannot be written to '{folder}': {exception.Message} Choose another folder.", exception);
        }
    }

    /// <summary>Why the last samples could not be written; null where they could.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Adds what a creator makes.</summary>
    /// <param name="trained">The creator so far.</param>
    /// <param name="labels">Its labels, a row each.</param>
    public void Add(TrainedCreator trained, IReadOnlyList<string> labels)
    {
        var png = Sheet(trained, labels);
        try
        {
            AtomicFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{trained.Steps:00000000}.png")), stream => stream.Write(png));
            var page = Encoding.UTF8.GetBytes(Page(labels, [.. Directory.GetFiles(folder, Pattern).Select(file => Path.GetFileName(file)).OrderDescending(StringComparer.Ordinal)]));
            AtomicFile.Write(Path.Combine(folder, PageName), stream => stream.Write(page));
            Trouble = null;
        }
        catch (Exception exception) when (exception is TwofoldException or IOException or UnauthorizedAccessException)
        {
            // A look at the training is not worth the training.
            Trouble = $"The samples after {trained.Steps} steps could not be written to '{folder}': {exception.Message}";
        }
    }

    byte[] Sheet(TrainedCreator trained, IReadOnlyList<string> labels)
    {
        var creator = PhotoCreator.Open(trained.Onnx, labels, trained.Info, "in training");
        try
        {
            return SampleSheet.Png([.. labels.Take(MostRows).Select(label => creator.Generate(label, PicturesPerLabel, seed))]);
        }
        finally
        {
            creator.Dispose();
        }
    }

    static string Page(IReadOnlyList<string> labels, string[] files)
    {
        var html = new StringBuilder($$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>What the creator makes</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
            img { image-rendering: pixelated; width: 100%; max-width: 40rem; }
            figure { margin: 0 0 2rem; }
            </style>
            <h1>What the creator makes</h1>
            <p>A row for each label: {{WebUtility.HtmlEncode(string.Join(", ", labels.Take(MostRows)))}}. Always from the same random numbers; the latest first.</p>

            """);
        foreach (var file in files)
        {
            // A copy that somebody made beside them is none of ours.
            if (!int.TryParse(file.AsSpan("step-".Length, file.Length - "step-.png".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step))
                continue;
            html.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>After {step:N0} steps</figcaption><img src=\"{file}\" alt=\"Pictures after {step:N0} steps\"></figure>\n");
        }

        return html.Append("</html>\n").ToString();
    }
}
