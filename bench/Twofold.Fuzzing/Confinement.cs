using System.Diagnostics;

namespace Twofold.Fuzzing;

/// <summary>What a child process gets that reads hostile bytes: little memory, little time, and no dump of a crash.</summary>
static class Confinement
{
    /// <summary>The memory of its data. A photo may be decoded to 512 MB, and is there more than once while colors are converted.</summary>
    public const int Megabytes = 3000;

    /// <summary>The longest that it may take for one input.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>How this program is started again for a command of its own, in a shell that sets the limit (ulimit counts in KB).</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments) =>
        new("/bin/sh", ["-c", $"ulimit -d {Megabytes * 1024} && exec dotnet \"$0\" \"$@\"", typeof(Confinement).Assembly.Location, .. arguments])
        {
            Environment = { ["DOTNET_DbgEnableMiniDump"] = "0" },
        };
}
