using System.Security.Cryptography;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// The only place that touches photos. Each act can be cut off at any point and be begun again: bytes are gathered under a temporary name and get their
/// own name whole, never over another file; and nothing is removed before the same bytes are durable elsewhere.
/// </summary>
/// <param name="beforeStep">Is told of each step before it is taken; tests throw there.</param>
sealed class FileActions(Action<string>? beforeStep = null)
{
    // Below the size from which arrays go to the large-object heap.
    const int BufferSize = 64 * 1024;

    readonly DurableFolders folders = new();

    /// <summary>What came of an action: done, with the hash where bytes were copied; the name was taken; the file is no longer there; or another photo is, which has to be looked at anew.</summary>
    internal enum Ending
    {
        Done,
        Taken,
        Gone,
        Replaced,
    }

    /// <summary>What came of taking an action back.</summary>
    /// <param name="IsReverted">Whether there was something to take back and it was.</param>
    /// <param name="Kept">Why it is left as it is, in a sentence, where it had to be.</param>
    /// <param name="Changed">That what went back is not what was sorted, in a sentence, where it is not.</param>
    internal readonly record struct Reversal(bool IsReverted, string? Kept, string? Changed);

    // Both names of a file that was copied in order to be moved, as they were looked at when their bytes were compared, and the hash of these.
    readonly record struct Halves(FileFacts Original, FileFacts Copy, byte[] Hash, bool IsCopyOurs);

