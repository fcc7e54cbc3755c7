using System.Text;

namespace Twofold.Tests;

public sealed class AtomicFileTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("twofold-").FullName;

    string Target => Path.Combine(folder, "new", "file.txt");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_content_is_written_and_the_folder_made()
    {
        AtomicFile.Write(Target, stream => stream.Write("hello"u8));
        Assert.Equal("hello", File.ReadAllText(Target));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public void Until_it_is_complete_the_old_content_is_what_there_is()
    {
        AtomicFile.Write(Target, stream => stream.Write("old"u8));
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(Target));
        });
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void A_writer_that_throws_leaves_the_old_file_and_nothing_else()
    {
        AtomicFile.Write(Target, stream => stream.Write("old"u8));
        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(new string('x', 100_000)));
            throw new InvalidTimeZoneException();
        }));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public void A_full_disk_is_one_sentence_and_nothing_is_left()
    {
        var exception = Assert.Throws<TwofoldException>(
            () => AtomicFile.Write(Target, _ => throw new IOException("No space left on device.")));
        Assert.Contains("could not be written: No space left on device.", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public void A_denied_permission_is_one_sentence_that_names_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders of Windows have no write permission to take away.");
        var closed = Directory.CreateDirectory(Path.Combine(folder, "closed")).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.SkipWhen(CanWrite(closed), "The administrator may write everywhere.");
        var exception = Assert.Throws<TwofoldException>(() => AtomicFile.Write(Path.Combine(closed, "file.txt"), _ => { }));
        Assert.Contains("file.txt' could not be written", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_refused_and_so_is_a_file_in_place_of_a_folder()
    {
        Assert.Contains("is a folder", Assert.Throws<TwofoldException>(() => AtomicFile.Write(folder, _ => { })).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "plain"), "");
        Assert.Throws<TwofoldException>(() => AtomicFile.Write(Path.Combine(folder, "plain", "file.txt"), _ => { }));
    }

    static bool CanWrite(string folder)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, "probe"), "");
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
