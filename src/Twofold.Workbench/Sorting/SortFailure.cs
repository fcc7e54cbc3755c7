using Microsoft.Data.Sqlite;

namespace Twofold.Workbench;

/// <summary>The one place where what the system refuses becomes a sentence.</summary>
static class SortFailure
{
    /// <summary>Runs work on an output folder; what the disk, the permissions or the journal refuse is said in a sentence.</summary>
    /// <param name="into">The output folder.</param>
    /// <param name="verb">What the person did: "sort", "undo".</param>
    /// <param name="work">The work.</param>
    internal static T Explain<T>(string into, string verb, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException exception)
        {
            throw new TwofoldException(exception.SqliteErrorCode switch
            {
                5 or 6 => $"Another sort or undo is at work in '{into}': wait until it is done, then {verb} again.",
                11 or 26 => $"The journal in '{Journal.FolderOf(into)}' is damaged ({exception.Message.TrimEnd('.')}): this {verb} went as far as it tells, and nothing is lost. Restore 'journal.db' from a backup, or move that folder away to begin a new journal, which cannot undo what was sorted before.",
                13 => FullDisk(into, verb),
                8 or 14 => $"The journal in '{Journal.FolderOf(into)}' cannot be written: allow writing there, then {verb} again; nothing is lost.",
                _ => $"The journal in '{Journal.FolderOf(into)}' cannot be read or written ({exception.Message}): check that disk, then {verb} again; nothing is lost.",
            }, exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TwofoldException($"No permission: {exception.Message.TrimEnd('.')}. Nothing is lost; give the permission and {verb} again to continue.", exception);
        }
        catch (IOException exception)
        {
            throw new TwofoldException(IsFullDisk(exception) ? FullDisk(into, verb)
                : $"The {verb} stopped: {exception.Message.TrimEnd('.')}. Nothing is lost; {verb} again to continue.", exception);
        }
    }

    /// <summary>Whether a write failed because the disk, or the person's share of it, is full.</summary>
    internal static bool IsFullDisk(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) is 39 or 112 : exception.HResult is 28 or 69 or 122;

    static string FullDisk(string into, string verb) => $"The disk of '{into}' is full. Nothing is lost; free some space and {verb} again to continue.";
}
