namespace Twofold.Workbench;

/// <summary>What sorting does with a photo.</summary>
public enum SortMode
{
    /// <summary>Copies it; the original stays. The default, because it can lose nothing.</summary>
    Copy,

    /// <summary>Moves it; across file systems it is copied, verified and flushed before the original is removed.</summary>
    Move,

    /// <summary>Gives it a second name that takes no space; refused across file systems.</summary>
    Hardlink,
}
