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

        var result = place.Sort(mode, Playground.Once("make folder", () =>
        {
            File.Delete(path);
            Playground.Make("mkfifo", path);
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

        var result = place.Sort(mode, Playground.Once("make folder", () =>
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

        var result = place.Sort(mode, Playground.Once(step, () => File.Delete(Path.Combine(place.Photos, "a.jpg"))));

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

        var result = place.Sort(SortMode.Move, Playground.Once("remove original", () => File.WriteAllText(path, "cats and a caption")));

        Assert.Contains("changed while", Assert.Single(result.Problems));
        Assert.Equal("cats and a caption", File.ReadAllText(path));
        Assert.Empty(Playground.Names(place.Into));
        Assert.Equal(1, place.Sort(SortMode.Move).Sorted);
        Assert.Equal("cats and a caption", File.ReadAllText(Path.Combine(place.Into, "cats", "a.jpg")));
        Assert.Equal(1, place.TakeBack().Reverted);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_photo_that_may_not_be_moved_holds_up_no_other(bool across)
    {
        Assert.SkipUnless(!across || Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(across).WithFewPhotos();
        var path = Path.Combine(place.Photos, "c.jpg");
        Assert.SkipUnless(OperatingSystem.IsLinux() && Playground.Make("chattr", "+i", path), "Only an administrator may make a file immutable, and not on every file system.");
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
            Playground.Make("chattr", "-i", path);
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
            Assert.SkipUnless(Playground.Make("mount", "--bind", elsewhere, path), "Only an administrator may mount.");
            try
            {
                Assert.Contains("another file system", Assert.Single(place.Sort(SortMode.Hardlink).Problems));
            }
            finally
            {
                Playground.Make("umount", path);
            }
        }
        finally
        {
            File.Delete(elsewhere);
        }

        var finished = place.Sort(SortMode.Hardlink);
        Assert.True(finished.NothingLeft);
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
        Playground.Make("mkfifo", sorted);

        var undone = place.TakeBack();

        Assert.Equal((0, 1), (undone.Reverted, undone.KeptCount));
        Assert.Contains("was left where it is", undone.Kept[0]);
        Assert.False(FileFacts.Of(sorted)!.Value.IsRegular); // it is still there
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_photo_that_a_tool_changes_without_its_length_and_time_is_not_removed(bool inPlace)
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(acrossFileSystems: true);
        var path = place.Add("a.jpg", "cats");

        var result = place.Sort(SortMode.Move, Playground.Once("remove original", () => Rewrite(path, "CATS", inPlace)));

        Assert.Contains("changed while", Assert.Single(result.Problems));
        Assert.Equal("CATS", File.ReadAllText(path));
        Assert.Empty(Playground.Names(place.Into));
    }

    [Fact]
    public void A_photo_of_which_only_another_name_was_touched_meanwhile_is_moved()
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(acrossFileSystems: true);
        var path = place.Add("a.jpg", "cats");
        Posix.Link(path, Path.Combine(place.Photos, "b.jpg"));

        // The file is what it was, and only the system's note of when anything of it changed is not.
        var result = place.Sort(SortMode.Move, Playground.Once("remove original", () => File.Move(Path.Combine(place.Photos, "b.jpg"), Path.Combine(place.Photos, "c.jpg"))));

        Assert.Equal((2, 1), (Playground.Names(place.Into).Length + Playground.Names(place.Photos).Length, result.Sorted));
        Assert.Contains("b.jpg' disappeared", Assert.Single(result.Problems));
        Assert.False(File.Exists(path));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Undo_leaves_a_copy_that_a_tool_changes_while_it_is_compared(bool inPlace)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells that anything was changed.");
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        place.Sort();
        var copy = Path.Combine(place.Into, "cats", "a.jpg");

        var undone = place.TakeBack(Playground.Once("remove copy", () => Rewrite(copy, "CATS", inPlace)));

        Assert.Equal((0, 1, true), (undone.Reverted, undone.KeptCount, undone.Unfinished));
        Assert.Equal("CATS", File.ReadAllText(copy));
    }

    [Fact]
    public void What_another_process_puts_under_the_name_of_a_temporary_file_costs_no_original()
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(acrossFileSystems: true);
        var path = place.Add("a.jpg", "cats");

        var result = place.Sort(SortMode.Move, Playground.Once("name copy", () =>
        {
            var temporary = Assert.Single(Directory.GetFiles(Path.Combine(place.Into, "cats"), ".twofold-*.partial"));
            File.Delete(temporary);
            File.WriteAllText(temporary, "theirs");
        }));

        Assert.Contains("is not the copy of", Assert.Single(result.Problems));
        Assert.Equal("cats", File.ReadAllText(path));
        Assert.Equal("theirs", File.ReadAllText(Path.Combine(place.Into, "cats", "a.jpg"))); // whoever that belongs to
        Assert.Equal(1, place.Sort(SortMode.Move).Sorted);
        Assert.Equal("cats", File.ReadAllText(Path.Combine(place.Into, "cats", "a (2).jpg")));
    }

    [Fact]
    public void Temporary_files_of_two_output_folders_never_have_one_name()
    {
        List<string> names = [];
        for (var i = 0; i < 2; i++)
        {
            using var place = new Playground();
            place.Add("a.jpg", "cats");
            place.Sort(beforeStep: Playground.Once("name copy", () =>
                names.Add(Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(place.Into, "cats"), ".twofold-*.partial"))))));
        }

        Assert.Equal(2, names.Distinct().Count());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Undo_of_a_move_takes_a_photo_back_that_was_changed_or_replaced_since_and_says_so(bool inPlace)
    {
        using var place = new Playground();
        var original = place.Add("a.jpg", "cats");
        place.Add("b.jpg", "cats too");
        place.Sort(SortMode.Move);
        var sorted = Path.Combine(place.Into, "cats", "a.jpg");
        if (!inPlace)
            File.Delete(sorted);
        File.WriteAllText(sorted, "cats, turned");

        var undone = place.TakeBack();

        Assert.Equal((2, 1, 0), (undone.Reverted, undone.ChangedCount, undone.KeptCount));
        Assert.Contains($"'{original}' is not what was sorted", Assert.Single(undone.Changed));
        Assert.Equal("cats, turned", File.ReadAllText(original));
        Assert.Empty(Playground.Names(place.Into));
    }

    // As some tools do it that write into photos: the length and the time of last change are what they were.
    static void Rewrite(string path, string content, bool inPlace)
    {
        var facts = FileFacts.Of(path)!.Value; // it is there
        var written = inPlace ? path : path + ".new";
        File.WriteAllText(written, content);
        Posix.SetModified(written, facts.Modified);
        if (!inPlace)
            File.Move(written, path, overwrite: true);
        Assert.True(FileFacts.Of(path)!.Value.IsUnchanged(facts)); // as far as these tell
    }
}
