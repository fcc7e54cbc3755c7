using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using TorchSharp;

namespace Twofold.Photos.Training;

/// <summary>
/// Loads libtorch. Call <see cref="EnsureLoaded"/> before anything of TorchSharp's.
/// <para>
/// On Linux TorchSharp 0.107.0 asks for version GLIBCXX_3.4.32 of the C++ library, which Debian 12 and Ubuntu 22.04 do not have, for a single
/// symbol (<c>std::ios_base_library_init</c>) that nothing calls. Where the plain load fails for that reason, a private copy in the user's
/// cache folder, in which that need is marked weak, is loaded instead. TorchSharp's own answer to a failed load is to copy all of libtorch
/// next to the program; so it is never asked before the load is known to succeed.
/// </para>
/// </summary>
static class TorchRuntime
{
    const string MissingVersion = "GLIBCXX_3.4.32";
    const string LinuxLibrary = "libLibTorchSharp.so";

    // Of mallopt(3).
    const int TrimThreshold = -1, MostMappings = -4;

    static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>Loads libtorch once per process and sets its threads; cheap when done before. Safe to call from several threads.</summary>
    /// <exception cref="TwofoldException">The native libraries are missing or cannot be loaded.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    /// <summary>The folder of what can be made again: XDG_CACHE_HOME or ~/.cache, then "twofold".</summary>
    internal static string CacheFolder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
                cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "twofold");
        }
    }

    /// <summary>Whether the libtorch that the program comes with is one for CUDA.</summary>
    public static bool HasCudaLibrary => Find(OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so") is not null;

    static nint Load()
    {
        var library = OperatingSystem.IsLinux() ? LoadOnLinux() : 0;
        torch.set_num_threads(Environment.ProcessorCount);
        return library;
    }

    static nint LoadOnLinux()
    {
        BoundSpinning();
        var path = FindNextToProgram(LinuxLibrary);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException exception) when (exception.Message.Contains($"`{MissingVersion}' not found", StringComparison.Ordinal))
        {
            return LoadWeakCopy(path);
        }
        catch (DllNotFoundException exception)
        {
            throw new TwofoldException($"libtorch could not be loaded: {exception.Message}. Training a network needs it; install Twofold again.", exception);
        }
    }

    static nint LoadWeakCopy(string path)
    {
        // The copy lies elsewhere, so that $ORIGIN does not lead it to libtorch: what is loaded already is found by its name.
        foreach (var needed in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            NativeLibrary.Load(FindNextToProgram(needed));
        var patched = ElfVersionNeeds.WithWeak(File.ReadAllBytes(path), MissingVersion);
        var library = LoadBytes(patched);

        // Both TorchSharp's check by name and its imports end here, because their search finds only the library that does not load.
        AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)!.ResolvingUnmanagedDll += (_, name) => name == "LibTorchSharp" ? library : 0;
        return library;
    }

    static nint LoadBytes(byte[] bytes)
    {
        var cached = Path.Combine(CacheFolder, "native", Convert.ToHexStringLower(SHA256.HashData(bytes)[..8]), LinuxLibrary);
        try
        {
            if (!File.Exists(cached) || !File.ReadAllBytes(cached).AsSpan().SequenceEqual(bytes))
                AtomicFile.Write(cached, stream => stream.Write(bytes));
            return NativeLibrary.Load(cached);
        }
        catch (Exception exception) when (exception is TwofoldException or IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            // A home that cannot be written to, or from which nothing may be run: a folder of this process alone does as well.
            var folder = Directory.CreateTempSubdirectory("twofold-");
            try
            {
                var temporary = Path.Combine(folder.FullName, LinuxLibrary);
                File.WriteAllBytes(temporary, bytes);
                return NativeLibrary.Load(temporary);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    static string FindNextToProgram(string file) => Find(file) ?? throw new TwofoldException(
        $"'{file}' was not found in {string.Join(", ", SearchedFolders)}: training a network needs libtorch. Add the package libtorch-cpu-linux-x64 (or that of your platform) to the program.");

    static string? Find(string file) => SearchedFolders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    static IEnumerable<string> SearchedFolders => ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(AppContext.BaseDirectory)
        .Select(Path.TrimEndingDirectorySeparator)
        .Distinct();

    /// <summary>
    /// libgomp's threads wait for each other by spinning. With another process on one of the cores the waiting takes the time slices that
    /// the awaited thread needs. A short spin, then sleep, keeps most of the speed of a free machine and does not collapse on a busy one.
    /// libgomp reads the C environment as it loads, which .NET's own copy does not reach.
    /// </summary>
    static void BoundSpinning()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null && Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is null)
            _ = SetEnvironment("GOMP_SPINCOUNT", "10000", overwrite: 1);
    }

    /// <summary>
    /// Loads libtorch, and until it is disposed keeps memory for the next tensor. The C library takes each large one from the system, zeroed page by page, and gives
    /// it back at its end, hundreds of times a step: a tenth of the time of the recognizer's training. What a person set for the C library stays.
    /// </summary>
    /// <exception cref="TwofoldException">The native libraries are missing or cannot be loaded.</exception>
    public static IDisposable KeepMemory()
    {
        EnsureLoaded();
        return new KeptMemory();
    }

    sealed class KeptMemory : IDisposable
    {
        // What the C library begins with; mallopt(3).
        const int UsualMappings = 65_536, UsualTrimThreshold = 128 * 1024;

        static readonly bool IsOurs = OperatingSystem.IsLinux()
            && !Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("MALLOC_", StringComparison.Ordinal) || name == "GLIBC_TUNABLES");

        static readonly Lock Counting = new();
        static int trainings;

        bool isDisposed;

        public KeptMemory()
        {
            lock (Counting)
            {
                if (trainings++ > 0 || !IsOurs)
                    return;
                _ = SetAllocation(MostMappings, 0);
                _ = SetAllocation(TrimThreshold, -1);
            }
        }

        public void Dispose()
        {
            lock (Counting)
            {
                if (isDisposed)
                    return;
                isDisposed = true;
                if (--trainings > 0 || !IsOurs)
                    return;
                _ = SetAllocation(MostMappings, UsualMappings);
                _ = SetAllocation(TrimThreshold, UsualTrimThreshold);
                _ = TrimAllocation(0);
            }
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int SetAllocation(int parameter, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int TrimAllocation(nuint kept);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int SetEnvironment(string name, string value, int overwrite);
}
