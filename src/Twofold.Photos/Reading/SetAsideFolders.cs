namespace Twofold.Photos;

/// <summary>The folders for photos that a sort gives no label. What lies in them is not taken for a label when it is learned from.</summary>
public static class SetAsideFolders
{
    /// <summary>The folder of photos whose probability is under the model's threshold.</summary>
    public const string Unsure = "_unsure";

    /// <summary>The folder of photos that are like nothing the model was shown.</summary>
    public const string Unfamiliar = "_unfamiliar";

    /// <summary>The folder of files that cannot be read.</summary>
    public const string Unreadable = "_unreadable";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Unsure, Unfamiliar, Unreadable];
}
