using System.Diagnostics;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>Sorting under faults: what a person's only copies of their photos go through, and how many of each fault were survived.</summary>
static class SortFaults
{
    const string About = """
        faults sort: kills 'twofold sort' and 'twofold undo' at random moments, fills the disk, takes permissions away, lets others change and remove photos,
        makes reading fail and damages the journal; after each, every original must exist byte for byte, the sort must finish, and undo restore all.
        """;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--kills"] = "how often each way of sorting is killed; default 300",
        ["--mode"] = "copy, move, hardlink or all; default all",
        ["--kinds"] = "kills, disk, others, permissions, refusals, journal, or all; several with commas; default all",
        ["--rounds"] = "how often each interference of others and with permissions is made; default 4",
        ["--every"] = "every which length the journal is cut at; default 1, all of them",
        ["--folder"] = "where the photos lie; default the folder of temporary files",
        ["--other-filesystem"] = "a folder of another file system, for what is sorted to one; default /dev/shm",
        ["--minutes"] = "ends after so many minutes with what was tried by then; default without end",
        ["--seed"] = "the seed of all that is drawn by chance; default 1",
        ["--twofold"] = "the executable; default the one that the build made",
    };

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var scratch = Directory.CreateTempSubdirectory("twofold-faults-");
        try
        {
            // Others are to run the model too.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(scratch.FullName, (UnixFileMode)0b111_101_101);
            var twofold = TwofoldChild.Find(options, Path.Combine(scratch.FullName, "home"));
            var (clock, tally) = (Stopwatch.StartNew(), new FaultTally());
            Try(options, twofold, TrainedModel(twofold, scratch.FullName), tally);
            Console.WriteLine($"{clock.Elapsed.TotalMinutes:0} minutes");
            return tally.Print();
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    static void Try(CommandOptions options, TwofoldChild twofold, string model, FaultTally tally)
    {
        var random = new SeededRandom((ulong)options.Number("--seed", 1));
        var (folder, other, rounds) = (options.Text("--folder", Path.GetTempPath()), options.Text("--other-filesystem", "/dev/shm"), (int)options.Number("--rounds", 4));
        var kinds = options.Text("--kinds", "all");
        SortCase[] cases = [.. Cases(options.Text("--mode", "all"))];
        bool Wanted(string kind) => kinds == "all" || kinds.Split(',').Contains(kind);
        var (clock, minutes) = (Stopwatch.StartNew(), options.Number("--minutes", double.PositiveInfinity));
        bool IsOver() => clock.Elapsed.TotalMinutes > minutes;
        if (Wanted("kills"))
            Kill(twofold, [.. cases.Select(sort => new SortingGround(sort, model, folder, other))], (int)options.Number("--kills", 300), random, tally, IsOver);
        foreach (var sort in cases)
        {
            var interference = new InterferenceFaults(twofold, sort, model, folder, other, random, tally);
            if (Wanted("others"))
                interference.Others(rounds, IsOver);
            if (Wanted("permissions"))
                interference.Permissions(rounds, IsOver);
            if (Wanted("refusals"))
                interference.Refusals(rounds, IsOver);
            if (Wanted("journal") && !sort.ToOtherFileSystem)
                new JournalFaults(other, random, tally).Run(sort.Mode, (int)options.Number("--every", 1), IsOver);
        }

        if (Wanted("disk"))
            new FullDiskFaults(twofold, model, folder, other, tally).Run(IsOver);
    }

    // The ways of sorting in turn, so that all have been killed as often whenever the time is over.
    static void Kill(TwofoldChild twofold, SortingGround[] grounds, int kills, SeededRandom random, FaultTally tally, Func<bool> isOver)
    {
        const int inARow = 10;
        KillFaults[] all = [.. grounds.Select(ground => new KillFaults(twofold, ground, random, tally))];
        for (var done = 0; done < kills; done += inARow)
            Array.ForEach(all, one => one.Run(Math.Min(inARow, kills - done), isOver));
        foreach (var one in all)
        {
            one.End();
            one.Dispose();
        }
    }

    // No hard link reaches another file system.
    static IEnumerable<SortCase> Cases(string mode) => mode switch
    {
        "copy" or "move" => [new(Enum.Parse<SortMode>(mode, ignoreCase: true), false), new(Enum.Parse<SortMode>(mode, ignoreCase: true), true)],
        "hardlink" => [new(SortMode.Hardlink, false)],
        "all" => [.. Cases("copy"), .. Cases("move"), .. Cases("hardlink")],
        _ => throw new TwofoldException($"There is no mode '{mode}': give copy, move, hardlink or all."),
    };

    static string TrainedModel(TwofoldChild twofold, string folder)
    {
        const int perLabel = 16, size = 32;
        var (data, model) = (Path.Combine(folder, "animals"), Path.Combine(folder, "animals.twofold"));
        foreach (var label in DrawnAnimals.Labels.Take(3))
        {
            for (var i = 0ul; i < perLabel; i++)
                DrawnAnimals.Draw(label, size, 5000 + i).Save(Path.Combine(data, label, $"{i}.png"));
        }

        var outcome = twofold.Run(["train", data, "--out", model, "--backbone", "none", "--creator", "none", "--steps", "20", "--size", "32"]);
        return outcome.ExitCode == 0 ? model : throw new TwofoldException($"The model could not be trained: {outcome.Error}");
    }
}
