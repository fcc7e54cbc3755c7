using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Twofold.Benchmarks;

/// <summary>The same networks in PyTorch, in a process that trains when it is told to; see Peers/gan.py and Peers/recognizer.py.</summary>
sealed class TorchPeer : IDisposable
{
    // Some environments narrow OpenBLAS or torch for other machines' sake: the peer is to run at its best.
    static readonly string[] Handicaps = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS", "ATEN_CPU_CAPABILITY"];

    /// <summary>Two float32 calculations of the same differ by their order of summation.</summary>
    const double MostDifference = 1e-3;

    readonly Process process;

    /// <summary>Starts it, and waits until it has answered.</summary>
    /// <param name="script">Its name among the peers.</param>
    /// <param name="python">Which python.</param>
    /// <param name="folder">Where the other side wrote what to begin with.</param>
    /// <param name="options">For the script.</param>
    /// <exception cref="TwofoldException">There is no such python, or it has no torch.</exception>
    public TorchPeer(string script, string python, string folder, IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "Peers", script), folder, .. options])
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

    /// <summary>The greatest difference from <paramref name="answers"/>.</summary>
    // Math.Max, unlike Enumerable.Max, lets no number that is none pass unseen.
    public double Difference(float[] answers) => Answers.Length == answers.Length
        ? Answers.Zip(answers).Aggregate(0.0, (most, pair) => Math.Max(most, Math.Abs(pair.First - pair.Second)))
        : double.NaN;

    /// <summary>Checks that its networks are the same as ours.</summary>
    /// <param name="shapes">Of our layers.</param>
    /// <param name="answers">Ours to the same questions, by the same weights.</param>
    /// <exception cref="TwofoldException">They differ.</exception>
    public void CheckSame(long[][] shapes, float[] answers)
    {
        if (Written(Shapes) != Written(shapes))
            throw new TwofoldException($"The networks differ: Twofold's layers are {Written(shapes)}, the other's {Written(Shapes)}.");
        if (!(Difference(answers) < MostDifference))
            throw new TwofoldException($"The networks have the same layers and answer differently: by {Difference(answers)} at most, less than {MostDifference} was expected.");
    }

    /// <summary>Shapes of layers, to be read.</summary>
    public static string Written(long[][] shapes) => string.Join(", ", shapes.Select(shape => string.Join('x', shape)));

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
