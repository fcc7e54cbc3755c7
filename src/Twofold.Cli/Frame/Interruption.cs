using System.Runtime.InteropServices;

namespace Twofold.Cli;

/// <summary>
/// Ctrl-C and a request to terminate cancel the work, which then keeps what it has; the second one ends the program at once. So does, quietly,
/// that nobody reads the output any more.
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

    void CloseOutput(PosixSignalContext signal)
    {
        signal.Cancel = true;
        OutputClosed = true;
        source.Cancel();
    }
}