    /// <summary>The facts of a file that is to be sorted; null where nothing has that name.</summary>
    /// <exception cref="FileProblemException">Its folder may not be entered, or its disk does not answer.</exception>
    internal static FileFacts? Look(string path)
    {
        try
        {
            return FileFacts.Of(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileProblemException($"'{path}' cannot be looked at ({exception.Message.TrimEnd('.')}); it is where it was.", exception);
        }
    }

    /// <summary>Whether the file that stands under a name is the one that was copied or linked from there, and no other since; false where it cannot be read.</summary>
    /// <param name="action">What is done. What was moved is gone from there, so that a file of its name is another one.</param>
    internal static bool IsStillSorted(FileAction action)
    {
        try
        {
            return action.Mode != SortMode.Move && Look(action.Source) is { } source
                && (IsAsPlanned(action, source)
                    || (action.Mode == SortMode.Hardlink ? Look(action.Destination) is { } made && IsSame(action, source, made)
                        : action.Hash is { } hash && source.Length == action.Length && HasBytes(action.Source, hash)));
        }
        catch (Exception exception) when (exception is FileProblemException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Does what was planned.</summary>
    /// <param name="action">The action.</param>
    /// <param name="resumed">Whether an earlier run may have done it or a part of it.</param>
    /// <exception cref="FileProblemException">This file cannot be sorted; it is where it was.</exception>
    internal (Ending Ending, byte[]? Hash) Perform(FileAction action, bool resumed)
    {
        if (LinkOnTheWay(action) is { } link)
            throw new FileProblemException($"'{action.Source}' was left as it is: '{link}' is a symbolic link, and nothing is sorted through one. Put the folder itself in its place, then sort again.");
        var temporary = action.TemporaryBeside(action.Destination);
        if (resumed)
            DiscardAll(action, action.Destination);
        if (Look(action.Source) is not { } source)
            return (resumed && action.Mode == SortMode.Move && FileFacts.Of(action.Destination) is { } moved ? Adopt(action, moved) : Ending.Gone, null);
        // What somebody put in its place since it was planned: a pipe would be waited for without end, and a link leads out of the folder.
        if (!source.IsRegular)
            throw new FileProblemException($"'{action.Source}' is no plain file any more: it was left as it is.");
        // What is there now is another file, as where a camera counts from one again, whatever an earlier run did: a photo gets an action of its own.
        if (resumed && !IsAsPlanned(action, source))
        {
            if (FileFacts.Of(action.Destination) is { } there && (IsAsPlanned(action, there) || (action.Mode == SortMode.Hardlink && IsSame(action, source, there))))
                return (Ending.Done, action.Mode == SortMode.Copy ? HashOf(action.Destination) : null);
            if (!Sidecars.IsSidecar(action.Source))
                return (Ending.Replaced, null);
        }

        try
        {
            return action.Mode switch
            {
                SortMode.Copy => Copy(action, temporary, resumed),
                SortMode.Move => (Move(action.Source, action.Destination, temporary, resumed), null),
                _ => (Link(action, source, resumed), null),
            };
        }
        catch (Exception exception) when (exception is FileProblemException or FileNotFoundException && FileFacts.Of(action.Source) is null && FileFacts.Of(action.Destination) is null)
        {
            // Removed by somebody in this moment.
            return (Ending.Gone, null);
        }
    }

    /// <summary>Takes back what an action did, or may have done.</summary>
    internal Reversal Revert(FileAction action)
    {
        var link = LinkOnTheWay(action);
        if (link is null)
            DiscardAll(action, action.Destination);
        if (FileFacts.Of(action.Destination) is not { } destination)
            return new(false, action.Mode == SortMode.Move && action.IsDone && FileFacts.Of(action.Source) is null ? $"'{action.Destination}' is no longer there: it cannot be moved back." : null, null);
        if (link is not null)
            return new(false, $"'{action.Destination}' was left where it is: '{link}' is a symbolic link, and nothing is taken back through one.", null);
        if (RealPath.IsSameEntry(action.Source, action.Destination))
            return new(false, $"'{action.Destination}' was left where it is: '{action.Source}' leads to it now, so this is the only one.", null);
        var kept = action.Mode == SortMode.Move ? MoveBack(action, destination) : RemoveMade(action, destination);
        var isReverted = kept is null && FileFacts.Of(action.Destination) is null;
        return new(isReverted, kept, isReverted && action.Mode == SortMode.Move && action.IsDone && !IsAsPlanned(action, destination)
            ? $"'{action.Source}' is not what was sorted: '{action.Destination}' was changed or replaced since, and went back as it is now." : null);
    }

    /// <summary>Removes what a killed run had gathered of a file.</summary>
    internal void RemoveTemporary(FileAction action)
    {
        Step("remove temporary");
        if (LinkOnTheWay(action) is null)
            DiscardAll(action, action.Destination);
    }

    /// <summary>Makes a folder, where it is not there, and makes it durable.</summary>
    internal void MakeFolder(string folder)
    {
        if (!Directory.Exists(folder))
            Step("make folder");
        folders.Make(folder);
    }

    /// <summary>Makes the names in folders durable.</summary>
    internal void FlushFolders(IEnumerable<string> folders)
    {
        foreach (var folder in folders.Distinct().Where(Directory.Exists))
        {
            Step("flush folder");
            Posix.Flush(folder);
        }
    }

    /// <summary>Removes a folder where nothing is in it.</summary>
    internal void RemoveFolderIfEmpty(string folder)
    {
        if (!Directory.Exists(folder) || RealPath.FirstLink(folder) is not null || Directory.EnumerateFileSystemEntries(folder).Any())
            return;
        Step("remove folder");
        Directory.Delete(folder);
    }

    (Ending, byte[]?) Copy(FileAction action, string temporary, bool resumed)
    {
        var hash = CopyBytes(action.Source, temporary);
        Step("name copy");
        if (Posix.Rename(temporary, action.Destination) == Posix.Naming.Done)
            return (Ending.Done, hash);
        // Killed after naming it and before the journal knew: what stands there is the copy itself.
        var isOurs = resumed && HasBytes(action.Destination, hash);
        Discard(temporary);
        return isOurs ? (Ending.Done, hash) : (Ending.Taken, null);
    }

    Ending Link(FileAction action, FileFacts source, bool resumed)
    {
        Step("link");
        try
        {
            var naming = Posix.Link(action.Source, action.Destination);
            if (naming == Posix.Naming.Done)
                return Ending.Done;
            var there = FileFacts.Of(action.Destination);
            // Where the name is taken, too: another one would be tried in vain, and this one, which an earlier run may have given the photo, forgotten.
            if (naming == Posix.Naming.OtherFileSystem || (there is { } taken && taken.FileSystem != source.FileSystem))
                throw new FileProblemException($"'{action.Source}' lies on another file system than '{Path.GetDirectoryName(action.Destination)}', where no hard link reaches: copy or move instead.");
            return resumed && there is { } found && IsSame(action, source, found) ? Ending.Done : Ending.Taken;
        }
        catch (UnauthorizedAccessException exception) when (Posix.IsWritable(Path.GetDirectoryName(action.Destination) ?? ""))
        {
            throw new FileProblemException($"'{action.Source}' cannot get a hard link, either for want of permission or because the file system knows none: copy or move instead.", exception);
        }
    }

    // Where links have no visible identity, equal bytes are what tells.
    static bool IsSame(FileAction action, FileFacts source, FileFacts there) =>
        source.IsSameFile(there) || (source.Identity == 0 && HaveSameBytes(action.Source, action.Destination));

    Ending Move(string from, string to, string temporary, bool resumed)
    {
        Step("move");
        Posix.Naming naming;
        try
        {
            naming = Posix.Rename(from, to);
        }
        catch (UnauthorizedAccessException exception) when (!Posix.IsWritable(Path.GetDirectoryName(from) ?? "") || Posix.IsWritable(Path.GetDirectoryName(to) ?? ""))
        {
            throw NotRemovable(from, exception);
        }
        catch (IOException exception) when (Posix.IsBusy(exception))
        {
            throw InUse(from, exception);
        }

        return naming switch
        {
            Posix.Naming.Done => Ending.Done,
            Posix.Naming.OtherFileSystem => MoveAcross(from, to, temporary, resumed),
            _ => resumed ? FinishMove(from, to) : Ending.Taken,
        };
    }

    // Killed between the two halves of a move, both names stand: the second half is still to be done.
    Ending FinishMove(string from, string to)
    {
        if (FileFacts.Of(from) is not { IsRegular: true } original || FileFacts.Of(to) is not { IsRegular: true } copy || original.Length != copy.Length)
            return Ending.Taken;
        var hash = HashOf(from);
        return HasBytes(to, hash) ? RemoveMoved(from, to, new(original, copy, hash, IsCopyOurs: false)) : Ending.Taken;
    }

    Ending MoveAcross(string from, string to, string temporary, bool resumed)
    {
        if (!Posix.IsWritable(Path.GetDirectoryName(from) ?? ""))
            throw NotRemovable(from, null);
        var before = FileFacts.Of(from);
        var hash = CopyBytes(from, temporary);
        Step("verify copy");
        var written = FileFacts.Of(temporary);
        if (written is not { } copy || !HasBytes(temporary, hash))
        {
            Discard(temporary);
            throw new FileProblemException($"'{from}' reads back differently after copying it to another file system; it is where it was. Check that disk.");
        }

        if (before is not { } original || !IsStill(from, original, hash))
        {
            Discard(temporary);
            throw Changed(from);
        }

        Step("name copy");
        if (Posix.Rename(temporary, to) == Posix.Naming.Done)
            return RemoveMoved(from, to, new(original, copy, hash, IsCopyOurs: true));
        Discard(temporary);
        return resumed && FileFacts.Of(to) is { } there && HasBytes(to, hash) ? RemoveMoved(from, to, new(original, there, hash, IsCopyOurs: false)) : Ending.Taken;
    }

    // Both names stand and have the same bytes, those of the original in the state given. The copy's name must be durable before the original's is given up.
    // Where that cannot be given up, a copy that was made just now goes again; one of an earlier run might be somebody else's, and stays.
    Ending RemoveMoved(string from, string to, Halves halves)
    {
        Step("flush folder of copy");
        // One that somebody else made may be in memory only.
        if (!halves.IsCopyOurs)
            Posix.Flush(to);
        Posix.Flush(Path.GetDirectoryName(to) ?? "");
        Step("remove original");
        // What stands there now may be what somebody put in the copy's place, or another process under the name that the copy had while it was gathered.
        if (!IsCopy(to, halves))
            throw new FileProblemException($"'{to}' is not the copy of '{from}' that was to stand there: somebody replaced it. Both were left as they are.");
        if (RealPath.IsSameEntry(from, to))
            throw new FileProblemException($"'{from}' and '{to}' are one file under two paths, of which one leads through another folder: it was left as it is.");
        // Flushing takes its time, in which somebody may have worked on the original.
        if (FileFacts.Of(from) is not null && !IsStill(from, halves.Original, halves.Hash))
        {
            if (halves.IsCopyOurs && IsAsWritten(to, halves))
                File.Delete(to);
            throw Changed(from);
        }

        try
        {
            File.Delete(from);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException || (exception is IOException io && Posix.IsBusy(io)))
        {
            if (halves.IsCopyOurs && IsAsWritten(to, halves))
                File.Delete(to);
            throw exception is IOException ? InUse(from, exception) : NotRemovable(from, exception);
        }

        return Ending.Done;
    }

    static Ending Adopt(FileAction action, FileFacts there) => IsAsPlanned(action, there) ? Ending.Done
        : throw new FileProblemException($"'{action.Source}' is gone, and '{action.Destination}' is not the file that was to be moved there: it was left as it is. If it is the photo, move it back and sort again.");

    // By length and time; FAT keeps times in steps of two seconds.
    static bool IsAsPlanned(FileAction action, FileFacts there) =>
        there.IsRegular && there.Length == action.Length && Math.Abs(there.Modified - action.Modified) < 2_000_000_000;

    // What somebody changed since goes back too: a photo that was turned, or what was noted of it, belongs where the others go. A photo that was replaced cannot
    // be told from it, because many programs put another file in the place of what they change.
    string? MoveBack(FileAction action, FileFacts destination)
    {
        if (!destination.IsRegular)
            return $"'{action.Destination}' was left where it is: it is no plain file any more.";
        // A journal may come from somebody else, and name what to put where programs look for it.
        if (!Sidecars.IsSidecar(action.Source) && !PhotoFolder.IsPhoto(action.Destination, Path.GetFileName(action.Source)))
            return $"'{action.Destination}' was left where it is: it is no photo, nor what belongs to one.";
        if (!action.IsDone && FileFacts.Of(action.Source) is null && !IsAsPlanned(action, destination))
            return $"'{action.Destination}' was left where it is: it is not the file that was to be moved there.";
        if (!action.IsDone && FileFacts.Of(action.Source) is { } original && original.Length == action.Length && original.Modified == action.Modified
            && !HaveSameBytes(action.Source, action.Destination))
            return null; // planned, never done: what stands at the destination is somebody else's
        var folder = Path.GetDirectoryName(action.Source) ?? "";
        MakeFolder(folder);
        DiscardAll(action, action.Source);
        var ending = Move(action.Destination, action.Source, action.TemporaryBeside(action.Source), resumed: true);
        if (ending == Ending.Taken)
            return $"'{action.Source}' now has another content: '{action.Destination}' was left where it is.";
        Posix.Flush(folder);
        return null;
    }

    string? RemoveMade(FileAction action, FileFacts made)
    {
        if (FileFacts.Of(action.Source) is not { } original)
            return $"'{action.Destination}' was left where it is: '{action.Source}' is gone, so this is the last copy.";
        var isMade = action.Hash is { } hash ? HasBytes(action.Destination, hash)
            : action.Mode == SortMode.Hardlink ? IsSame(action, original, made)
            : HaveSameBytes(action.Source, action.Destination);
        if (!isMade)
        {
            // This sort made it, as far as length and time tell, and the original has become another one since; of a copy that is done its hash tells more.
            if (IsAsPlanned(action, made) && action.Hash is null)
                return $"'{action.Destination}' was left where it is: '{action.Source}' is not what it was, so this may be the last copy.";
            return action.IsDone ? $"'{action.Destination}' was left where it is: it is no longer what this sort made."
                : null; // planned, never done: what stands at the destination is somebody else's
        }

        if (action.Hash is { } expected && !HasBytes(action.Source, expected))
            return $"'{action.Destination}' was left where it is: '{action.Source}' has changed, so this is the last copy.";
        Step("remove copy");
        // Reading takes its time, in which somebody may have worked on either.
        if (FileFacts.Of(action.Destination)?.IsUntouched(made) != true || FileFacts.Of(action.Source)?.IsUntouched(original) != true)
            throw new FileProblemException($"'{action.Source}' or what was made of it changed while both were compared.");
        File.Delete(action.Destination);
        return null;
    }

    /// <summary>Copies bytes, time and permissions to a new file and makes them durable; gives their SHA-256.</summary>
    byte[] CopyBytes(string from, string temporary)
    {
        // Before it is opened: what is put in its place after that shows at the end.
        var before = FileFacts.Of(from);
        using var reader = OpenSource(from);
        Step("create temporary");
        byte[] hash;
        try
        {
            using (var writer = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                using var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
                long length = 0;
                for (int read; (read = Read(reader, buffer, length, from)) > 0; length += read)
                {
                    hasher.AppendData(buffer, 0, read);
                    RandomAccess.Write(writer, buffer.AsSpan(0, read), length);
                }

                hash = hasher.GetHashAndReset();
                if (before is not { } facts || length != facts.Length || !IsStill(from, facts, hash))
                    throw Changed(from);
                Step("flush temporary");
                CopyAttributes(from, temporary, facts);
                RandomAccess.FlushToDisk(writer);
            }

            return hash;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FileProblemException)
        {
            // A full disk is the likeliest reason: give the space back at once.
            Discard(temporary);
            throw;
        }
    }

    static void CopyAttributes(string from, string to, FileFacts facts)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (OperatingSystem.IsLinux() && Posix.Stat(from) is { } stat)
                Posix.SetOwner(to, stat.User, stat.Group);
            File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        }

        Posix.SetModified(to, facts.Modified);
    }

    static FileStream OpenSource(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileProblemException($"'{path}' cannot be read ({exception.Message.TrimEnd('.')}); it is where it was.", exception);
        }
    }

