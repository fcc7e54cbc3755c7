using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Twofold.Studio;

/// <summary>Scripts, styles and markup, which lie in the assembly.</summary>
static class Assets
{
    static readonly Assembly Source = typeof(Assets).Assembly;

    static readonly Dictionary<string, Asset> Served = Source.GetManifestResourceNames()
        .Where(name => ContentTypes.ContainsKey(Path.GetExtension(name)))
        .ToDictionary(name => name.ToLowerInvariant(), Load);

    static Dictionary<string, string> ContentTypes => field ??= new()
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>Whether there is a script, style or drawing of that address.</summary>
    public static bool Has(string address) => Served.ContainsKey(address);

    /// <summary>The text of a part of the assembly, such as "frame/layout.html".</summary>
    public static string Text(string name)
    {
        using var stream = Source.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static void MapAssets(this IEndpointRouteBuilder app)
    {
        foreach (var (address, asset) in Served)
        {
            app.MapGet($"/{address}", FileContentHttpResult (HttpContext context) =>
            {
                // Asked for at every visit and mostly not sent: a studio that was started anew must not meet the scripts of an older one.
                context.Response.Headers.CacheControl = "no-cache";
                return TypedResults.File(asset.Content, asset.ContentType, entityTag: asset.Tag);
            }).ExcludeFromDescription();
        }
    }

    static Asset Load(string name)
    {
        using var stream = Source.GetManifestResourceStream(name)!; // It is named by the assembly.
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(content, ContentTypes[Path.GetExtension(name)], new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..8])}\""));
    }

    sealed record Asset(byte[] Content, string ContentType, EntityTagHeaderValue Tag);
}
