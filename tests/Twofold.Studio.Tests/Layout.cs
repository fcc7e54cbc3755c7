using Microsoft.Playwright;

namespace Twofold.Studio.Tests;

static class Layout
{
    /// <summary>Asserts that the page need not be scrolled sideways, and else names what reaches past the window's right edge.</summary>
    public static async Task FitsAsync(IPage page)
    {
        var tooWide = await page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
                .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
                .map(one => `${one.tagName} ${one.id} ${one.className}: ${one.getBoundingClientRect().right}`)
            """);
        Assert.Empty(tooWide);
    }
}
