using System.Globalization;
using SkiaSharp;

namespace Twofold.Workbench;

/// <summary>Lines of text on a canvas, in a font that comes along: a machine without any fonts draws the same captions.</summary>
sealed class Captions : IDisposable
{
    const string Font = "Twofold.Workbench.ContactSheet.DejaVuSans-subset.ttf";

    readonly SKCanvas canvas;
    readonly SKTypeface typeface;
    readonly SKPaint paint = new() { IsAntialias = true };

    public Captions(SKCanvas canvas)
    {
        this.canvas = canvas;
        using var stream = typeof(Captions).Assembly.GetManifestResourceStream(Font) ?? throw new InvalidOperationException($"The resource {Font} is missing.");
        typeface = SKTypeface.FromStream(stream);
    }

    /// <summary>Writes one line; what goes beyond <paramref name="width"/> is cut with an ellipsis.</summary>
    public void Draw(string text, float x, float baseline, float width, float size, SKColor color)
    {
        paint.Color = color;
        using var font = new SKFont(typeface, size) { Subpixel = true };
        using var other = font.ContainsGlyphs(text) ? null : SystemTypefaceFor(text, font);
        if (other is not null)
            font.Typeface = other;
        canvas.DrawText(Fitted(text, font, width), x, baseline, SKTextAlign.Left, font, paint);
    }

    public void Dispose()
    {
        paint.Dispose();
        typeface.Dispose();
    }

    static SKTypeface? SystemTypefaceFor(string text, SKFont font)
    {
        var missing = text.EnumerateRunes().First(rune => !font.ContainsGlyph(rune.Value));
        return SKFontManager.Default.MatchCharacter(missing.Value);
    }

    static string Fitted(string text, SKFont font, float width)
    {
        if (font.MeasureText(text) <= width)
            return text;
        var elements = StringInfo.ParseCombiningCharacters(text);
        for (var kept = elements.Length - 1; kept > 0; kept--)
        {
            var shortened = string.Concat(text.AsSpan(0, elements[kept]).TrimEnd(), "…");
            if (font.MeasureText(shortened) <= width)
                return shortened;
        }

        return "…";
    }
}
