namespace Twofold.Benchmarks;

/// <summary>A small file system in memory, mounted for as long as this object lives, which can be filled up to the last page and freed again.</summary>
sealed class SmallDisk : IDisposable
{
    const string Size = "8m";
    const int Page = 4096;

    SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one; null where the system does not allow that.</summary>
    public static SmallDisk? TryMount()
    {
        var path = Directory.CreateTempSubdirectory("twofold-small-disk-").FullName;
        if (OperatingSystem.IsLinux() && Shell.Try("mount", "-t", "tmpfs", "-o", $"size={Size}", "none", path))
            return new(path);
        Directory.Delete(path);
        return null;
    }

    /// <summary>Fills it until so many bytes are left.</summary>
    public void Fill(long left)
    {
        using var file = new FileStream(Ballast, FileMode.Create);
        var page = new byte[Page];
        for (var fill = new DriveInfo(Path).AvailableFreeSpace - left; fill >= Page; fill -= Page)
            file.Write(page);
    }

    /// <summary>Frees what was filled.</summary>
    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        Shell.Do("umount", Path);
        Directory.Delete(Path);
    }
}
