namespace Twofold.Fuzzing;

/// <summary>All targets.</summary>
static class FuzzTargets
{
    /// <summary>In the order in which an attacker meets them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [ModelTargets.Archive, ModelTargets.Model, ModelTargets.Numbers, ModelTargets.Network, ArffTarget.Arff, RequestTarget.Requests];

    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);

    /// <summary>Reads files once each; what AFL++ found stops it with its stack.</summary>
    public static int Replay(FuzzTarget target, IEnumerable<string> files)
    {
        var read = 0;
        foreach (var file in files.SelectMany(FilesOf))
        {
            try
            {
                target.Try(File.ReadAllBytes(file));
                read++;
            }
            catch (Exception bug)
            {
                Console.WriteLine($"{file}: {bug}");
                return 1;
            }
        }

        Console.WriteLine($"{target.Name}: {read} files read or refused");
        return 0;
    }

    static IEnumerable<string> FilesOf(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : [path];

    /// <summary>Writes the seeds of all targets, each into a folder of its name.</summary>
    public static void WriteCorpus(string folder)
    {
        foreach (var target in All)
            foreach (var (name, bytes) in target.Seeds())
                AtomicFile.Write(Path.Combine(folder, target.Name, name), stream => stream.Write(bytes));
    }
}
