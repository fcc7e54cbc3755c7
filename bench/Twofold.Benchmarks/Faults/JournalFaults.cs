using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// The journal of a sort that was cut off is cut short at every length, followed by garbage, or has bytes changed; then the sort is undone, or gone on with.
/// Nothing may be lost, and whatever cannot be done is said in a sentence. In this process, because there are many lengths.
/// </summary>
sealed class JournalFaults(string folder, SeededRandom random, FaultTally tally)
{
    const int LongestGarbage = 5000, Changes = 2000;

    static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    readonly string root = Path.Combine(folder, $"twofold-journal-{Guid.NewGuid():N}");

    string Photos => Path.Combine(root, "photos");

    string Into => Path.Combine(root, "sorted");

    string Kept => Path.Combine(root, "kept");

    /// <summary>Runs all of it for one way of sorting.</summary>
    /// <param name="mode">The way.</param>
    /// <param name="every">Every which length is tried.</param>
    /// <param name="isOver">Whether the time for it is over.</param>
    public void Run(SortMode mode, int every, Func<bool> isOver)
    {
        try
        {
            Directory.CreateDirectory(Photos);
            foreach (var name in (string[])["a.jpg", "b.jpg", "b.xmp"])
                File.WriteAllText(Path.Combine(Photos, name), $"the content of {name}");
            // All is done and noted, but the journal's log is not yet taken over into the journal itself: as a killed process leaves it.
            Sorter.Run(Request(mode), Recognize, sorted: new Once(() => Copy(root, Kept)));
            Damage(mode, "journal.db-wal", every, isOver);
            Directory.Delete(Kept, recursive: true);
            // And as a process leaves it that came to its end.
            Copy(root, Kept);
            Damage(mode, "journal.db", every, isOver);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    void Damage(SortMode mode, string file, int every, Func<bool> isOver)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Kept, "sorted", ".twofold", file));
        for (var length = 0; length < bytes.Length && !isOver(); length += every)
            Try($"{file} cut short: {mode.ToString().ToLowerInvariant()}", mode, file, bytes[..length]);
        for (var i = 0; i < Changes / every && !isOver(); i++)
        {
            var garbage = new byte[1 + random.NextInt(LongestGarbage)];
            Scatter(garbage, garbage.Length);
            Try($"{file} followed by garbage: {mode.ToString().ToLowerInvariant()}", mode, file, [.. bytes, .. garbage]);
            var changed = (byte[])bytes.Clone();
            Scatter(changed, 1 + random.NextInt(20));
            Try($"{file} with bytes changed: {mode.ToString().ToLowerInvariant()}", mode, file, changed);
        }
    }

    void Try(string kind, SortMode mode, string file, byte[] journal)
    {
        Restore();
        File.WriteAllBytes(Path.Combine(Into, ".twofold", file), journal);
        var there = Contents();
        string? problem = null;
        var undoFirst = random.NextDouble() < 0.5;
        foreach (var isUndo in (bool[])[undoFirst, !undoFirst, true])
        {
            try
            {
                if (isUndo)
                    Undo.Run(new(Into));
                else
                    Sorter.Run(Request(mode), Recognize);
            }
            catch (TwofoldException)
            {
                // Said in a sentence: as promised.
            }
            catch (Exception exception)
            {
                problem ??= exception.ToString();
            }

            if (!there.IsSubsetOf(Contents()))
                problem ??= "a photo is lost";
        }

        tally.Add(kind, problem);
    }

    SortRequest Request(SortMode mode) => new() { Folder = Photos, Into = Into, Mode = mode, Model = "journal" };

    static IEnumerable<PhotoPrediction> Recognize(IEnumerable<string> paths, CancellationToken cancellation) =>
        paths.Select(path => new PhotoPrediction { Path = path, Label = "cats", Probability = 1, Probabilities = new Dictionary<string, double> { ["cats"] = 1 } });

    HashSet<string> Contents() => [.. new[] { Photos, Into }.Where(Directory.Exists).SelectMany(path => Directory.EnumerateFiles(path, "*", All))
        .Where(path => Path.GetExtension(path) is ".jpg" or ".xmp").Select(File.ReadAllText)];

    void Scatter(byte[] bytes, int count)
    {
        for (var i = 0; i < count; i++)
            bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
    }

    void Restore()
    {
        foreach (var path in (string[])[Photos, Into])
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }

        Copy(Kept, root);
    }

    void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", All).Where(path => from == Kept || !path.StartsWith(Kept, StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // It lies below a folder.
            File.Copy(path, target);
        }
    }

    sealed class Once(Action act) : IProgress<SortedPhoto>
    {
        bool isDone;

        public void Report(SortedPhoto value)
        {
            if (!isDone)
                act();
            isDone = true;
        }
    }
}
