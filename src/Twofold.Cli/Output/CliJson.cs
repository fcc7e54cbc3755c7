using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twofold.Cli;

/// <summary>How results become JSON: written by generated code, because reflection would cost every command a tenth of a second.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BackboneListOutput))]
[JsonSerializable(typeof(BackboneOutput))]
[JsonSerializable(typeof(CompareOutput))]
[JsonSerializable(typeof(DemoOutput))]
[JsonSerializable(typeof(GenerateOutput))]
[JsonSerializable(typeof(InfoOutput))]
[JsonSerializable(typeof(MeasureOutput))]
[JsonSerializable(typeof(PredictOutput))]
[JsonSerializable(typeof(SortOutput))]
[JsonSerializable(typeof(StudioApiOutput))]
[JsonSerializable(typeof(StudioOutput))]
[JsonSerializable(typeof(TrainOutput))]
[JsonSerializable(typeof(UndoOutput))]
sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>The one to use: paths and labels stay legible, because this goes to a terminal or a program and never into a web page.</summary>
    public static CliJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
