using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Twofold.Benchmarks;

/// <summary>The same networks in PyTorch, in a process that trains when it is told to; see Peers/gan.py.</summary>
sealed class TorchPeer : IDisposable
{
    // Some environments narrow OpenBLAS or torch for other machines' sake: the peer is to run at its best.
    static readonly string[] Handicaps = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS", "ATEN_CPU_CAPABILITY"];

    readonly Process process;

    /// <summary>Starts it, and waits until it has answered.</summary>
    /// <exception cref="TwofoldException">There is no such python, or it has no torch.</exception>
    public TorchPeer(string python, string folder, IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "Peers", "gan.py"), folder, .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var handicap in Handicaps)
            start.Environment.Remove(handicap);
        try
        {
            process = Process.Start(start)!; // Null only where the shell is asked to open a document.
        }
        catch (Win32Exception exception)
        {
            throw new TwofoldException($"'{python}' could not be started: {exception.Message} Install python3-torch, or name another python by '--python'.", exception);
        }

        try
        {
            var about = Line();
            Version = about.GetProperty("version").GetString()!; // The script writes it.
            Shapes = about.GetProperty("shapes").Deserialize<long[][]>()!; // The script writes them.
            Answers = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, "answers.f32"))).ToArray();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Torch's version.</summary>
    public string Version { get; }

    /// <summary>The shapes of its parameters, in the order in which they are used.</summary>
    public long[][] Shapes { get; }

    /// <summary>What its networks answered before they learned.</summary>
    public float[] Answers { get; }

    /// <summary>Trains for so many seconds.</summary>
    public double StepsPerSecond(double seconds)
    {
        process.StandardInput.WriteLine(seconds.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
        var told = Line();
        return told.GetProperty("steps").GetDouble() / told.GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        // It ends with its input.
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    JsonElement Line() => process.StandardOutput.ReadLine() is { } line
        ? JsonSerializer.Deserialize<JsonElement>(line)
        : throw new TwofoldException("The other side ended; what it said stands above. Has its python torch (apt-get install python3-torch)?");
}
