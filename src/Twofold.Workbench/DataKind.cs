using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>Tells what a person's data are.</summary>
public static class DataKind
{
    /// <summary>
    /// Whether a path is that of a table rather than of photos: a file, or a name that ends like a table's, so that a wrong name is called a
    /// file that is not there.
    /// </summary>
    public static bool IsTable(string data) => !Directory.Exists(data) && (File.Exists(data) || TableReader.IsTable(data));
}
