using System.Reflection;

namespace Twofold.Photos.Training;

/// <summary>The versions that a model was trained with, for its card.</summary>
static class LibraryVersions
{
    public static IReadOnlyDictionary<string, string> Used(bool withTorch)
    {
        var versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [".NET"] = Environment.Version.ToString(),
            ["ONNX Runtime"] = VersionOf(typeof(PhotoPair).Assembly, "Microsoft.ML.OnnxRuntime"),
            ["NetVips"] = VersionOf(typeof(PhotoPair).Assembly, "NetVips"),
        };
        if (withTorch)
            versions["TorchSharp"] = VersionOf(typeof(LibraryVersions).Assembly, "TorchSharp");
        return versions;
    }

    static string VersionOf(Assembly user, string used) =>
        user.GetReferencedAssemblies().Single(name => name.Name == used).Version!.ToString(3); // A referenced assembly has a version.
}
