using System.Diagnostics;

namespace Twofold.Cli.Tests;

/// <summary>Signals, terminals that go away, and outputs that cannot be written: never a stack trace, and what was made is kept.</summary>
public sealed class InterruptionTests(TrainedModel trained)
{
    [Theory, InlineData("HUP"), InlineData("TERM"), InlineData("INT")]
    public async Task Stopped_by_a_signal_the_pictures_made_so_far_are_kept(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs 'env' that gives signals their meaning back.");
        var made = Path.Combine(trained.Folder, $"stopped-{signal}");

        var outcome = await TwofoldProcess.RunAsync(
            "env", ["--default-signal=INT,TERM,HUP", TwofoldProcess.Path, "generate", "cats", "--with", trained.Model, "--count", "100000", "--out", made],
            meanwhile: async process =>
            {
                while (!Directory.Exists(made) || Directory.GetFiles(made, "*.png").Length < 20)
                    await Task.Delay(20, TestContext.Current.CancellationToken);
                Send(signal, process);
                if (signal == "HUP")
                    Send(signal, process); // a closing terminal sends it itself and through the shell
            },
            patience: TimeSpan.FromSeconds(60));

        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("Cancelled: pictures made so far are kept.", outcome.Error);
        Assert.All(Directory.GetFileSystemEntries(made), file => Assert.EndsWith(".png", file));
    }

    [Fact]
    public async Task A_walk_that_is_stopped_is_said_to_have_written_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc, which tells what signals a process waits for.");
        var walk = Path.Combine(trained.Folder, "stopped.gif");

        var outcome = await TwofoldProcess.RunAsync(
            "env", ["--default-signal=HUP", TwofoldProcess.Path, "generate", "cats", "--walk", "3", "9", "--frames", "600", "--with", trained.Model, "--out", walk],
            meanwhile: async process =>
            {
                // At the very beginning, so that no machine is done before; but not before it listens.
                while (!CatchesHangup(process))
                    await Task.Delay(5, TestContext.Current.CancellationToken);
                Send("HUP", process);
            },
            patience: TimeSpan.FromSeconds(60));

        Assert.Equal(130, outcome.ExitCode);
        Assert.Equal("Cancelled: nothing was written.", outcome.Error.TrimEnd().Split('\n')[^1]);
        Assert.False(File.Exists(walk));
    }

    [Fact]
    public async Task Kept_from_the_signal_by_nohup_the_work_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs nohup.");
        var made = Path.Combine(trained.Folder, "nohup");

        var outcome = await TwofoldProcess.RunAsync(
            "nohup", [TwofoldProcess.Path, "generate", "cats", "--with", trained.Model, "--count", "300", "--out", made, "--insistence", "0"],
            meanwhile: async process =>
            {
                while (!Directory.Exists(made))
                    await Task.Delay(20, TestContext.Current.CancellationToken);
                Send("HUP", process);
            });

        outcome.Succeeded();
        Assert.Equal(300, Directory.GetFiles(made).Length);
    }

    [Theory]
    [InlineData("2>/dev/full", 0, "", "backbone", "list")]
    [InlineData("2>&-", 0, "", "backbone", "list")]
    [InlineData("2>/dev/full", 2, "", "info", "nowhere.twofold")]
    [InlineData(">/dev/full", 2, "could not be written", "backbone", "list")]
    [InlineData(">/dev/full", 2, "could not be written", "train", "--help")]
    public async Task An_output_that_cannot_be_written_is_no_bug(string redirection, int exitCode, string words, params string[] command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");

        var outcome = await TwofoldProcess.RunAsync("/bin/sh", ["-c", $"exec \"$@\" {redirection}", "sh", TwofoldProcess.Path, .. command]);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(words, outcome.Error);
        Assert.DoesNotContain("bug", outcome.Error);
    }

    [Theory]
    [InlineData("predict"), InlineData("predict", "--json"), InlineData("measure"), InlineData("--help"), InlineData("studio", "--api")]
    public async Task A_reader_that_has_seen_enough_ends_it_quietly(string command, params string[] options)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "Needs a shell that tells the exit code of what stands before a pipe.");
        string[] data = command is "predict" or "measure" ? [trained.Photos, "--with", trained.Model] : [];

        var outcome = await TwofoldProcess.RunAsync("/bin/bash", ["-c", "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "bash", TwofoldProcess.Path, command, .. data, .. options]);

        Assert.Single(outcome.Succeeded().TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", outcome.Error);
    }

    [Fact]
    public async Task A_name_neither_breaks_lines_nor_speaks_to_the_terminal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        var folder = Directory.CreateDirectory(Path.Combine(trained.Folder, "hostile")).FullName;
        foreach (var name in (string[])["new\nline.png", "\e[2J\e]0;title\a.png", "\u202egnp.exe.png", "line\u2028separator.png", "broken\r\n.jpg"])
            File.Copy(trained.OnePhoto, Path.Combine(folder, name));
        await File.WriteAllTextAsync(Path.Combine(folder, "broken\r\n.jpg"), "no photo", TestContext.Current.CancellationToken);

        var outcome = await TwofoldProcess.RunAsync("predict", folder, "--with", trained.Model);
        var json = (await TwofoldProcess.RunAsync("predict", folder, "--with", trained.Model, "--json")).Succeeded();

        Assert.Equal(5, outcome.Succeeded().TrimEnd('\n').Split('\n').Length);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain(outcome.Output + outcome.Error, character => character is not '\n' && (char.IsControl(character) || character is '\u202e' or '\u2028'));
        Assert.Equal(5, json.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain(json, character => character is not '\n' && char.IsControl(character));
    }

    [Theory]
    [InlineData("plain ünïcödé 🐈\u200d⬛ אבג", "plain ünïcödé 🐈\u200d⬛ אבג"), InlineData("a\nb\tc", "a\\nb\\u0009c"), InlineData("\u009b2J", "\\u009b2J"), InlineData("\u202egpj", "\\u202egpj")]
    public void What_a_terminal_would_obey_is_spelled_out(string line, string legible) => Assert.Equal(legible, Screen.Legible(line));

    /// <summary>Whether a process has a handler for a hangup, the first of the signals.</summary>
    static bool CatchesHangup(Process process)
    {
        var mask = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal))["SigCgt:".Length..];
        return (Convert.ToUInt64(mask.Trim(), 16) & 1) == 1;
    }

    static void Send(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
