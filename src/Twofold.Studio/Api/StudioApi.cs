using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>The HTTP API that the pages use and any program may use, and its OpenAPI document.</summary>
static class StudioApi
{
    const string DocumentName = "openapi";

    public static void AddStudioApi(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(options => StudioJson.Configure(options.SerializerOptions));
        // What does not bind is a mistake as others are, and said by the same edge.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi(DocumentName, options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Twofold studio";
            document.Info.Description =
                "What the studio's pages use. Send the token of the address that 'twofold studio' printed as 'Authorization: Bearer TOKEN'. "
                + "Long work is a job: the answer names it, and /api/jobs/{id}/events follows it. Mistakes are problem details (RFC 9457) whose detail says what to do.";
            return Task.CompletedTask;
        }));
    }

    public static RouteGroupBuilder MapStudioApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/api/{documentName}.json").WithName("OpenAPI");
        var api = app.MapGroup("/api");
        api.ProducesProblem(StatusCodes.Status400BadRequest);
        return api;
    }
}
