using System.Diagnostics;

namespace Twofold.Workbench.Tests;

/// <summary>Somebody works on the same photos in the moment between what was planned and what is done.</summary>
public sealed class ChangedByOthersTests
{
    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void A_pipe_in_a_photos_place_is_left_alone_and_not_waited_for(SortMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among files.");
        using var place = new Playground().WithPhotos();
        var path = Path.Combine(place.Photos, "a.jpg");

        var result = place.Sort(mode, Once("make folder", () =>
        {
            File.Delete(path);
            Make("mkfifo", path);
        }));

        Assert.Contains("no plain file", Assert.Single(result.Problems));
        Assert.False(FileFacts.Of(path)!.Value.IsRegular); // it is still there
        Assert.Equal(8, result.Sorted);
        File.Delete(path);
        place.Add("a.jpg", "cats one");
        Assert.Equal((1, 0), (place.Sort(mode).Sorted, place.Sort(mode).ProblemCount));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void A_link_in_a_photos_place_does_not_bring_in_what_lies_elsewhere(SortMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows wants a permission for symbolic links.");
        using var place = new Playground().WithPhotos();
        var secret = Path.Combine(Path.GetDirectoryName(place.Photos)!, "secret"); // the playground's own folder
        File.WriteAllText(secret, "secret");
        var path = Path.Combine(place.Photos, "a.jpg");

        var result = place.Sort(mode, Once("make folder", () =>
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, secret);
        }));

