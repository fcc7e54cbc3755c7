using System.Runtime.InteropServices;

namespace Twofold.Photos;

/// <summary>Tells files from pipes, sockets and devices, which .NET does not, and of which opening one could wait for ever.</summary>
static partial class FileKind
{
    // The part of st_mode that is the kind of file, and its value for ordinary files (POSIX; the numbers are the same on Linux and macOS).
    const int KindMask = 0xF000;
    const int OrdinaryFile = 0x8000;

    // Linux: linux/stat.h, the same on every architecture.
    const int CurrentFolder = -100;
    const uint WantKind = 1;
    const int LinuxModeOffset = 28;

    // macOS on 64-bit processors: sys/stat.h.
    const int MacModeOffset = 4;

    /// <summary>Whether a path (its target, where it is a link) is neither an ordinary file nor missing.</summary>
    public static bool IsSpecial(string path)
    {
        // None of them has a length; asking is cheaper than calling the system, and nearly every file has one.
        var file = new FileInfo(path);
        if (OperatingSystem.IsWindows() || (!file.Attributes.HasFlag(FileAttributes.ReparsePoint) && file.Length > 0))
            return false;
        Span<byte> status = stackalloc byte[512];
        if (OperatingSystem.IsLinux() && statx(CurrentFolder, path, 0, WantKind, ref status[0]) == 0)
            return (MemoryMarshal.Read<ushort>(status[LinuxModeOffset..]) & KindMask) != OrdinaryFile;
        if (OperatingSystem.IsMacOS() && stat(path, ref status[0]) == 0)
            return (MemoryMarshal.Read<ushort>(status[MacModeOffset..]) & KindMask) != OrdinaryFile;
        return false;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int stat(string path, ref byte status);
}
