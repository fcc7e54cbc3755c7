using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Twofold.Studio;

/// <summary>Comparisons over HTTP.</summary>
static partial class ComparisonEndpoints
{
    public static void MapComparisons(this RouteGroupBuilder api)
    {
        var comparisons = api.MapGroup("/comparisons");
        comparisons.MapPost("/", Ok<Job> (ComparisonRequest request, OpenedFolders folders, JobEngine engine, ComparisonJob kind) =>
            TypedResults.Ok(engine.Start(kind, request with { Data = folders.Within(request.Data) })))
            .WithSummary("Compares generative with discriminative models on a table or a folder of photos in an opened folder, as a job. Cancelled, it reports what it has.");
        comparisons.MapGet("/{job}/report", Results<ContentHttpResult, NotFound> (string job, HttpContext context, JobStore jobs, ComparisonJob kind) =>
        {
            if (jobs.Find(job) is not { } known || !File.Exists(kind.ReportOf(known.Id)))
                return TypedResults.NotFound();
            var page = File.ReadAllText(kind.ReportOf(known.Id));
            // One file with its own style, and nothing else: that style is allowed by its hash. The page "Compare" shows it in a frame.
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; style-src {string.Join(' ', Styles.Matches(page).Select(style => Allowed(style.Groups[1].Value)))}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
            return TypedResults.Content(page, "text/html; charset=utf-8");
        }).ProducesProblem(StatusCodes.Status404NotFound).WithSummary("The report of a comparison, a page that needs nothing else; while the comparison goes on, of what was measured so far (event \"report\").");
    }

    static string Allowed(string style) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'";

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    static partial Regex Styles { get; }
}
