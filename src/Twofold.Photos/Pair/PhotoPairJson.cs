using System.Text.Json.Serialization;

namespace Twofold.Photos;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PhotoPairInfo))]
sealed partial class PhotoPairJson : JsonSerializerContext;
