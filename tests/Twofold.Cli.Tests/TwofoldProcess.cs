using System.Diagnostics;

namespace Twofold.Cli.Tests;

/// <summary>Runs the built executable as people run it: as a process of its own, with both streams read.</summary>
static class TwofoldProcess
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The executable beside this test project's output, which is the one that people run.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Twofold.Cli", "release", OperatingSystem.IsWindows() ? "twofold.exe" : "twofold"));

    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(Path, arguments);

    public static async Task<Outcome> RunAsync(string program, string[] arguments, Action<ProcessStartInfo>? prepare = null, Func<Process, Task>? meanwhile = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TWOFOLD_HOME"] = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "twofold-cli-tests-no-backbones");
        start.Environment.Remove("TWOFOLD_BACKBONE");
        prepare?.Invoke(start);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (meanwhile is not null)
            await meanwhile(process);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Outcome(process.ExitCode, await output, await error);
    }
}

/// <summary>What a process left behind.</summary>
sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>Expects a person's mistake: exit code 2, nothing on standard output, and one line on standard error with all these words.</summary>
    public void IsAMistake(params string[] words)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal("", Output);
        Assert.EndsWith(Environment.NewLine, Error);
        Assert.DoesNotContain('\n', Error.TrimEnd());
        Assert.All(words, word => Assert.Contains(word, Error));
    }

    /// <summary>Expects success, and gives what stands on standard output.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}: {Error}");
        return Output;
    }
}
