using System.Runtime.InteropServices;

namespace Twofold.Workbench;

/// <summary>The system calls that .NET does not wrap, and Windows' counterparts of two of them. <see cref="FileActions"/> is what uses them.</summary>
static partial class Posix
{
    const int CurrentFolder = -100; // AT_FDCWD
    const uint NoReplace = 1;       // RENAME_NOREPLACE
    const uint Exclusive = 4;       // RENAME_EXCL
    const int NotPermitted = 1, NoEntry = 2, Access = 13, Busy = 16, Exists = 17, CrossDevice = 18, Invalid = 22, ReadOnly = 30;

    /// <summary>What came of giving a file a name.</summary>
    internal enum Naming
    {
        Done,
        Taken,
        OtherFileSystem,
    }

    /// <summary>Renames a file unless the new name is taken, in one step: between a check and a plain rename somebody else's file could be lost.</summary>
    internal static Naming Rename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
            return Windows(MoveFileEx(from, to, flags: 8), from, to);
        int result;
        try
        {
            result = OperatingSystem.IsMacOS() ? RenameExclusive(from, to, Exclusive) : RenameAt2(CurrentFolder, from, CurrentFolder, to, NoReplace);
        }
        catch (EntryPointNotFoundException)
        {
            return RenameByLink(from, to);
        }

        return result == 0 ? Naming.Done
            : Marshal.GetLastPInvokeError() is Invalid or 38 or 45 or 95 ? RenameByLink(from, to) // not known to this kernel or file system
            : Outcome(from, to);
    }

    /// <summary>Gives a file a second name unless that name is taken.</summary>
    internal static Naming Link(string from, string to) =>
        OperatingSystem.IsWindows() ? Windows(CreateHardLink(to, from, 0), from, to)
        : LinkFile(from, to) == 0 ? Naming.Done
        : Outcome(from, to);

    /// <summary>
    /// Makes a folder's entries durable, or a file's bytes: until then a power cut may take back a rename. Windows keeps entries in its file system's own
    /// journal, and files are flushed there by who writes them.
    /// </summary>
    internal static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(path, 0);
        if (descriptor < 0)
            throw Error(Marshal.GetLastPInvokeError(), path);
        // Some file systems cannot flush a folder and say so (EINVAL): nothing more can be done there.
        var error = FlushDescriptor(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (error is not (0 or Invalid))
            throw Error(error, path);
    }

    /// <summary>Makes everything that was written anywhere durable; where one folder cannot be flushed by itself, this is what is left.</summary>
    internal static void FlushAll()
    {
        if (!OperatingSystem.IsWindows())
            FlushSystem();
    }

    /// <summary>Sets the time of last change to the nanosecond, where the system can; .NET's own call keeps steps of 100.</summary>
    internal static void SetModified(string path, long nanoseconds)
    {
        if (!OperatingSystem.IsLinux() || IntPtr.Size != 8)
        {
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddTicks(nanoseconds / 100));
            return;
        }

        const long leave = (1L << 30) - 2; // UTIME_OMIT: the time of last access stays
        var seconds = Math.DivRem(nanoseconds, 1_000_000_000, out var rest);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        if (SetTimes(CurrentFolder, path, [0, leave, seconds, rest], 0) != 0)
            throw Error(Marshal.GetLastPInvokeError(), path);
    }

    /// <summary>Gives a file its owner back where the caller may do that, as only an administrator may.</summary>
    internal static void SetOwner(string path, uint user, uint group)
    {
        if (!OperatingSystem.IsWindows())
            _ = ChangeOwner(path, user, group);
    }

    /// <summary>Whether names may be added to and taken from a folder.</summary>
    internal static bool IsWritable(string folder) => OperatingSystem.IsWindows() || MayAccess(folder, 2) == 0;

    /// <summary>Whether a file could not be renamed or removed because it is in use: something is mounted on it, or Windows has it open.</summary>
    internal static bool IsBusy(IOException exception) => OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) is 32 or 33 : exception.HResult == Busy;

    /// <summary>A file's facts by <c>statx</c>, which has the same layout on every processor; null where there is no such file.</summary>
    internal static Statx? Stat(string path)
    {
        const int doNotFollow = 0x100;
        const uint basicAndMount = 0x17ff;
        if (ReadStatx(CurrentFolder, path, doNotFollow, basicAndMount, out var result) == 0)
            return result;
        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or 20 or 36 ? null : throw Error(error, path);
    }

    // For file systems without an exclusive rename: a link never overwrites. Killed in between, the file has both names, and both are the whole file.
    static Naming RenameByLink(string from, string to)
    {
        if (LinkFile(from, to) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not (NotPermitted or 38 or 45 or 95))
                return Outcome(from, to);
            // Neither exclusive renames nor links (an old FAT driver): looking first is the best that is left.
            if (Path.Exists(to))
                return Naming.Taken;
            return RenameOver(from, to) == 0 ? Naming.Done : Outcome(from, to);
        }

        File.Delete(from);
        return Naming.Done;
    }

    static Naming Outcome(string from, string to) => Marshal.GetLastPInvokeError() switch
    {
        Exists => Naming.Taken,
        CrossDevice => Naming.OtherFileSystem,
        NoEntry => throw new FileNotFoundException($"'{from}' or the folder of '{to}' is not there.", from),
        var error => throw Error(error, from),
    };

    static Naming Windows(bool done, string from, string to) => done ? Naming.Done : Marshal.GetLastPInvokeError() switch
    {
        80 or 183 => Naming.Taken,
        17 => Naming.OtherFileSystem,
        2 or 3 => throw new FileNotFoundException($"'{from}' or the folder of '{to}' is not there.", from),
        5 => throw new UnauthorizedAccessException($"Access to '{from}' is denied."),
        var error => throw new IOException($"'{from}': {Marshal.GetPInvokeErrorMessage(error)}", unchecked((int)0x80070000) | error),
    };

    static Exception Error(int error, string path)
    {
        var message = $"'{path}': {Marshal.GetPInvokeErrorMessage(error)}.";
        return error is NotPermitted or Access or ReadOnly ? new UnauthorizedAccessException(message) : new IOException(message, error);
    }

    /// <summary>The part of <c>struct statx</c> that is of use here (Linux, include/uapi/linux/stat.h).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Statx
    {
        [FieldOffset(16)] internal uint Links;
        [FieldOffset(20)] internal uint User;
        [FieldOffset(24)] internal uint Group;
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(40)] internal ulong Length;
        [FieldOffset(96)] internal long ChangedSeconds;
        [FieldOffset(104)] internal uint ChangedNanoseconds;
        [FieldOffset(112)] internal long ModifiedSeconds;
        [FieldOffset(120)] internal uint ModifiedNanoseconds;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
        [FieldOffset(144)] internal ulong Mount;
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameExclusive(string from, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOver(string from, string to);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void FlushSystem();

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int folder, string path, long[] times, int flags);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MayAccess(string path, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatx(int folder, string path, int flags, uint mask, out Statx result);

    [LibraryImport("kernel32", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool MoveFileEx(string from, string to, uint flags);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string link, string existing, nint security);
}
