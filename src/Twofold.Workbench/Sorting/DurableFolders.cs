namespace Twofold.Workbench;

/// <summary>
/// Makes folders that outlast a power cut: what is missing is made from the top down, and each name is flushed in the folder that it lies in, once. That is done
/// also where the folder is there already, because a run may have made it and been killed before it was flushed.
/// </summary>
/// <param name="flush">Makes the names in a folder durable; null for the system's way. Tests listen there.</param>
sealed class DurableFolders(Action<string>? flush = null)
{
    readonly Action<string> flush = flush ?? Posix.Flush;
    readonly HashSet<string> durable = [];

    /// <summary>Makes a folder, given by its full path, and those above it.</summary>
    internal void Make(string folder)
    {
        var isThere = Directory.Exists(folder);
        if (isThere && durable.Contains(folder))
            return;
        if (Path.GetDirectoryName(folder) is { } parent && !(isThere && IsMounted(folder, parent)))
        {
            Make(parent);
            if (!isThere)
                Directory.CreateDirectory(folder);
            Flush(parent, isThere);
        }

        durable.Add(folder);
    }

    void Flush(string parent, bool wasThere)
    {
        try
        {
            flush(parent);
        }
        catch (UnauthorizedAccessException)
        {
            // Whoever may write into a folder and not list it cannot flush it by itself; nor what lies above a folder of one's own, as that of all people's.
            if (!wasThere)
                Posix.FlushAll();
        }
    }

    // What is above was there before it could be mounted.
    static bool IsMounted(string folder, string parent) => FileFacts.Of(folder)?.FileSystem != FileFacts.Of(parent)?.FileSystem;
}
