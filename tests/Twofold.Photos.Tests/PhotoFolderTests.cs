using System.Diagnostics;

namespace Twofold.Photos.Tests;

public sealed class PhotoFolderTests : TemporaryFolder
{
    [Fact]
    public void A_walk_gives_photos_in_order_and_counts_what_it_skips()
    {
        MadePhoto.Jpeg(Folder, "b.jpg");
        MadePhoto.Jpeg(Folder, "inner/deep/c.JPG");
        MadePhoto.Jpeg(Folder, "a.strange");
        MadePhoto.Jpeg(Folder, "B.jpeg");
        MadePhoto.Jpeg(Folder, ".hidden.jpg");
        MadePhoto.Jpeg(Folder, ".hiddenfolder/d.jpg");
        File.WriteAllText(At("b.xmp"), "belongs to b");
        File.WriteAllText(At("notes"), "a text");
        // A raw file begins like a TIFF.
        File.WriteAllBytes(At("b.nef"), [.. "II*\0"u8, .. new byte[100]]);

        var tally = new PhotoFolderTally();
        var found = PhotoFolder.Walk(Folder, tally).Select(path => Path.GetRelativePath(Folder, path)).ToList();

        Assert.Equal(["B.jpeg", "a.strange", "b.jpg", Path.Combine("inner", "deep", "c.JPG")], found);
        Assert.Equal((4, 2, 3), (tally.Photos, tally.Hidden, tally.OtherFiles));
        Assert.Equal("3 files of other types, 2 hidden", tally.ToString());
    }

    [Fact]
    public void Links_are_not_followed_and_pipes_are_not_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs links and pipes of Unix");
        MadePhoto.Jpeg(Folder, "in/a.jpg");
        MadePhoto.Jpeg(Folder, "out/b.jpg");
        Directory.CreateSymbolicLink(At("in/loop"), At("in"));
        Directory.CreateSymbolicLink(At("in/away"), At("out"));
        File.CreateSymbolicLink(At("in/b.jpg"), At("out/b.jpg"));
        using (var made = Process.Start("mkfifo", At("in/pipe.jpg")))
            made.WaitForExit();
        File.WriteAllBytes(At("in/empty.jpg"), []);

        var tally = new PhotoFolderTally();
        Assert.Equal([At("in/a.jpg"), At("in/empty.jpg")], PhotoFolder.Walk(At("in"), tally));
        Assert.Equal((3, 1), (tally.Links, tally.Special));
        Assert.Contains("pipe", Assert.Throws<UnreadablePhotoException>(() => PhotoReader.Read(At("in/pipe.jpg"))).Message);
    }

    [Fact]
    public void A_folder_without_permission_is_counted_and_named()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("needs a user who can be refused");
            return;
        }

        MadePhoto.Jpeg(Folder, "a.jpg");
        MadePhoto.Jpeg(Folder, "closed/b.jpg");
        new DirectoryInfo(At("closed")).UnixFileMode = UnixFileMode.None;
        try
        {
            var tally = new PhotoFolderTally();
            Assert.Equal([At("a.jpg")], PhotoFolder.Walk(Folder, tally));
            Assert.Equal(1, tally.UnreadableFolderCount);
            Assert.Contains("closed", tally.UnreadableFolders[0]);
        }
        finally
        {
            new DirectoryInfo(At("closed")).UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
    }

    [Fact]
    public void A_file_or_nothing_in_place_of_a_folder_is_said()
    {
        var file = MadePhoto.Jpeg(Folder);
        Assert.Contains("is a file", Assert.Throws<TwofoldException>(() => PhotoFolder.Walk(file, new PhotoFolderTally())).Message);
        Assert.Contains("no folder", Assert.Throws<TwofoldException>(() => PhotoFolder.Walk(At("none"), new PhotoFolderTally())).Message);
    }
}
