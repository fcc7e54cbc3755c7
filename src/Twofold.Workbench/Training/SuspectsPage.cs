using SkiaSharp;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>A page with the photos whose label is probably wrong: one HTML file with everything in it, which needs no network and no script.</summary>
static class SuspectsPage
{
    const int MostShown = 400, ThumbnailSide = 192, ThumbnailQuality = 85;

    const string Style = """
        :root { color-scheme: light dark; --muted: light-dark(#645e54, #aaa294); --line: light-dark(#e2ddd2, #3a372f); --wrong: light-dark(#a3262e, #ff9a96); }
        body { margin: 0 auto; max-width: 72rem; padding: 2rem clamp(1rem, 4vw, 3rem) 4rem; font: 16px/1.5 system-ui, sans-serif; color: light-dark(#2a2722, #ece7dd); background: light-dark(#faf8f3, #191814); }
        h1 { margin: 0 0 0.5rem; font-size: 1.9rem; line-height: 1.2; text-wrap: balance; }
        p { max-width: 46rem; color: var(--muted); }
        ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1.5rem 1rem; margin: 2rem 0 0; padding: 0; list-style: none; }
        img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 0.4rem; background: var(--line); }
        li { min-width: 0; font-size: 0.9rem; overflow-wrap: anywhere; }
        li div { margin-top: 0.5rem; }
        s { color: var(--wrong); }
        small { display: block; color: var(--muted); }
        .unreadable { display: grid; place-items: center; aspect-ratio: 1; border-radius: 0.4rem; color: var(--muted); background: var(--line); }
        """;

    /// <summary>Refuses a name under which a page would not be found again, before minutes of work.</summary>
    /// <exception cref="TwofoldException">It does not end in .html.</exception>
    public static void CheckName(string path)
    {
        if (!Path.GetExtension(path).Equals(".html", StringComparison.OrdinalIgnoreCase))
            throw new TwofoldException($"'{path}' is to be a page with the suspect photos and does not end in '.html': give it a name such as 'suspects.html'.");
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="suspects">The photos, the most suspect first.</param>
    /// <param name="photos">How many photos were checked.</param>
    /// <exception cref="TwofoldException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<SuspectExample> suspects, int photos)
    {
        var shown = suspects.Take(MostShown).AsParallel().AsOrdered().Select(Card).AsSequential();
        HtmlPage.Write(path, HtmlPage.Of("Suspect labels", $"{Style}", $"""
            <h1>{suspects.Count:N0} of {photos:N0} labels are probably wrong</h1>
            <p>Two models that did not learn from a photo say that it shows something else than its folder is named after; the most suspect come first. A model can be
            wrong: look before you move a file.{(suspects.Count > MostShown ? $" The first {MostShown} are shown." : "")}</p>
            <ol>
            {shown}
            </ol>
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
