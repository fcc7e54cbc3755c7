using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Twofold.Photos.Onnx;

/// <summary>ONNX Runtime set up for this program, once a process: it tells nobody what it does, and gets no more memory than there is for it.</summary>
static partial class OnnxEnvironment
{
    // Since 1.31 ONNX Runtime reports each session to its publisher on Linux too, unless this says otherwise when its environment is made.
    const string NoTelemetry = "ORT_DISABLE_TELEMETRY";

    // All that it may take for weights and what it calculates with, in bytes. A graph's shapes can ask for anything.
    const uint MostMemory = 4_000_000_000;

    static OnnxEnvironment()
    {
        Environment.SetEnvironmentVariable(NoTelemetry, "1");
        // What .NET sets is not seen by native code but on Windows.
        if (!OperatingSystem.IsWindows())
            _ = setenv(NoTelemetry, "1", overwrite: 1);
        OrtEnv.Instance().DisableTelemetryEvents();
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        // Minus one is ONNX Runtime's own choice.
        using var arena = new OrtArenaCfg(MostMemory, -1, -1, -1);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
    }

    /// <summary>To be called before ONNX Runtime is used; the work is done by the static constructor.</summary>
    public static void EnsureReady()
    {
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
