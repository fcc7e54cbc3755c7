using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>What a page wants to find again: small JSON values by name. It says nothing to anybody but the page.</summary>
sealed class PageState(StudioDatabase database)
{
    /// <summary>A page's values of more than this are data, and belong elsewhere.</summary>
    public const int LargestValue = 256 * 1024;

    public string? Find(string page, string name) =>
        database.Query("SELECT value FROM page_state WHERE page = $page AND name = $name", row => row.GetString(0), ("$page", page), ("$name", name)).FirstOrDefault();

    public Dictionary<string, JsonElement> All(string page) =>
        database.Query("SELECT name, value FROM page_state WHERE page = $page", row => (Name: row.GetString(0), Value: row.GetString(1)), ("$page", page))
            .ToDictionary(row => row.Name, row => JsonElement.Parse(row.Value));

    /// <summary>Whether any page has kept something in which this stands, such as the name of a job.</summary>
    public bool Mentions(string text) => database.Query("SELECT 1 FROM page_state WHERE instr(value, $text) > 0 LIMIT 1", row => row.GetInt32(0), ("$text", text)).Count > 0;

    public void Keep(string page, string name, string json) =>
        database.Execute("INSERT OR REPLACE INTO page_state (page, name, value) VALUES ($page, $name, $value)", ("$page", page), ("$name", name), ("$value", json));
}

/// <summary>The state of pages, as pages reach it.</summary>
static class PageStateEndpoints
{
    public static void AddStudioState(this IServiceCollection services, string home)
    {
        // Made here and not at the first request: that the state is taken or damaged is said at the start.
        var database = new StudioDatabase(home);
        services.AddSingleton(_ => database);
        services.AddSingleton<PageState>();
    }

    // Sound JSON can hold bytes that are no text: the reader does not look into what nobody asks for.
    static string Text(string name, JsonElement value)
    {
        try
        {
            return value.GetRawText();
        }
        catch (InvalidOperationException exception)
        {
            throw new TwofoldException($"'{name}' holds bytes that are no text: send it as UTF-8.", exception);
        }
    }

    public static void MapPageState(this RouteGroupBuilder api)
    {
        var state = api.MapGroup("/state").WithTags("State");
        state.MapGet("/{page}", Ok<Dictionary<string, JsonElement>> (string page, PageState pages) => TypedResults.Ok(pages.All(page)))
            .WithSummary("Everything that a page has kept.");
        state.MapPut("/{page}/{name}", NoContent (string page, string name, JsonElement value, PageState pages) =>
        {
            var json = Text(name, value);
            if (json.Length > PageState.LargestValue)
                throw new TwofoldException($"'{name}' is {json.Length} characters long: at most {PageState.LargestValue} are kept for a page.");
            pages.Keep(page, name, json);
            return TypedResults.NoContent();
        }).WithSummary("Keeps a JSON value for a page, in place of an earlier one.");
    }
}
