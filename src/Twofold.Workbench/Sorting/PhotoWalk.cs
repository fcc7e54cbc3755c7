namespace Twofold.Workbench;

/// <summary>What a walk through a folder passed over.</summary>
sealed class PhotoWalk
{
    static readonly HashSet<string> Extensions = new([".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif", ".heic", ".heif", ".bmp"], StringComparer.OrdinalIgnoreCase);

    internal long Hidden, Other;

    internal IEnumerable<string> Photos(string folder)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            var isHidden = Path.GetFileName(path).StartsWith('.');
            if (isHidden)
                Hidden++;
            else if (new FileInfo(path).LinkTarget is not null)
                Other++;
            else if (Directory.Exists(path))
            {
                foreach (var inside in Photos(path))
                    yield return inside;
            }
            else if (Extensions.Contains(Path.GetExtension(path)))
                yield return path;
            else
                Other++;
        }
    }
}