        Assert.Contains("no plain file", Assert.Single(result.Problems));
        Assert.DoesNotContain("cats/a.jpg", Playground.Names(place.Into));
        Assert.Equal(secret, new FileInfo(path).LinkTarget);
    }

    [Theory, InlineData(SortMode.Copy, "create temporary"), InlineData(SortMode.Move, "move"), InlineData(SortMode.Hardlink, "link")]
    public void A_photo_that_somebody_removes_in_the_middle_holds_up_no_other(SortMode mode, string step)
    {
        using var place = new Playground();
        foreach (var name in (string[])["a", "b", "c"])
            place.Add($"{name}.jpg", $"cats {name}");

        var result = place.Sort(mode, Once(step, () => File.Delete(Path.Combine(place.Photos, "a.jpg"))));

        Assert.Contains("a.jpg' disappeared", Assert.Single(result.Problems));
        Assert.Equal(["cats/b.jpg", "cats/c.jpg"], Playground.Names(place.Into));
        Assert.True(place.Sort(mode).NothingLeft);
        Assert.Equal(2, place.TakeBack().Reverted);
    }

    [Fact]
    public void A_photo_that_somebody_works_on_while_its_copy_is_flushed_is_not_removed()
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(acrossFileSystems: true);
        var path = place.Add("a.jpg", "cats");

        var result = place.Sort(SortMode.Move, Once("remove original", () => File.WriteAllText(path, "cats, and a caption")));

        Assert.Contains("changed while", Assert.Single(result.Problems));
        Assert.Equal("cats, and a caption", File.ReadAllText(path));
        Assert.Empty(Playground.Names(place.Into));
        Assert.Equal(1, place.Sort(SortMode.Move).Sorted);
        Assert.Equal("cats, and a caption", File.ReadAllText(Path.Combine(place.Into, "cats", "a.jpg")));
        Assert.Equal(1, place.TakeBack().Reverted);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_photo_that_may_not_be_moved_holds_up_no_other(bool across)
    {
        Assert.SkipUnless(!across || Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(across).WithFewPhotos();
        var path = Path.Combine(place.Photos, "c.jpg");
        Assert.SkipUnless(OperatingSystem.IsLinux() && Make("chattr", "+i", path), "Only an administrator may make a file immutable, and not on every file system.");
        try
        {
            var before = Playground.Listing(place.Photos);
            var result = place.Sort(SortMode.Move);

            Assert.Contains("c.jpg' cannot be moved, for want of permission", Assert.Single(result.Problems));
            Assert.Equal(3, Playground.Names(place.Into).Length);
            Assert.Equal(["c.jpg"], Playground.Names(place.Photos));
            Assert.Equal(3, place.TakeBack().Reverted);
            Assert.Equal(before, Playground.Listing(place.Photos));
        }
        finally
        {
            Make("chattr", "-i", path);
        }

        Assert.Equal(3, place.Sort(SortMode.Move).Sorted);
    }

    [Fact]
    public void A_photo_behind_another_file_system_for_a_while_gets_no_second_name()
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground();
        var path = place.Add("a.jpg", "cats");
        Assert.Throws<InvalidTimeZoneException>(() => place.Sort(SortMode.Hardlink, step =>
        {
            if (step == "flush folder" && Playground.Names(place.Into).Length > 0)
                throw new InvalidTimeZoneException("killed after the link was made and before the journal knew");
        }));
        var elsewhere = Path.GetTempFileName(); // in the other file system
        try
        {
            Assert.SkipUnless(Make("mount", "--bind", elsewhere, path), "Only an administrator may mount.");
            try
            {
                Assert.Contains("another file system", Assert.Single(place.Sort(SortMode.Hardlink).Problems));
            }
            finally
            {
                Make("umount", path);
            }
        }
        finally
        {
            File.Delete(elsewhere);
        }

        var finished = place.Sort(SortMode.Hardlink);
        Assert.Equal((1, 0), (finished.Sorted, finished.ProblemCount));
        Assert.Equal(["cats/a.jpg"], Playground.Names(place.Into));
        Assert.Equal(1, place.TakeBack().Reverted);
        Assert.Empty(Playground.Names(place.Into));
    }

    [Fact]
    public void Undo_says_that_it_leaves_a_copy_that_a_killed_sort_made_of_a_photo_that_became_another_one()
    {
        using var place = new Playground();
        var path = place.Add("a.jpg", "cats");
        var renamed = false;
        Assert.Throws<InvalidTimeZoneException>(() => place.Sort(beforeStep: step =>
        {
            if (renamed)
                throw new InvalidTimeZoneException("killed before the journal knew");
            renamed = step == "name copy";
        }));
        File.WriteAllText(path, "cats in color");

        var undone = place.TakeBack();

        Assert.Contains("may be the last copy", Assert.Single(undone.Kept));
        Assert.Equal("cats", File.ReadAllText(Path.Combine(place.Into, "cats", "a.jpg")));
        Assert.Equal("cats in color", File.ReadAllText(path));
    }

    [Fact]
    public void Undo_says_that_it_leaves_the_hard_link_to_a_photo_that_was_replaced()
    {
        using var place = new Playground();
        var path = place.Add("a.jpg", "cats");
        place.Sort(SortMode.Hardlink);
        File.Delete(path);
        File.WriteAllText(path, "another photo");

        var undone = place.TakeBack();

        Assert.Contains("may be the last copy", Assert.Single(undone.Kept));
        Assert.Equal("cats", File.ReadAllText(Path.Combine(place.Into, "cats", "a.jpg")));
        Assert.Equal("another photo", File.ReadAllText(path));
    }

    [Theory, InlineData(SortMode.Move), InlineData(SortMode.Copy)]
    public void Undo_leaves_what_is_no_plain_file_any_more(SortMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among files.");
        using var place = new Playground(acrossFileSystems: Playground.HasOtherFileSystem);
        place.Add("a.jpg", "cats");
        place.Sort(mode);
        var sorted = Path.Combine(place.Into, "cats", "a.jpg");
        File.Delete(sorted);
        Make("mkfifo", sorted);

        var undone = place.TakeBack();

        Assert.Equal((0, 1), (undone.Reverted, undone.KeptCount));
        Assert.Contains("was left where it is", undone.Kept[0]);
        Assert.False(FileFacts.Of(sorted)!.Value.IsRegular); // it is still there
    }

    static Action<string> Once(string step, Action work)
    {
        var isDone = false;
        return now =>
        {
            if (now != step || isDone)
                return;
            isDone = true;
            work();
        };
    }

    static bool Make(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!; // It is no shell's.
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
