using SkiaSharp;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>A page with the photos whose label is probably wrong: one HTML file with everything in it, which needs no network and no script.</summary>
static class SuspectsPage
{
    const int MostShown = 400, ThumbnailSide = 192, ThumbnailQuality = 85;

    /// <summary>Refuses a name under which a page would not be found again, before minutes of work.</summary>
    /// <exception cref="TwofoldException">It does not end in .html, or something else than such a page is there.</exception>
    public static void CheckName(string path)
    {
        if (!Path.GetExtension(path).Equals(".html", StringComparison.OrdinalIgnoreCase))
            throw new TwofoldException($"'{path}' is to be a page with the suspect photos and does not end in '.html': give it a name such as 'suspects.html'.");
        HtmlPage.RequireReplaceable(path, "--suspects");
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="suspects">The photos, the most suspect first.</param>
    /// <param name="photos">How many photos were checked.</param>
    /// <exception cref="TwofoldException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<SuspectExample> suspects, int photos)
    {
        var shown = suspects.Take(MostShown).AsParallel().AsOrdered().Select(Card).AsSequential();
        Html style = $"{StyleSheet.OfPages}\n{StyleSheet.OfSuspects}";
        HtmlPage.Write(path, HtmlPage.Of("Suspect labels", style, $"""
            <header>
            <p class="eyebrow">Twofold train</p>
            <h1>{suspects.Count:N0} of {photos:N0} labels are probably wrong</h1>
            <p class="lede">Two models that did not learn from a photo say that it shows something else than its folder is named after; the most suspect come first. A model can be
            wrong: look before you move a file.{(suspects.Count > MostShown ? $" The first {MostShown} are shown." : "")}</p>
            </header>
            <main>
            <ol class="suspects">
            {shown}
            </ol>
            </main>
            """));
    }

    static Html Card(SuspectExample suspect) => $"""
        <li>{Picture(suspect.Input)}<div><s>{suspect.Given}</s> → <b>{suspect.Likely}</b> {suspect.LikelyProbability:P0}</div><small>{suspect.Input}</small></li>

        """;

    static Html Picture(string path)
    {
        try
        {
            var photo = PhotoReader.ReadPrepared(path, PhotoPreparation.Square(ThumbnailSide));
            using var image = ContactSheet.ToImage(photo);
            using var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, ThumbnailQuality);
            return $"<img src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg.Span)}\" alt=\"\">";
        }
        catch (UnreadablePhotoException)
        {
            // It could be read when it was learned from, and is gone by now.
            return $"<div class=\"unreadable\">cannot be read</div>";
        }
    }
}
