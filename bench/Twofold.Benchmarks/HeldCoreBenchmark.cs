using System.Diagnostics;
using System.Globalization;
using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>How much of its speed a creator's training keeps while another process holds one core; both ways in turn, in one run.</summary>
static class HeldCoreBenchmark
{
    const string About = "creator-held-core: a creator's steps a second with the machine free, and with a busy loop pinned to one core, in turn.";
    const double UntilBusy = 0.5;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--rounds"] = "how often each way is measured; default 7",
        ["--seconds"] = "the seconds of a measurement; default 8",
        ["--recipe"] = "short or long; default long",
        ["--teacher-steps"] = "steps of the network that teaches the creator; default 0, for none",
        ["--core"] = "the core that is held; default 0",
    };

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var (rounds, seconds, core) = ((int)options.Number("--rounds", 7), options.Number("--seconds", 8), (int)options.Number("--core", 0));
        var pictures = DrawnPictures.Of([.. DrawnAnimals.Labels.Take(2)], 400, 32, seed: 1);
        using var teacher = DrawnPictures.Teacher(pictures, (int)options.Number("--teacher-steps", 0));
        using var training = new WatchedTraining(new GanTrainer { Recipe = CreatorSpeedBenchmark.Recipe(options.Text("--recipe", "long")), Teacher = teacher }, pictures);

        var (free, held) = (new double[rounds], new double[rounds]);
        Console.WriteLine("round | steps/s free | steps/s with a core held | kept | the loop had of its core");
        for (var round = 0; round < rounds; round++)
        {
            free[round] = training.StepsPerSecond(seconds);
            using var loop = BusyLoop(core);
            try
            {
                Thread.Sleep(TimeSpan.FromSeconds(UntilBusy));
                var (clock, before) = (Stopwatch.StartNew(), loop.TotalProcessorTime);
                held[round] = training.StepsPerSecond(seconds);
                if (loop.HasExited)
                    throw new TwofoldException($"The busy loop ended with exit code {loop.ExitCode}: is there a core {core}?");
                loop.Refresh();
                Console.WriteLine($"{round + 1} | {free[round]:F2} | {held[round]:F2} | {held[round] / free[round]:P0} | {(loop.TotalProcessorTime - before) / clock.Elapsed:P0}");
            }
            finally
            {
                loop.Kill();
                loop.WaitForExit();
            }
        }

        Console.WriteLine($"median: {Median.Of(free):F2} free, {Median.Of(held):F2} held, {Median.Of(held) / Median.Of(free):P0} kept; asked: at least 40 %");
        return 0;
    }

    static Process BusyLoop(int core)
    {
        try
        {
            return Process.Start("taskset", ["-c", core.ToString(CultureInfo.InvariantCulture), "sh", "-c", "while :; do :; done"]);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new TwofoldException($"'taskset' (util-linux) could not be started: {exception.Message}", exception);
        }
    }
}
