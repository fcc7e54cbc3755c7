using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Twofold.Studio;

/// <summary>The edge of the studio: the one place where what went wrong becomes an answer (RFC 9457).</summary>
static class Problems
{
    public static void UseProblems(this IApplicationBuilder app, Action<Exception>? onBug) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (TwofoldException mistake) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, mistake.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException malformed) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, malformed.StatusCode, malformed.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
        catch (Exception bug)
        {
            onBug?.Invoke(bug);
            if (context.Response.HasStarted)
                throw;
            // Its message may name files: it is for whoever started the studio.
            await WriteAsync(context, StatusCodes.Status500InternalServerError, $"This is a bug in Twofold ({bug.GetType().Name}): what is known of it stands in the terminal where the studio was started.").ConfigureAwait(false);
        }
    });

    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ProblemDetails { Status = status, Title = TitleOf(status), Detail = detail }, options: null, "application/problem+json", context.RequestAborted);
    }

    static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "This will not do",
        StatusCodes.Status500InternalServerError => "A bug",
        _ => "Not let in",
    };
}
