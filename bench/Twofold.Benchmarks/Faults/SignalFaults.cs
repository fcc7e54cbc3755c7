using System.Diagnostics;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// What happens around a command that works long: signals, a terminal that changes or goes away, outputs that nobody reads or that cannot be written, a
/// clock that jumps. Never a stack trace, always an exit code that is promised, and what was made by then is kept.
/// </summary>
sealed class SignalFaults
{
    const string About = "faults signals: signals, terminals that go, pipes that close, full disks behind outputs and a clock that jumps, for the commands of the command line.";
    const int Photos = 120;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--rounds"] = "how often each signal is sent to each command; default 10",
        ["--seed"] = "the seed of all that is drawn by chance; default 1",
        ["--twofold"] = "the executable; default the one that the build made",
    };

    // A clock that goes back an hour at each second question: what measures time by it sees the end of every budget, or never comes to it.
    const string JumpingClock = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <sys/time.h>
        #include <time.h>
        static unsigned calls;
        static long jump(void) { return (__sync_fetch_and_add(&calls, 1) % 2) ? -3600 * (long)(calls % 24) : 3600; }
        int clock_gettime(clockid_t id, struct timespec *ts) {
            static int (*real)(clockid_t, struct timespec *);
            if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
            int result = real(id, ts);
            if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) ts->tv_sec += jump();
            return result;
        }
        int gettimeofday(struct timeval *tv, void *zone) {
            struct timespec ts;
            int result = clock_gettime(CLOCK_REALTIME, &ts);
            tv->tv_sec = ts.tv_sec; tv->tv_usec = ts.tv_nsec / 1000;
            return result;
        }
        time_t time(time_t *out) {
            struct timespec ts;
            clock_gettime(CLOCK_REALTIME, &ts);
            if (out) *out = ts.tv_sec;
            return ts.tv_sec;
        }
        """;

    readonly TwofoldChild twofold;
    readonly string folder;
    readonly SeededRandom random;
    readonly FaultTally tally = new();

    SignalFaults(TwofoldChild twofold, string folder, SeededRandom random) => (this.twofold, this.folder, this.random) = (twofold, folder, random);

    string Data => Path.Combine(folder, "animals");

    string Album => Path.Combine(folder, "album");

    string Model => Path.Combine(folder, "animals.twofold");

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        if (!OperatingSystem.IsLinux())
            throw new TwofoldException("These faults are made by the programs of Linux (sh, env, script, stty).");
        var folder = Directory.CreateTempSubdirectory("twofold-signals-");
        try
        {
            // Whatever this program was started by, its children listen to signals.
            var twofold = TwofoldChild.Find(options, Path.Combine(folder.FullName, "home")) with { Prefix = ["env", "--default-signal=INT,TERM,HUP,PIPE"] };
            var faults = new SignalFaults(twofold, folder.FullName, new((ulong)options.Number("--seed", 1)));
            faults.Prepare();
            faults.Outputs();
            faults.Terminals();
            faults.Clock();
            faults.Signals((int)options.Number("--rounds", 10));
            return faults.tally.Print();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    string[] Training(string model, double minutes) => ["train", Data, "--out", model, "--backbone", "none", "--minutes", $"{minutes}", "--size", "32"];

    void Prepare()
    {
        foreach (var label in DrawnAnimals.Labels.Take(3))
        {
            for (var i = 0ul; i < 16; i++)
                DrawnAnimals.Draw(label, 32, 7000 + i).Save(Path.Combine(Data, label, $"{i}.png"));
        }

        for (var i = 0; i < Photos; i++)
            DrawnAnimals.Draw(DrawnAnimals.Labels[i % 3], 32, (ulong)i).Save(Path.Combine(Album, $"{i}.png"));
        if (twofold.Run(["train", Data, "--out", Model, "--backbone", "none", "--steps", "5", "--size", "32"]) is { ExitCode: not 0 } failed)
            throw new TwofoldException($"The model could not be trained: {failed.Error}");
    }

    void Outputs()
    {
        string[][] commands =
        [
            ["--help"], ["train", "--help"], ["predict", Album, "--with", Model], ["predict", Album, "--with", Model, "--json"], ["info", Model], ["measure", Data, "--with", Model],
            ["generate", DrawnAnimals.Labels[0], "--with", Model, "--count", "80", "--out", Path.Combine(folder, "made")], ["backbone", "list"], ["studio", "--api"],
            ["sort", Album, "--with", Model, "--into", Path.Combine(folder, "sorted"), "--dry-run", "--json"],
        ];
        foreach (var command in commands)
        {
            tally.Add("output's reader gone after a line (| head -1)", Shelled("\"$@\" | head -1", command, 0));
            tally.Add("both outputs' reader gone after a line (2>&1 | head -1)", Shelled("\"$@\" 2>&1 | head -1", command, 0));
            tally.Add("no room for the output (>/dev/full)", Shelled("exec \"$@\" >/dev/full", command, 2));
            tally.Add("no room for standard error (2>/dev/full)", Shelled("exec \"$@\" 2>/dev/full", command, 0));
            tally.Add("standard error closed (2>&-)", Shelled("exec \"$@\" 2>&-", command, 0));
        }
    }

    void Terminals()
    {
        var into = Path.Combine(folder, "sorted");
        string[] sort = ["sort", Album, "--with", Model, "--into", into];
        foreach (var (rows, columns) in ((int, int)[])[(0, 0), (1, 1), (2, 5), (24, 80), (3, 500)])
            tally.Add("a terminal of an odd size", OnTerminal($"stty rows {rows} cols {columns}; exec \"$@\"", ["measure", Data, "--with", Model]));
        for (var round = 0; round < 3; round++)
        {
            tally.Add("a terminal that is resized meanwhile", OnTerminal(
                "(for n in 0 1 3 9 200 40 7 80 2 1 120; do stty rows $n cols $n; sleep 0.1; done) & \"$@\"", ["measure", Data, "--with", Model]));
        }

        for (var round = 0; round < 8; round++)
        {
            // With the signal, and without it: then what is written has nowhere to go.
            var isSignalled = round % 2 == 0;
            using var script = Process.Start(new ProcessStartInfo("script", ["--quiet", "--return", "--command", Quoted($"{(isSignalled ? "" : "trap '' HUP; ")}\"$@\"", sort), "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true })
                ?? throw new TwofoldException("'script' of util-linux is not there.");
            Thread.Sleep(TimeSpan.FromSeconds(random.NextDouble(0.2, 0.8)));
            script.Kill();
            script.WaitForExit();
            Thread.Sleep(TimeSpan.FromSeconds(3));
            var again = twofold.Run(sort);
            tally.Add(isSignalled ? "the terminal goes, with its signal (SIGHUP)" : "the terminal goes, and the signal is ignored", again.Complaint ?? Taken(again, Photos));
            twofold.Run(["undo", into]);
        }
    }

    void Clock()
    {
        var (source, library) = (Path.Combine(folder, "clock.c"), Path.Combine(folder, "clock.so"));
        File.WriteAllText(source, JumpingClock);
        if (!Shell.Try("cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"))
        {
            Console.Error.WriteLine("There is no C compiler here to make a clock that jumps: that was not tried.");
            return;
        }

        var jumping = twofold with { Prefix = ["env", $"LD_PRELOAD={library}"] };
        var (into, model) = (Path.Combine(folder, "by-the-clock"), Path.Combine(folder, "by-the-clock.twofold"));
        var clock = Stopwatch.StartNew();
        var trained = jumping.Run(Training(model, 0.4));
        tally.Add("the clock jumps back and forth: train --minutes 0.4", trained.Complaint ?? (trained.ExitCode != 0 ? trained.Error
            : clock.Elapsed.TotalMinutes is < 0.3 or > 1.2 ? $"it took {clock.Elapsed}" : null));
        var sorted = jumping.Run(["sort", Album, "--with", Model, "--into", into]);
        tally.Add("the clock jumps back and forth: sort", sorted.Complaint ?? Taken(sorted, Photos));
        tally.Add("the clock jumps back and forth: undo", Succeeded(jumping.Run(["undo", into])));
        tally.Add("the clock jumps back and forth: generate", Succeeded(jumping.Run(["generate", DrawnAnimals.Labels[1], "--with", Model, "--count", "4", "--out", Path.Combine(folder, "made")])));
    }

    void Signals(int rounds)
    {
        var into = Path.Combine(folder, "signalled");
        string[] sort = ["sort", Album, "--with", Model, "--into", into];
        foreach (var (signal, code) in ((string, int)[])[("INT", 2), ("TERM", 15), ("HUP", 1)])
        {
            for (var round = 0; round < rounds; round++)
            {
                Signal("sort", signal, code, sort, 0.9, () => Taken(twofold.Run(sort), Photos));
                Signal("undo", signal, code, ["undo", into], 0.4, () => twofold.Run(["undo", into]) is { ExitCode: not 0 } outcome && !outcome.Error.Contains("nothing to undo", StringComparison.Ordinal) ? outcome.Error : null);
                Signal("generate", signal, code, ["generate", DrawnAnimals.Labels[2], "--with", Model, "--count", "2000", "--out", Path.Combine(folder, $"made-{signal}-{round}")], 1.5, NothingHalfMade);
                Signal("predict", signal, code, ["predict", Album, "--with", Model], 0.6, () => null);
            }

            // Longer ago than the network needs to be loaded and have learned a little: then there is something to keep.
            for (var round = 0; round < Math.Max(1, rounds / 5); round++)
            {
                var model = Path.Combine(folder, $"{signal}-{round}.twofold");
                Signal("train", signal, code, Training(model, 5), 12, () => !File.Exists(model) ? "the best so far was not kept" : Succeeded(twofold.Run(["info", model])), from: 8);
            }
        }
    }

    // Before the program listens, a signal ends it as it ends any other program.
    void Signal(string name, string signal, int number, string[] arguments, double seconds, Func<string?> after, double from = 0)
    {
        using var process = twofold.Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Thread.Sleep(TimeSpan.FromSeconds(random.NextDouble(from, seconds)));
        Shell.Try("kill", $"-{signal}", $"{process.Id}");
        var isHung = !process.WaitForExit(TimeSpan.FromMinutes(1));
        if (isHung)
            process.Kill();
        process.WaitForExit();
        var outcome = new ChildOutcome(process.ExitCode, output.Result, error.Result, default, isHung);
        var problem = isHung ? "it did not end" : outcome.ExitCode == 128 + number ? null : outcome.Complaint;
        tally.Add($"SIG{signal} during {name}", problem ?? after());
    }

    string? NothingHalfMade() => Directory.EnumerateFiles(folder, "*.partial", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).FirstOrDefault() is { } left ? $"'{left}' is left over" : null;

    static string? Taken(ChildOutcome outcome, int photos) =>
        outcome.ExitCode == 0 && (outcome.Output.Contains($"{photos}", StringComparison.Ordinal) || outcome.Output.Contains("had been sorted before", StringComparison.Ordinal)) ? null : $"exit code {outcome.ExitCode}: {outcome.Output}{outcome.Error}";

    static string? Succeeded(ChildOutcome outcome) => outcome.Complaint ?? (outcome.ExitCode == 0 ? null : outcome.Error);

    string? Shelled(string line, string[] arguments, int expected)
    {
        // What a shell gives as the exit code of a pipe is that of its last program; bash can be told otherwise.
        var shell = twofold with { Program = "bash" };
        var outcome = shell.Run(["-c", $"set -o pipefail; {line}", "bash", twofold.Program, .. arguments]);
        return outcome.Complaint ?? (outcome.ExitCode == expected ? null : $"'{string.Join(' ', arguments)}' ended with exit code {outcome.ExitCode}, {expected} was expected: {outcome.Error}");
    }

    string? OnTerminal(string line, string[] arguments)
    {
        var terminal = twofold with { Program = "script" };
        var outcome = terminal.Run(["--quiet", "--return", "--command", Quoted(line, arguments), "/dev/null"]);
        return outcome.Complaint ?? (outcome.Output.Contains("   at Twofold", StringComparison.Ordinal) ? outcome.Output : outcome.ExitCode == 0 ? null : $"exit code {outcome.ExitCode}: {outcome.Output}");
    }

    // As one word for a shell that gives it to another.
    string Quoted(string line, string[] arguments) =>
        $"sh -c {Word(line)} sh {string.Join(' ', new[] { twofold.Program }.Concat(arguments).Select(Word))}";

    static string Word(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
