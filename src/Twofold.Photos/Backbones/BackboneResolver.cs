namespace Twofold.Photos;

/// <summary>Finds the backbone that a person asks for by <c>auto</c>, <c>none</c>, a name or a path.</summary>
public static class BackboneResolver
{
    /// <summary>The environment variable that says, as a path, which backbone <c>auto</c> takes.</summary>
    public const string Variable = "TWOFOLD_BACKBONE";

    /// <summary>Stands for one that is installed, else for none.</summary>
    public const string Auto = "auto";

    /// <summary>Stands for no backbone.</summary>
    public const string None = "none";

    /// <summary>The known names, for messages.</summary>
    internal static string KnownNames => string.Join(", ", BackboneCatalog.All.Where(backbone => backbone.Pin?.Path.Length > 0).Select(backbone => $"'{backbone.Name}'"));

    /// <summary>Finds the backbone.</summary>
    /// <param name="choice">
    /// <c>auto</c>: the file that <see cref="Variable"/> names, else the first of the <see cref="BackboneCatalog"/> that is installed, else none;
    /// <c>none</c>: none; else the name of one that is installed, else the path of an ONNX file.
    /// </param>
    /// <param name="store">Where backbones are installed; the user's store where null.</param>
    /// <returns>The backbone; null for none.</returns>
    /// <exception cref="TwofoldException">What was asked for is not there; the message says how to get it.</exception>
    public static InstalledBackbone? Resolve(string choice = Auto, BackboneStore? store = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(choice);
        return choice switch
        {
            None => null,
            Auto when Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path => InstalledBackbone.Of(path),
            Auto => store is not null || BackboneStore.IsPossible ? (store ?? new BackboneStore()).Installed() is [var first, ..] ? first : null : null,
            _ => ByName(choice, store) ?? InstalledBackbone.Of(choice),
        };
    }

    static InstalledBackbone? ByName(string name, BackboneStore? store)
    {
        if (BackboneCatalog.Find(name) is not { Pin.Path.Length: > 0 } backbone)
            return null;
        return (store ?? new BackboneStore()).Find(backbone)
            ?? throw new TwofoldException($"The backbone '{backbone.Name}' is not installed: run 'twofold backbone add {backbone.Name}' once while there is a network, or give the path of an ONNX file.");
    }
}
