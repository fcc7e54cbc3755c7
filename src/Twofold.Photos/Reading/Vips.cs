using NetVips;

namespace Twofold.Photos;

/// <summary>libvips set up for this program, once a process.</summary>
static class Vips
{
    // Kept so that the native side never calls a collected delegate.
    static readonly Log.LogDelegate Quiet = static (_, _, _) => { };

    static Vips()
    {
        // Loaders that were not written for hostile files are not needed for photos.
        NetVips.NetVips.BlockUntrusted = true;
        // The same photo is not opened twice, so that remembering operations only costs memory.
        Cache.Max = 0;
        // Photos are read in parallel, one to a thread; threads within a photo would only get into each other's way.
        NetVips.NetVips.Concurrency = 1;
        // What is wrong with a photo is said once, by the exception, and not on standard error as well. Informative messages are left to
        // glib, which drops them: a call into managed code for each would cost more than the photo.
        const Enums.LogLevelFlags noise = Enums.LogLevelFlags.Message | Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Critical;
        foreach (var domain in new[] { "VIPS", "GLib", "GLib-GObject" })
            Log.SetLogHandler(domain, noise, Quiet);
    }

    /// <summary>To be called before libvips is used; the work is done by the static constructor.</summary>
    public static void EnsureReady()
    {
    }

    /// <summary>What libvips says last; its buffer of errors is shared by all threads, and what stands before may be of another photo.</summary>
    public static string Reason(VipsException exception)
    {
        var line = exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no reason given");
        return line[(line.IndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? colon + 2 : 0)..];
    }
}
