using System.Diagnostics;
using System.Globalization;
using Twofold.Photos;

namespace Twofold.Fuzzing;

/// <summary>
/// Reads photos that were made to do harm, and photos that are changed at random, in a child process that has little memory and little time: whatever
/// libvips, Skia and libheif do with them, they have to be read or refused.
/// </summary>
static class HostilePhotos
{
    /// <summary>Tries a folder's files, and changes of them.</summary>
    public static int Run(string[] arguments)
    {
        var options = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : "");
        if (!options.TryGetValue("--folder", out var folder) || !Directory.Exists(folder) ||
            options.Keys.Except(["--folder", "--mutations", "--seed", "--keep"]).FirstOrDefault() is not null)
        {
            Console.Error.WriteLine("photos --folder FOLDER [--mutations 2000] [--seed 1] [--keep FOLDER]");
            return 2;
        }

        var mutations = int.Parse(options.GetValueOrDefault("--mutations", "2000"), CultureInfo.InvariantCulture);
        var random = new SeededRandom(ulong.Parse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture));
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".tsv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        var scratch = Directory.CreateTempSubdirectory("twofold-hostile-");
        var (counts, watch) = (new SortedDictionary<string, int>(), Stopwatch.StartNew());
        using var child = new Child();
        try
        {
            foreach (var file in files)
                Count(child.Ask(file), file);
            var originals = counts.ToDictionary();
            for (var i = 0; i < mutations; i++)
            {
                var file = files[i % files.Length];
                var changed = Path.Combine(scratch.FullName, $"{i}{Path.GetExtension(file)}");
                File.WriteAllBytes(changed, Mutation.Of(File.ReadAllBytes(file), () => File.ReadAllBytes(files[random.NextInt(files.Length)]), random));
                Count(child.Ask(changed), $"{file}, mutation {i}", changed);
                File.Delete(changed);
            }

            Console.WriteLine($"{files.Length} files: {InWords(originals)}");
            Console.WriteLine($"{files.Length} files and {mutations} mutations: {InWords(counts)}, in {watch.Elapsed.TotalSeconds:0} s; slowest {child.Slowest.TotalSeconds:0.0} s, most memory {child.MostMegabytes} MB, {child.Restarts} restarts of the child");
            return counts.Keys.All(key => key is "read" or "refused") ? 0 : 1;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        void Count(string answer, string what, string? keep = null)
        {
            var kind = answer.Split(' ')[0];
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            if (kind is "read" or "refused")
                return;
            Console.WriteLine($"{what}: {answer}");
            if (keep is not null && options.TryGetValue("--keep", out var kept))
            {
                Directory.CreateDirectory(kept);
                File.Copy(keep, Path.Combine(kept, Path.GetFileName(keep)), overwrite: true);
            }
        }
    }

    /// <summary>Reads the photos whose paths come in, one line each, in the ways that the program does, and says how that went.</summary>
    public static int RunChild()
    {
        while (Console.ReadLine() is { } path)
            Console.WriteLine(Read(path));
        return 0;
    }

    static string Read(string path)
    {
        try
        {
            _ = PhotoReader.ReadPrepared(path, new PhotoPreparation(256, 224, 224));
            _ = PhotoReader.Examine(path);
            _ = PhotoReader.Read(path);
            return "read";
        }
        catch (UnreadablePhotoException refused)
        {
            return refused.Reason.EndsWith('.') && !refused.Reason.Contains('\n', StringComparison.Ordinal) ? "refused" : $"speechless {refused.Reason.ReplaceLineEndings(" ")}";
        }
        catch (Exception bug)
        {
            return $"bug {bug.ToString().ReplaceLineEndings(" ")}";
        }
    }

    static string InWords(IEnumerable<KeyValuePair<string, int>> counts) => string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"));

    /// <summary>The process that reads; another one where it crashed or hangs.</summary>
    sealed class Child : IDisposable
    {
        Process? process;

        public TimeSpan Slowest { get; private set; }

        public long MostMegabytes { get; private set; }

        public int Restarts { get; private set; }

        public string Ask(string path)
        {
            process ??= Start();
            var watch = Stopwatch.StartNew();
            process.StandardInput.WriteLine(path);
            process.StandardInput.Flush();
            var answer = process.StandardOutput.ReadLineAsync();
            var hangs = !answer.Wait(Confinement.Patience);
            Slowest = watch.Elapsed > Slowest ? watch.Elapsed : Slowest;
            if (!hangs && answer.Result is { } said)
            {
                process.Refresh();
                MostMegabytes = Math.Max(MostMegabytes, process.PeakWorkingSet64 >> 20);
                return said;
            }

            if (hangs)
                process.Kill();
            process.WaitForExit();
            var code = process.ExitCode;
            Dispose();
            Restarts++;
            return hangs ? $"hang after {Confinement.Patience.TotalSeconds} s" : $"crash with exit code {code}";
        }

        public void Dispose()
        {
            process?.StandardInput.Close();
            process?.WaitForExit();
            process?.Dispose();
            process = null;
        }

        static Process Start()
        {
            var start = Confinement.Start("photos-child");
            (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
            start.Environment["DOTNET_GCHeapHardLimit"] = (Confinement.Megabytes / 2 * 1024L * 1024).ToString("x", CultureInfo.InvariantCulture);
            return Process.Start(start)!; // It is not the shell of the desktop, which might start nothing.
        }
    }
}
