using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;

namespace Twofold.Studio;

/// <summary>What stands around every page: navigation, running work, style. Each page is one answer, made once.</summary>
static class Frame
{
    const string LastPage = "last-page";

    public static void MapFrame(this IEndpointRouteBuilder app)
    {
        app.MapAssets();
        app.MapGet("/", RedirectHttpResult (PageState state) =>
        {
            var last = state.Find("studio", LastPage);
            return TypedResults.Redirect(StudioPages.All.FirstOrDefault(page => page.Address == last)?.Address ?? StudioPages.All[0].Address);
        }).ExcludeFromDescription();
        foreach (var page in StudioPages.All)
        {
            var html = Encoding.UTF8.GetBytes(Html(page));
            app.MapGet(page.Address, FileContentHttpResult (PageState state) =>
            {
                Remember(state, page);
                return TypedResults.File(html, "text/html; charset=utf-8");
            }).ExcludeFromDescription();
        }
    }

    static void Remember(PageState state, StudioPage page)
    {
        try
        {
            state.Keep("studio", LastPage, page.Address);
        }
        catch (SqliteException)
        {
            // A disk that is full keeps nobody from the page, which says so of what is worth more.
        }
    }

    static string Html(StudioPage page) => Assets.Text("frame/layout.html")
        .Replace("{{title}}", page.Name)
        .Replace("{{folder}}", $"pages/{page.Name}/{page.Name}".ToLowerInvariant())
        .Replace("{{navigation}}", string.Concat(StudioPages.All.Select(entry => Entry(entry, isHere: entry == page))))
        .Replace("{{page}}", Assets.Text($"pages/{page.Name}/{page.Name}.html"));

    static string Entry(StudioPage page, bool isHere) =>
        $"""
        <li><a href="{page.Address}"{(isHere ? " aria-current=\"page\"" : "")}>{page.Name}<small>{WebUtility.HtmlEncode(page.Purpose)}</small></a></li>

        """;
}
