using Microsoft.AspNetCore.Builder;

namespace Twofold.Studio;

/// <summary>What every answer says of how a browser may use it: nothing from elsewhere, nothing inline, in no frame of another site.</summary>
static class ResponseHeaders
{
    const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; frame-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseStudioHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // What says nothing else of itself is today's state of a person's work.
        headers.CacheControl = "no-store";
        return next(context);
    });
}
