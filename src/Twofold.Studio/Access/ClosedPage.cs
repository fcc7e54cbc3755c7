using System.Net;

namespace Twofold.Studio;

/// <summary>What is shown to who is not let in. It stands alone: the studio's own style is behind the door.</summary>
static class ClosedPage
{
    public static string Html(string reason) =>
        $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>Twofold studio</title>
        <main>
        <h1>The studio is closed here</h1>
        <p>{WebUtility.HtmlEncode(reason)}</p>
        </main>
        </html>
        """;
}
