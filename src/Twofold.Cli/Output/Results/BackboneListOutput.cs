using Twofold.Photos;

namespace Twofold.Cli;

/// <summary>The backbones that are known.</summary>
sealed record BackboneListOutput(IReadOnlyList<BackboneListOutput.Line> Backbones)
{
    public static BackboneListOutput Of(BackboneStore store) =>
        new([.. BackboneCatalog.All.Select(backbone => new Line(backbone.Name, backbone.Description, store.Find(backbone)?.Path))]);

    public IEnumerable<string> AsLines() => TextTable.Of([.. Backbones.Select(IReadOnlyList<string> (line) => [line.Name, line.Installed is null ? "" : "installed", line.Description])]);

    /// <summary>One of them.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Description">What it is.</param>
    /// <param name="Installed">The file, where it is installed; null where it is not.</param>
    internal sealed record Line(string Name, string Description, string? Installed);
}
