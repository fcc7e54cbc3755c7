namespace Twofold.Workbench;

/// <summary>A page to open from the disk: one file with its style in it, light and dark, that needs neither a network nor a script.</summary>
static class HtmlPage
{
    /// <summary>The page as text.</summary>
    /// <param name="title">What its tab is called.</param>
    /// <param name="style">Its style sheet.</param>
    /// <param name="body">What stands in it.</param>
    public static string Of(string title, Html style, Html body)
    {
        Html page = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <style>
            {style}
            </style>
            </head>
            <body>
            {body}
            </body>
            </html>

            """;
        return page.ToString();
    }

    /// <summary>Writes a page, whole or not at all.</summary>
    /// <exception cref="TwofoldException">The file cannot be written.</exception>
    public static void Write(string path, string page) =>
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(page);
        });
}
