using System.ComponentModel;
using System.Diagnostics;

namespace Twofold.Benchmarks;

/// <summary>The system's own programs, which make faults: mount, chown, mkfifo.</summary>
static class Shell
{
    /// <summary>Runs a program; whether it did what it was told.</summary>
    public static bool Try(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
            process?.WaitForExit();
            return process?.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program that must do what it was told.</summary>
    /// <exception cref="TwofoldException">It did not.</exception>
    public static void Do(string program, params string[] arguments)
    {
        if (!Try(program, arguments))
            throw new TwofoldException($"'{program} {string.Join(' ', arguments)}' did not work here.");
    }
}
