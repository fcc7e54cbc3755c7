using Twofold.Photos;

namespace Twofold.Workbench.Tests;

/// <summary>Names that people, cameras and malice give to files.</summary>
public sealed class NameTests
{
    static readonly string[] Names =
    [
        " ", "  two  spaces  .jpg", "tab\t.jpg", "new\nline.jpg", "carriage\rreturn.jpg", "esc\e[31mred.jpg", "bell\a.jpg", "\"double\" 'single' `back`.jpg", "$(touch x); *.jpg",
        "-rf.jpg", "--move.jpg", "🐈\u200d⬛.jpg", "\u202egpj.exe.jpg", "אבג.jpg", "\u200fmark.jpg", "line\u2028separator.jpg", "A.jpg", "a.jpg", "é.jpg", "e\u0301.jpg",
        "CON.jpg", "con", "aux.jpg", "NUL", "COM1.jpg", "end. ", "end.", "a:b.jpg", "what?.jpg", "back\\slash.jpg", "%2F.jpg", "manifest.csv.jpg", "_unsure/a.jpg", "sub\n/a.jpg", "twin/x.jpg", "other/x.jpg",
        new string('x', 251) + ".jpg", string.Concat(Enumerable.Repeat("猫", 83)) + "aa.jpg", "b." + new string('y', 253), "twin/b." + new string('y', 253), "other/" + new string('x', 251) + ".jpg",
    ];

    [Theory, InlineData(SortMode.Copy, false), InlineData(SortMode.Move, false), InlineData(SortMode.Hardlink, false), InlineData(SortMode.Move, true)]
    public void Photos_of_any_name_are_sorted_and_come_back(SortMode mode, bool across)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && (!across || Playground.HasOtherFileSystem), "Other systems refuse some of these names; and there may be no second file system.");
        using var place = new Playground(across);
        foreach (var (i, name) in Names.Index())
            place.Add(name, $"GIF89a {i}"); // by which a photo is known whatever its name
        var (before, contents) = (Playground.Listing(place.Photos), place.Contents());

        var result = place.Sort(mode);

        Assert.Empty(result.Problems);
        Assert.Equal(Names.Length, result.Sorted);
        Assert.Equal(contents, place.Contents());
        Assert.Equal(Names.Length, Playground.Names(Path.Combine(place.Into, "GIF89a")).Length);
        Assert.True(place.Sort(mode).NothingLeft);
        Assert.Equal(Names.Length, place.TakeBack().Reverted);
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void Labels_of_any_name_get_a_folder_each_within_the_output_folder()
    {
        string[] labels = ["..", ".", "_unsure", "_UNFAMILIAR", "CON", "a/b", "../../etc", "-rf", "--into", ".hidden", "new\nline", "\e[2J", "manifest.csv", ".twofold", " ", "\u202etac", "Cats", "cats", "é", "e\u0301", new('l', 300)];
        using var place = new Playground();
        foreach (var (i, _) in labels.Index())
            place.Add($"{i}.jpg", $"{i}");
        var before = Playground.Listing(place.Photos);

        var result = Sorter.Run(
            place.Request(SortMode.Move),
            (paths, _) => paths.Select(path => new PhotoPrediction { Path = path, Label = labels[int.Parse(Path.GetFileNameWithoutExtension(path))], Probability = 1 }),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(labels.Length, result.Labels.Count);
        Assert.Equal(labels.Length, Directory.GetDirectories(place.Into).Count(folder => Path.GetFileName(folder) != ".twofold"));
        Assert.Equal(["photos", "sorted"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(place.Into)!).Select(Path.GetFileName).Order()); // nothing beside them
        Assert.Equal(labels.Length, place.TakeBack().Reverted);
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void Links_loops_pipes_and_sockets_are_passed_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has neither, or not for everybody.");
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        var elsewhere = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(place.Photos)!, "elsewhere")); // the playground's own folder
        File.WriteAllText(Path.Combine(elsewhere.FullName, "secret.jpg"), "cats");
        Directory.CreateSymbolicLink(Path.Combine(place.Photos, "out"), elsewhere.FullName);
        Directory.CreateSymbolicLink(Path.Combine(place.Photos, "loop"), place.Photos);
        File.CreateSymbolicLink(Path.Combine(place.Photos, "link.jpg"), Path.Combine(place.Photos, "a.jpg"));
        File.CreateSymbolicLink(Path.Combine(place.Photos, "self.jpg"), Path.Combine(place.Photos, "self.jpg"));
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(place.Photos, "pipe.jpg"), Path.Combine(place.Photos, "a.xmp")]))
            pipe.WaitForExit();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(place.Photos, "socket.jpg")));

        var result = place.Sort(SortMode.Move);

        Assert.Empty(result.Problems);
        Assert.Equal((1, 7), (result.Sorted, result.SkippedOther));
        Assert.Equal(["cats/a.jpg"], Playground.Names(place.Into));
        Assert.True(File.Exists(Path.Combine(elsewhere.FullName, "secret.jpg")));
    }

    [Fact]
    public void A_name_that_is_not_text_is_left_alone_and_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse it.");
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        Shell("""printf dogs > "$1/$(printf 'caf\351.jpg')" """, place.Photos);

        var result = Sorter.Run(
            place.Request(SortMode.Move), (paths, _) => paths.Select(path => new PhotoPrediction { Path = path, Label = "cats" }), cancellation: TestContext.Current.CancellationToken);

        Shell("""rm "$1"/caf*.jpg""", place.Photos); // .NET cannot name it either

        Assert.Contains("not UTF-8", Assert.Single(result.Problems));
        Assert.Equal(1, result.Sorted);
    }

    static void Shell(string line, string folder)
    {
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", line, "sh", folder]);
        shell.WaitForExit();
    }
}
