using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Twofold.Studio;

/// <summary>The edge of the studio: the one place where what went wrong becomes an answer (RFC 9457).</summary>
static class Problems
{
    const string SeeDescription = "/api/openapi.json says what each address expects.";

    public static void UseProblems(this IApplicationBuilder app, Action<Exception>? onBug) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context).ConfigureAwait(false);
            // An address that nothing answers at, a method, a kind of content: what is said by a number alone.
            if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null })
                await WriteAsync(context, context.Response.StatusCode, DetailOf(context.Response.StatusCode)).ConfigureAwait(false);
        }
        catch (TwofoldException mistake) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, mistake.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException malformed) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, malformed.StatusCode, DetailOf(malformed)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
        catch (Exception refused) when (!context.Response.HasStarted && DiskProblem.WordsFor(refused) is not null)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, DiskProblem.WordsFor(refused)!).ConfigureAwait(false); // It was just looked for.
        }
        catch (Exception bug)
        {
            onBug?.Invoke(bug);
            if (context.Response.HasStarted)
                throw;
            // Its message may name files: it is for whoever started the studio.
            await WriteAsync(context, StatusCodes.Status500InternalServerError, WordsFor(bug)).ConfigureAwait(false);
        }
    });

    /// <summary>What a person reads of a bug on a page.</summary>
    public static string WordsFor(Exception bug) => $"This is a bug in Twofold ({bug.GetType().Name}): what is known of it stands in the terminal where the studio was started.";

    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ProblemDetails { Status = status, Title = TitleOf(status), Detail = detail }, options: null, "application/problem+json", context.RequestAborted);
    }

    static string TitleOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status421MisdirectedRequest => "Not let in",
        StatusCodes.Status404NotFound => "Not there",
        StatusCodes.Status500InternalServerError => "A bug",
        StatusCodes.Status503ServiceUnavailable => "Not now",
        _ => "This will not do",
    };

    static string DetailOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at this address: what was there may have been removed, or it is misspelled. {SeeDescription}",
        StatusCodes.Status405MethodNotAllowed => $"This address is not asked by this method. {SeeDescription}",
        StatusCodes.Status415UnsupportedMediaType => $"This address does not take a body of this Content-Type. {SeeDescription}",
        _ => $"This cannot be answered. {SeeDescription}",
    };

    // What the reader of JSON says names types of the program; where it stopped is what helps.
    static string DetailOf(BadHttpRequestException malformed) => malformed.InnerException is JsonException { Path: var place }
        ? $"The body is not the JSON that is expected{(place is null ? "" : $", at {place}")}. {SeeDescription}"
        : $"{malformed.Message.TrimEnd('.')}. {SeeDescription}";
}
