using Microsoft.Data.Sqlite;

namespace Twofold.Studio;

/// <summary>What the disk has refused while a question was answered, in words that name no file: who asked may not have named it either.</summary>
static class DiskProblem
{
    const string Remedy = "see whether its disk is there, has room and lets you read and write, then try again.";

    /// <summary>What is said of it; null where it is no fault of the disk.</summary>
    public static string? WordsFor(Exception refused) => refused switch
    {
        // SQLITE_PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN and NOTADB; others are of what was asked of it.
        SqliteException { SqliteErrorCode: 3 or 5 or 6 or 8 or 10 or 11 or 13 or 14 or 26 } database => $"The studio could not read or keep its state ({database.Message.TrimEnd('.')}): {Remedy}",
        UnauthorizedAccessException => $"A file or folder that is needed for this may not be read or written: {Remedy}",
        FileNotFoundException or DirectoryNotFoundException => $"A file or folder that is needed for this is not there: {Remedy}",
        IOException => $"A file or folder that is needed for this could not be read or written: {Remedy}",
        _ => null,
    };
}
