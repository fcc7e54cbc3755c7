using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Twofold.Workbench.Tests;

/// <summary>
/// A process that sorts or undoes is killed at random moments by the system (SIGKILL), which no handler sees. <c>TWOFOLD_KILLS</c> sets how many kills each
/// case gets; the default is few, so that the tests stay quick.
/// </summary>
public sealed class KillTests
{
    const string Task = "TWOFOLD_TEST_CHILD";

    // The test program itself is the child: told by its environment what to do, it does that instead of testing.
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It runs in a test program, before its tests.")]
    internal static void BeTheChild()
    {
        if (Environment.GetEnvironmentVariable(Task)?.Split('|') is not [var what, var photos, var into])
            return;
        if (what == "undo")
            Undo.Run(new(into));
        else
            Sorter.Run(new() { Folder = photos, Into = into, Mode = Enum.Parse<SortMode>(what), Model = "pets" }, Playground.Recognize);
        Environment.Exit(0);
    }

    [Theory, InlineData(SortMode.Copy, false), InlineData(SortMode.Move, false), InlineData(SortMode.Hardlink, false), InlineData(SortMode.Move, true)]
    public void A_process_killed_at_random_moments_loses_nothing(SortMode mode, bool across)
    {
        Assert.SkipUnless(!across || Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        var kills = int.TryParse(Environment.GetEnvironmentVariable("TWOFOLD_KILLS"), out var wanted) ? wanted : 4;
        var random = new SeededRandom(7);
        using var place = new Playground(across);
        for (var i = 0; i < 400; i++)
        {
            place.Add($"{i % 7}/{i / 7}.jpg", $"{(i % 3 == 0 ? "cats" : "dogs")} {i} {new string('x', i * 37)}");
            if (i % 14 < 7)
                continue;
            place.Add($"{i % 7}/{i / 7}.xmp", $"about {i}");
        }

        var (before, contents) = (Playground.Listing(place.Photos), place.Contents());
        var killed = 0;
        for (var round = 0; killed < kills && round < 20 * kills; round++)
        {
            killed += IsKilled(place, mode.ToString(), random) ? 1 : 0;
            Assert.Superset(contents, place.Contents());
            if (random.NextDouble() < 0.5)
                continue;
            killed += IsKilled(place, "undo", random) ? 1 : 0;
            Assert.Superset(contents, place.Contents());
        }

        Assert.InRange(killed, kills, int.MaxValue);
        try
        {
            place.Sort(mode);
        }
        catch (TwofoldException exception)
        {
            Assert.Contains("undo", exception.Message); // the last kill hit an undo: it is to finish first
            place.TakeBack();
            Assert.Equal(before, Playground.Listing(place.Photos));
            place.Sort(mode);
        }

        Assert.Equal(place.FileCount, Playground.Names(place.Into).Length);
        Assert.True(place.Sort(mode).NothingLeft);
        Assert.Equal(place.FileCount, place.TakeBack().Reverted);
        Assert.Equal(before, Playground.Listing(place.Photos));
        Assert.Equal([".twofold"], Directory.EnumerateFileSystemEntries(place.Into).Select(Path.GetFileName));
    }

    static bool IsKilled(Playground place, string what, SeededRandom random)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This system does not name the running program.");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        start.Environment[Task] = $"{what}|{place.Photos}|{place.Into}";
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
        // From when it holds the journal, at a moment within the time that it takes.
        var log = Path.Combine(place.Into, ".twofold", "journal.db-wal");
        while (!File.Exists(log) && !child.HasExited)
            Thread.Sleep(1);
        var wait = Stopwatch.StartNew();
        var moment = TimeSpan.FromMilliseconds(random.NextDouble() * 300);
        while (wait.Elapsed < moment && !child.HasExited)
            Thread.Sleep(1);
        child.Kill();
        child.WaitForExit();
        return child.ExitCode == 137 || OperatingSystem.IsWindows();
    }
}
