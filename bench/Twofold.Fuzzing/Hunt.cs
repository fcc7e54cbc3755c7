using System.Diagnostics;
using System.Globalization;

namespace Twofold.Fuzzing;

/// <summary>
/// Watches over a <see cref="HuntChild"/>: what it was reading when it crashed, or took too long over, is a finding, and another one goes on.
/// </summary>
static class Hunt
{
    public static int Run(string[] arguments)
    {
        var options = arguments.Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : "");
        if (arguments.Length == 0 || FuzzTargets.Find(arguments[0]) is not { } target || !options.TryGetValue("--corpus", out var corpus) || !options.TryGetValue("--findings", out var findings))
        {
            Console.Error.WriteLine("hunt TARGET --corpus FOLDER --findings FOLDER [--minutes 10 (the processor's)] [--seed 1]");
            return 2;
        }

        var time = TimeSpan.FromMinutes(double.Parse(options.GetValueOrDefault("--minutes", "10"), CultureInfo.InvariantCulture));
        var seed = ulong.Parse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture);
        var (total, found) = (new HuntCounts(), 0);
        Directory.CreateDirectory(findings);
        var statePath = Path.GetTempFileName();
        // The processor's time, which says how much was tried also where the machine has other work.
        while (total.CpuSeconds < time.TotalSeconds)
        {
            using var state = HuntState.Create(statePath);
            using var child = Start(target, corpus, findings, statePath, time - TimeSpan.FromSeconds(total.CpuSeconds), seed++);
            var hangs = !Watch(child, state);
            total += state.Counts;
            if (child.ExitCode == 0)
                break;
            if (state.Counts.Tried == 0 && state.Input.Length == 0)
            {
                Console.Error.WriteLine($"The process that reads the inputs did not come to its first one (exit code {child.ExitCode}).");
                return 2;
            }

            var name = Path.Combine(findings, $"{(hangs ? "hang" : "crash")}-{seed}");
            File.WriteAllBytes(name, state.Input);
            Console.WriteLine($"{(hangs ? $"no answer within {Confinement.Patience.TotalSeconds} s" : $"exit code {child.ExitCode}")}: {name}");
            found++;
            if (state.Counts.Tried == 0)
            {
                Console.Error.WriteLine("That is the first of the files to begin with: nothing can be changed before it is mended.");
                break;
            }
        }

        File.Delete(statePath);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name}: {total.Tried:N0} inputs tried, {total.Edges:N0} edges reached, {total.Kept} inputs kept for new ones, {found} findings, {total.CpuSeconds / 60:0.0} CPU-minutes"));
        return found == 0 ? 0 : 1;
    }

    // False where it hangs, and was ended. Its own time counts, which on a busy machine is less than what passes; a wait takes none of it.
    static bool Watch(Process child, HuntState state)
    {
        var (last, worked, since) = (-1L, TimeSpan.Zero, Stopwatch.StartNew());
        while (!child.WaitForExit(500))
        {
            child.Refresh();
            if (state.Counts.Tried != last)
                (last, worked, since) = (state.Counts.Tried, child.TotalProcessorTime, Stopwatch.StartNew());
            if (child.TotalProcessorTime - worked <= Confinement.Patience && since.Elapsed <= 15 * Confinement.Patience)
                continue;
            child.Kill();
            child.WaitForExit();
            return false;
        }

        return true;
    }

    static Process Start(FuzzTarget target, string corpus, string findings, string state, TimeSpan time, ulong seed) => Process.Start(Confinement.Start(
        "hunt-child", target.Name, corpus, findings, state, time.TotalSeconds.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture)))!; // It is not the shell of the desktop, which might start nothing.
}
