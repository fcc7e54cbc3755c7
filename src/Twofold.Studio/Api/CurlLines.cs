using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Twofold.Studio;

/// <summary>A line for each address of the API that asks it from a shell.</summary>
static class CurlLines
{
    /// <summary>What the lines call the studio's address and token.</summary>
    const string Address = "$TWOFOLD_STUDIO", Token = "$TWOFOLD_TOKEN";

    /// <summary>The lines: first what to set, then for each address what it does and how to ask.</summary>
    public static IEnumerable<string> Of(IEnumerable<RouteEndpoint> endpoints)
    {
        yield return "# Take both from the address that 'twofold studio' prints, http://127.0.0.1:PORT/?token=TOKEN:";
        yield return $"export TWOFOLD_STUDIO=http://127.0.0.1:{StudioOptions.UsualPort} TWOFOLD_TOKEN=TOKEN";
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary is not { } summary)
                continue;
            yield return "";
            yield return $"# {summary}";
            yield return Line(endpoint);
        }
    }

    static string Line(RouteEndpoint endpoint)
    {
        var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]; // Every address of the API has its method.
        var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => parameter.Name.ToUpperInvariant(),
            RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        }))));
        var body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>() switch
        {
            null => "",
            { RequestType: { } type } accepts when !accepts.ContentTypes.Contains("application/octet-stream") => $" -H 'Content-Type: application/json' -d '{Example(type, "text").ToJsonString()}'",
            _ => " -H 'Content-Type: application/octet-stream' --data-binary @FILE",
        };
        var query = string.Join('&', QueryOf(endpoint).Select(name => $"{name}={name.ToUpperInvariant()}"));
        return $"curl -s{(method == "GET" ? "" : $" -X {method}")} -H \"Authorization: Bearer {Token}\"{body} \"{Address}{path}{(query.Length == 0 ? "" : $"?{query}")}\"";
    }

    // What the address needs beside its path: an optional one is left out.
    static IEnumerable<string> QueryOf(RouteEndpoint endpoint) => endpoint.Metadata.OfType<IParameterBindingMetadata>()
        .Where(parameter => !parameter.IsOptional && IsSimple(parameter.ParameterInfo.ParameterType) && endpoint.RoutePattern.GetParameter(parameter.Name) is null)
        .Select(parameter => parameter.Name);

    static bool IsSimple(Type type) => type == typeof(string) || type == typeof(int) || type == typeof(ulong) || type == typeof(double);

    // What is to be filled in is called by its name, in capitals, as in the address.
    static JsonNode Example(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return name.ToUpperInvariant();
        if (type == typeof(bool))
            return true;
        if (type == typeof(int) || type == typeof(ulong) || type == typeof(double))
            return 1;
        if (type.IsEnum)
            return JsonNamingPolicy.CamelCase.ConvertName(Enum.GetNames(type)[0]);
        if (type == typeof(JsonElement))
            return new JsonObject();
        if (type.IsGenericType && type.GetGenericArguments() is [var key, _] && key == typeof(string))
            return new JsonObject();
        if (type.IsGenericType)
            return new JsonArray(Example(type.GetGenericArguments()[0], name));
        // A record: what it cannot be made without.
        var required = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters().Where(parameter => !parameter.HasDefaultValue);
        return new JsonObject(required.Select(parameter => KeyValuePair.Create<string, JsonNode?>(JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!), Example(parameter.ParameterType, parameter.Name!))));
    }
}
