using System.Text.Json;
using Microsoft.Playwright;

namespace Twofold.Studio.Tests;

/// <summary>Drops files on a page, as a file manager does.</summary>
static class Dropping
{
    /// <summary>Drops what a name stands for on an element: a text is a file of that content, a list of such pairs a folder, and null a file that cannot be read.</summary>
    public static Task DropAsync(this IPage page, string selector, params object?[][] entries) => page.WaitForFunctionAsync(
        """
        ([selector, entries]) => {
            const entry = ([name, content]) => content === null ? { name, isFile: true, file: (_, failed) => failed(new DOMException('It is gone.')) }
                : typeof content === 'string' ? { name, isFile: true, file: found => found(new File([content], name)) }
                : { name, isFile: false, createReader: () => ({ left: content.map(entry), readEntries(found) { found(this.left.splice(0)); } }) };
            const items = JSON.parse(entries).map(one => ({ webkitGetAsEntry: () => entry(one) }));
            // Nobody takes it before the page's script has begun: then again.
            return !document.querySelector(selector).dispatchEvent(Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer: { types: ['Files'], items } }));
        }
        """,
        new[] { selector, JsonSerializer.Serialize(entries) });
}