    static int Read(FileStream from, byte[] buffer, long position, string path)
    {
        try
        {
            return RandomAccess.Read(from.SafeFileHandle, buffer, position);
        }
        catch (IOException exception)
        {
            throw new FileProblemException($"'{path}' cannot be read to its end ({exception.Message.TrimEnd('.')}); it is where it was.", exception);
        }
    }

    // Whether a file still has the bytes that were read. Where a name or a permission of it changed and nothing else, as that of a photo of which another name was
    // moved away, the bytes themselves tell.
    static bool IsStill(string path, FileFacts before, byte[] hash) =>
        FileFacts.Of(path) is { IsRegular: true } now
        && (now.IsUntouched(before) || (now.IsUnchanged(before) && HasBytes(path, hash) && FileFacts.Of(path)?.IsUntouched(now) == true));

    // Whether what stands where the copy was put is the copy, or another file with its bytes, which then have to be durable too.
    static bool IsCopy(string path, Halves halves)
    {
        if (IsAsWritten(path, halves))
            return true;
        if (!HasBytes(path, halves.Hash))
            return false;
        Posix.Flush(path);
        return true;
    }

    // By all but the system's note of when anything of it changed: it was given its name since.
    static bool IsAsWritten(string path, Halves halves) =>
        FileFacts.Of(path) is { IsRegular: true } there && there.Identity == halves.Copy.Identity && there.IsUnchanged(halves.Copy);

