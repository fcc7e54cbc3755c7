namespace Twofold.Workbench;

/// <summary>A page to open from the disk: one file with its style in it, light and dark, that needs neither a network nor a script.</summary>
static class HtmlPage
{
    static readonly Html Mark = $"<meta name=\"generator\" content=\"Twofold\">";

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
            {Mark}
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

    /// <summary>Refuses to replace a file that is no page of Twofold's own, before the work whose page it is to be.</summary>
    /// <param name="path">Where the page is to be written.</param>
    /// <param name="option">The option that gave the name.</param>
    /// <exception cref="TwofoldException">It is a folder, or another file is there.</exception>
    public static void RequireReplaceable(string path, string option)
    {
        if (Directory.Exists(path))
            throw new TwofoldException($"'{path}' is a folder: give '{option}' the name of the page to write, such as '{Path.Combine(path, "page.html")}'.");
        if (File.Exists(path) && !IsOurs(path))
            throw new TwofoldException($"'{path}' is there and is not known as a page of Twofold's: it is not overwritten. Give '{option}' another name, such as 'page.html', or remove it first.");
    }

    static bool IsOurs(string path)
    {
        // Above what stands in the page.
        const int head = 1000;
        try
        {
            using var reader = File.OpenText(path);
            var begin = new char[head];
            return begin.AsSpan(0, reader.ReadBlock(begin)).Contains(Mark.ToString(), StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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
