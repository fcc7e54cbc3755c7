namespace Twofold.Photos.Tests;

/// <summary>Real data beside the project, which tests use where it is there and skip visibly where it is not.</summary>
static class SharedData
{
    static readonly string? Root = Find();

    public static string Need(string relative)
    {
        var path = Root is null ? null : Path.Combine(Root, "data", relative);
        Assert.SkipUnless(path is not null && Path.Exists(path), $"needs '{relative}' of the shared data: set TWOFOLD_SHARED to the folder that holds 'data'");
        return path!; // Skipped above where null.
    }

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TWOFOLD_SHARED") is { Length: > 0 } stated)
            return stated;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data")))
                return Path.Combine(folder.FullName, "shared");
        return null;
    }
}
