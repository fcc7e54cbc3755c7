using System.Runtime.InteropServices;

namespace Twofold.Cli;

/// <summary>
/// Ctrl-C, a request to terminate and the end of the terminal cancel the work, which then keeps what it has; a second Ctrl-C or request ends the program at
/// once. That nobody reads the output any more cancels it too, quietly.
/// </summary>
sealed class Interruption : IDisposable
{
    const PosixSignal BrokenPipe = (PosixSignal)13;

    readonly CancellationTokenSource source = new();
    readonly PosixSignalRegistration[] registrations;

    public Interruption()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp),
            .. OperatingSystem.IsWindows() ? Array.Empty<PosixSignalRegistration>() : [PosixSignalRegistration.Create(BrokenPipe, CloseOutput)],
        ];
    }

    public CancellationToken Token => source.Token;

    /// <summary>Whether the reader of the standard output is gone.</summary>
    public bool OutputClosed { get; private set; }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    void Interrupt(PosixSignalContext signal)
    {
        if (source.IsCancellationRequested)
            return;
        signal.Cancel = true;
        Console.Error.WriteLine("Stopping. Ctrl-C again quits at once.");
        source.Cancel();
    }

    // Whoever starts a program with 'nohup' keeps this signal from it. A terminal that closes may send it twice, itself and through the shell: only the
    // other two signals ask for haste.
    void HangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        // Results are written all the same where they go to a file or another program.
        if (!Console.IsOutputRedirected)
            Console.SetOut(TextWriter.Null);
        source.Cancel();
    }

    void CloseOutput(PosixSignalContext signal)
    {
        signal.Cancel = true;
        OutputClosed = true;
        source.Cancel();
    }
}
