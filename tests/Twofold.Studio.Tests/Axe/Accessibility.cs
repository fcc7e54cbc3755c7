using System.Text.Json;
using Microsoft.Playwright;

namespace Twofold.Studio.Tests;

/// <summary>axe-core's rules of WCAG 2.2 A and AA.</summary>
static class Accessibility
{
    static readonly string Axe = Read();

    /// <summary>Expects that axe-core finds nothing on a page.</summary>
    public static Task IsFlawlessAsync(IPage page) => FindsNothingAsync(
        page, "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }");

    /// <summary>Expects that every text stands out from what is behind it: all that another color scheme can change.</summary>
    public static Task HasLegibleColorsAsync(IPage page) => FindsNothingAsync(page, "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }");

    static async Task FindsNothingAsync(IPage page, string options)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Axe);
        var found = await page.EvaluateAsync<JsonElement>(
            $"async () => (await axe.run({options})).violations.map(v => `${{v.id}}: ${{v.help}}: ${{v.nodes.map(n => n.html).join(' | ')}}`)");
        Assert.Equal([], found.EnumerateArray().Select(violation => violation.GetString()));
    }

    static string Read()
    {
        using var stream = typeof(Accessibility).Assembly.GetManifestResourceStream("axe.min.js")!; // The project embeds it.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