    // A link in the place of a folder may lead to the very place that a photo is to be moved from, or to where a stranger's journal wants it.
    static string? LinkOnTheWay(FileAction action) =>
        RealPath.FirstLink(Path.GetDirectoryName(action.Source) ?? "") ?? RealPath.FirstLink(Path.GetDirectoryName(action.Destination) ?? "");

    static bool HaveSameBytes(string one, string other) =>
        FileFacts.Of(one) is { } first && FileFacts.Of(other) is { } second && first.IsRegular && second.IsRegular
        && (first.IsSameFile(second) || (first.Length == second.Length && HasBytes(other, HashOf(one))));

    static bool HasBytes(string path, byte[] hash) => FileFacts.Of(path) is { IsRegular: true } && HashOf(path).AsSpan().SequenceEqual(hash);

    /// <summary>The SHA-256 of a file's bytes.</summary>
    /// <exception cref="FileProblemException">It cannot be read.</exception>
    internal static byte[] HashOf(string path)
    {
        using var stream = OpenSource(path);
        return SHA256.HashData(stream);
    }

    static FileProblemException Changed(string path) =>
        new($"'{path}' changed while it was being copied; it is where it was. Sort again when it is finished.");

    static FileProblemException InUse(string path, Exception cause) =>
        new($"'{path}' cannot be moved, because the system holds on to it; it is where it was. Copy instead, or close what uses it.", cause);

    static FileProblemException NotRemovable(string path, Exception? cause) =>
        new($"'{path}' cannot be moved, for want of permission to take it out of its folder; it is where it was. Copy instead, or change the permission.", cause);

    static void DiscardAll(FileAction action, string beside)
    {
        foreach (var temporary in action.TemporariesBeside(beside))
            Discard(temporary);
    }

    // A folder that is not there is no reason to stop, as File.Delete would have it.
    static void Discard(string temporary)
    {
        if (FileFacts.Of(temporary) is not null)
            File.Delete(temporary);
    }

    void Step(string name) => beforeStep?.Invoke(name);
}
