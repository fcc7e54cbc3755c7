using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Twofold.Workbench;

/// <summary>
/// HTML written as interpolated strings: what is put in is escaped, unless it is HTML itself. A label may be called "&lt;b&gt;" and does no harm.
/// </summary>
[InterpolatedStringHandler]
readonly struct Html(int literalLength, int formattedCount)
{
    readonly StringBuilder text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(Html html) => text.Append(html.text);

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts)
            text.Append(part.text);
    }

    public void AppendFormatted(string? value) => text.Append(WebUtility.HtmlEncode(value));

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value.ToString(format, formatProvider: null));

    public override string ToString() => text.ToString();
}
