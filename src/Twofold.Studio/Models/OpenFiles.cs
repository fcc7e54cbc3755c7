using System.Collections.Concurrent;

namespace Twofold.Studio;

/// <summary>
/// What was made of files, each kept until its file is another. What is let go is not disposed of: somebody may be working with it, and what it holds
/// is freed when nobody does. Thread-safe.
/// </summary>
sealed class OpenFiles<T>(Func<string, T> open) : IDisposable
    where T : class
{
    readonly ConcurrentDictionary<string, (DateTime Written, Lazy<T> Opened)> files = new(StringComparer.Ordinal);

    /// <summary>What a file holds now; opened where it is not open, or was written since. What fails is tried again the next time.</summary>
    public T Get(string path)
    {
        // Before the file is read: one that is replaced in between is read twice, and no old one is kept for a new one.
        var written = File.GetLastWriteTimeUtc(path);
        var file = files.AddOrUpdate(path, Unopened, (_, before) => before.Written == written ? before : Unopened(path));
        try
        {
            return file.Opened.Value;
        }
        catch
        {
            files.TryRemove(KeyValuePair.Create(path, file));
            throw;
        }

        (DateTime Written, Lazy<T> Opened) Unopened(string path) => (written, new Lazy<T>(() => open(path)));
    }

    /// <summary>Lets a file go.</summary>
    public void Forget(string path) => files.TryRemove(path, out _);

    public void Dispose()
    {
        foreach (var (_, opened) in files.Values)
            if (opened.IsValueCreated)
                (opened.Value as IDisposable)?.Dispose();
    }
}
