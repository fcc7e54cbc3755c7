using Twofold.Photos;
using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Model files of any kind.</summary>
public static class Models
{
    /// <summary>What a model says of itself.</summary>
    /// <exception cref="TwofoldException">The file cannot be opened.</exception>
    public static IPairInfo Describe(string path)
    {
        var file = ModelFile.Open(path);
        if (file.Kind == TablePairInfo.TableKind)
            return TablePair.Open(file).Info;
        using var pair = PhotoPair.Open(file);
        return pair.Info;
    }
}
