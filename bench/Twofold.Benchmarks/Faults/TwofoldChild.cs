using System.Diagnostics;

namespace Twofold.Benchmarks;

/// <summary>The command line as people run it: a process of its own.</summary>
/// <param name="Program">The executable.</param>
/// <param name="Home">Its folder for backbones and state, so that those of the machine play no part.</param>
sealed record TwofoldChild(string Program, string Home)
{
    /// <summary>No fault may make a command wait for ever; a training or a slow machine takes a while.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What is put before the command, such as a program that runs it as another user.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Finds the executable that the build made beside this one, unless another is named.</summary>
    /// <exception cref="TwofoldException">It is not there.</exception>
    public static TwofoldChild Find(CommandOptions options, string home)
    {
        var beside = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Twofold.Cli", "release", OperatingSystem.IsWindows() ? "twofold.exe" : "twofold"));
        var program = options.Text("--twofold", beside);
        return File.Exists(program) ? new(program, home) : throw new TwofoldException($"There is no '{program}': build src/Twofold.Cli first, or name an executable with --twofold.");
    }

    /// <summary>Runs it to its end, or until something else ends it.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="isMoment">Asked again and again, with the time that it runs: whether it is now killed, as nothing can prevent (SIGKILL). Null for never.</param>
    public ChildOutcome Run(IReadOnlyList<string> arguments, Func<TimeSpan, bool>? isMoment = null)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var clock = Stopwatch.StartNew();
        if (isMoment is not null)
        {
            while (!process.HasExited && !isMoment(clock.Elapsed))
                Thread.Sleep(1);
            process.Kill();
        }

        var isHung = !process.WaitForExit(Patience);
        if (isHung)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result, clock.Elapsed, isHung);
    }

    /// <summary>Starts it with both streams to be read.</summary>
    public Process Start(IReadOnlyList<string> arguments)
    {
        string[] line = [.. Prefix, Program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TWOFOLD_HOME"] = Home;
        start.Environment.Remove("TWOFOLD_BACKBONE");
        var process = Process.Start(start) ?? throw new TwofoldException($"'{line[0]}' did not start.");
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>What a process left behind.</summary>
sealed record ChildOutcome(int ExitCode, string Output, string Error, TimeSpan Elapsed, bool IsHung)
{
    const int ByKill = 137;

    /// <summary>Whether the kill came before its end.</summary>
    public bool IsKilled => ExitCode == ByKill && !IsHung;

    /// <summary>What is wrong with how it ended: a hang, an exit code that nothing promises, a stack trace; null where nothing is.</summary>
    public string? Complaint => IsHung ? "it did not end"
        : Error.Contains("This is a bug", StringComparison.Ordinal) || Error.Contains("Unhandled exception", StringComparison.Ordinal) || Error.Contains("\n   at ", StringComparison.Ordinal) ? $"a stack trace: {Error}"
        : ExitCode is 0 or 2 or 130 or ByKill ? null
        : $"exit code {ExitCode}: {Error}";
}
