using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>
/// Lets in who has the token, by the cookie that it is exchanged for or as a bearer, or a launch code; and who comes by this machine's name, from the studio's own
/// pages: other names (DNS rebinding) and other origins (a page elsewhere that sends a form) are turned away.
/// </summary>
static class AccessCheck
{
    /// <summary>The port that browsers leave out where they say whom they ask, and who asks.</summary>
    const int UnsaidPort = 80;

    const string TokenParameter = "token", LaunchParameter = "launch", FetchSite = "Sec-Fetch-Site", FetchMode = "Sec-Fetch-Mode";

    public static void UseAccessCheck(this IApplicationBuilder app, int port, AccessToken token)
    {
        var codes = app.ApplicationServices.GetRequiredService<LaunchCodes>();
        string[] hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];
        // Cookies do not know ports: two studios must not share one.
        var cookie = $"twofold-{port}";
        app.Use((context, next) =>
        {
            var request = context.Request;
            var host = WithPort(request.Host.Value, port);
            if (!hosts.Contains(host))
                return TurnAway(context, StatusCodes.Status421MisdirectedRequest, $"The studio answers at http://{hosts[0]} only.");
            if (request.Headers.Origin is [{ } origin, ..] && WithPort(origin, port) != $"http://{host}")
                return TurnAway(context, StatusCodes.Status403Forbidden, "The studio answers its own pages only.");
            // A browser says whether another page asks, be it on another port of this machine, whose pages send the studio's cookie along.
            var isFromElsewhere = request.Headers[FetchSite] is [{ } site, ..] && site is not ("same-origin" or "none");
            if (isFromElsewhere && request.Headers[FetchMode] is not ["navigate"])
                return TurnAway(context, StatusCodes.Status403Forbidden, "The studio answers its own pages only.");
            if (request.Query[TokenParameter] is [{ } offered] && HttpMethods.IsGet(request.Method))
                return token.Is(offered) ? Admit(context, cookie, token) : TurnAway(context, StatusCodes.Status401Unauthorized, OldAddress);
            if (request.Query[LaunchParameter] is [{ } code] && HttpMethods.IsGet(request.Method))
                return codes.Take(code) ? Admit(context, cookie, token) : TurnAway(context, StatusCodes.Status401Unauthorized, UsedAddress);
            return token.Is(request.Cookies[cookie]) || token.Is(Bearer(request))
                ? next(context)
                : TurnAway(context, StatusCodes.Status401Unauthorized, OldAddress);
        });
    }

    static string? WithPort(string? address, int port) =>
        port == UnsaidPort && address?.EndsWith($":{port}", StringComparison.Ordinal) == false ? $"{address}:{port}" : address;

    const string OldAddress =
        "This address is of an earlier start, or has no token. Open the address that 'twofold studio' printed when it was started last; everything is still there.";

    const string UsedAddress =
        "This address lets one browser in, within a minute. Open the address that 'twofold studio' printed. If no page of yours was opened by this one, somebody else's may have been: close the studio and start it again.";

    /// <summary>The address that is exchanged for a cookie, once.</summary>
    public static Uri LaunchAddress(int port, AccessToken code) => new($"http://127.0.0.1:{port}/?{LaunchParameter}={code}");

    static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value["Bearer ".Length..] : null;

    // What lets in leaves the address, so that it is not in the history nor in a screenshot.
    static Task Admit(HttpContext context, string cookie, AccessToken token)
    {
        context.Response.Cookies.Append(cookie, token.ToString(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
        var rest = QueryString.Create(context.Request.Query.Where(parameter => parameter.Key is not (TokenParameter or LaunchParameter)));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect($"{context.Request.Path}{rest}");
        return Task.CompletedTask;
    }

    static Task TurnAway(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        var wantsPage = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        if (wantsPage)
            context.Response.ContentType = "text/html; charset=utf-8";
        return wantsPage
            ? context.Response.WriteAsync(ClosedPage.Html(reason), context.RequestAborted)
            : Problems.WriteAsync(context, status, reason);
    }
}
