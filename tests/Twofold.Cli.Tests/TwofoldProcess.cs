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

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="prepare">Changes how it is started.</param>
    /// <param name="meanwhile">What to do while it runs.</param>
    /// <param name="patience">How long it may take after that, before it is killed and the test fails.</param>
    public static async Task<Outcome> RunAsync(
        string program, string[] arguments, Action<ProcessStartInfo>? prepare = null, Func<Process, Task>? meanwhile = null, TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TWOFOLD_HOME"] = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "twofold-cli-tests-no-backbones");
        start.Environment.Remove("TWOFOLD_BACKBONE");
        prepare?.Invoke(start);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var allowed = patience ?? Patience;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        try
        {
            if (meanwhile is not null)
                await meanwhile(process);
            bound.CancelAfter(allowed);
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' did not end within {allowed.TotalSeconds:0} s and was killed.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
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
