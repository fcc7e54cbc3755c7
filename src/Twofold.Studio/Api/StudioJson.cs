using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twofold.Studio;

/// <summary>How everything becomes JSON, over HTTP and in the database.</summary>
static class StudioJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        // What a request leaves out is a mistake that can be said, and no null that surprises later.
        options.RespectRequiredConstructorParameters = options.RespectNullableAnnotations = true;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        // A number may be none of an enum's values.
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
