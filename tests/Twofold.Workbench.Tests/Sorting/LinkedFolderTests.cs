namespace Twofold.Workbench.Tests;

/// <summary>
/// A folder that photos came from leads to where they are sorted now, or a folder that they were sorted into leads elsewhere: one photo is then found under
/// two paths, and what looks like a second one to remove is the only one.
/// </summary>
public sealed class LinkedFolderTests
{
    [Fact]
    public void A_path_leads_where_its_links_do_and_those_that_go_in_a_circle_lead_nowhere()
    {
        using var place = new Playground();
        string In(params string[] parts) => Path.Combine([RealPath.Of(place.Photos), .. parts]);
        Directory.CreateDirectory(In("real", "deep"));
        Directory.CreateSymbolicLink(In("relative"), Path.Combine("real", "deep"));
        Directory.CreateSymbolicLink(In("twice"), "relative");
        Link(In("absolute"), In("real"));
        Directory.CreateSymbolicLink(In("loop"), "loop");
        Directory.CreateSymbolicLink(In("one"), Path.Combine("other", "more"));
        Directory.CreateSymbolicLink(In("other"), Path.Combine("one", "more"));
        Directory.CreateSymbolicLink(In("dangling"), "nothing");

        Assert.Equal(In("real", "deep", "a.jpg"), RealPath.Of(In("relative", "a.jpg")));
        Assert.Equal(In("real", "deep"), RealPath.Of(In("twice")));
        Assert.Equal(In("real", "deep"), RealPath.Of(In("absolute", "deep")));
        Assert.Equal(In("real"), RealPath.Of(In("absolute", "deep", "..")));
        Assert.Equal(In("nothing"), RealPath.Of(In("dangling")));
        Assert.Equal(In("loop", "a.jpg"), RealPath.Of(In("loop", "a.jpg")));
        Assert.StartsWith(In("o"), RealPath.Of(In("one")));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void Undo_refuses_where_the_folder_is_a_link_to_the_sorted_photos(SortMode mode)
    {
        using var place = Sorted(mode, "a.jpg");
        Directory.Delete(place.Photos, recursive: true);
        Link(place.Photos, Path.Combine(place.Into, "cats"));

        Assert.Contains($"'{place.Photos}' is a symbolic link", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);

        AssertThere(place);
        Directory.Delete(place.Photos);
        Directory.CreateDirectory(place.Photos);
        if (mode == SortMode.Move)
            Assert.Equal((1, 0), Counts(place.TakeBack()));
        else
            Assert.Contains("is empty", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void Undo_keeps_a_photo_whose_folder_is_a_link_to_it(SortMode mode)
    {
        using var place = Sorted(mode, "sub/a.jpg");
        var sub = Path.Combine(place.Photos, "sub");
        Directory.Delete(sub, recursive: true);
        Link(sub, Path.Combine(place.Into, "cats"));

        var undone = place.TakeBack();

        Assert.Equal((0, 1), Counts(undone));
        Assert.Contains($"'{sub}' is a symbolic link", undone.Kept[0]);
        AssertThere(place);
    }

    [Theory]
    [InlineData(SortMode.Copy, false), InlineData(SortMode.Move, false), InlineData(SortMode.Hardlink, false)]
    [InlineData(SortMode.Copy, true), InlineData(SortMode.Move, true), InlineData(SortMode.Hardlink, true)]
    public void Undo_keeps_a_photo_whose_folder_is_mounted_on_it(SortMode mode, bool hasAnotherName)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux mounts a folder twice.");
        using var place = Sorted(mode, "sub/a.jpg");
        var (sub, cats) = (Path.Combine(place.Photos, "sub"), Path.Combine(place.Into, "cats"));
        Directory.Delete(sub, recursive: true);
        Directory.CreateDirectory(sub);
        if (hasAnotherName)
            Posix.Link(Path.Combine(cats, "a.jpg"), Path.Combine(place.Photos, "z.jpg"));
        Assert.SkipUnless(Playground.Make("mount", "--bind", cats, sub), "Only an administrator may mount.");
        try
        {
            var undone = place.TakeBack();

            Assert.Equal((0, 1), Counts(undone));
            Assert.Contains("this is the only one", undone.Kept[0]);
        }
        finally
        {
            Playground.Make("umount", sub);
        }

        AssertThere(place);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_killed_move_that_goes_on_keeps_a_photo_whose_folder_leads_to_it(bool mounted)
    {
        using var place = new Playground();
        place.Add("sub/a.jpg", "cats");
        Assert.Throws<InvalidTimeZoneException>(() => place.Sort(SortMode.Move, step =>
        {
            if (step == "flush folder")
                throw new InvalidTimeZoneException("killed after the move and before the journal knew");
        }));
        var (sub, cats) = (Path.Combine(place.Photos, "sub"), Path.Combine(place.Into, "cats"));
        place.Add("b.jpg", "dogs");
        Directory.Delete(sub);
        if (!mounted)
            Link(sub, cats);
        else
            Assert.SkipUnless(OperatingSystem.IsLinux() && Playground.Make("mount", "--bind", cats, Directory.CreateDirectory(sub).FullName), "Only an administrator of Linux may mount.");
        try
        {
            Assert.Contains("sub/a.jpg", Assert.Single(place.Sort(SortMode.Move).Problems));
            AssertThere(place);
            Assert.Equal((1, 1), Counts(place.TakeBack()));
        }
        finally
        {
            if (mounted)
                Playground.Make("umount", sub);
        }

        AssertThere(place);
    }

    [Fact]
    public void Nothing_is_sorted_or_taken_back_through_a_link_among_the_sorted_folders()
    {
        using var place = Sorted(SortMode.Move, "a.jpg");
        var (cats, elsewhere) = (Path.Combine(place.Into, "cats"), place.Into + " elsewhere");
        Directory.Move(cats, elsewhere);
        Link(cats, elsewhere);
        place.Add("b.jpg", "cats too");

        Assert.Contains($"'{cats}' is a symbolic link", Assert.Single(place.Sort(SortMode.Move).Problems));
        Assert.Contains($"'{cats}' is a symbolic link", Assert.Single(place.TakeBack().Kept));

        Assert.Equal(["a.jpg"], Playground.Names(elsewhere));
        Assert.Equal(["b.jpg"], Playground.Names(place.Photos));
    }

    [Fact]
    public void Two_hard_links_are_two_entries_and_two_ways_to_one_are_one()
    {
        using var place = new Playground();
        var one = place.Add("one/a.jpg", "cats");
        var other = Path.Combine(Directory.CreateDirectory(Path.Combine(place.Photos, "other")).FullName, "a.jpg");
        Link(Path.Combine(place.Photos, "link"), Path.Combine(place.Photos, "one"));
        var throughLink = Path.Combine(place.Photos, "link", "a.jpg");

        Assert.False(RealPath.IsSameEntry(one, other)); // there is none
        Assert.True(RealPath.IsSameEntry(one, throughLink));
        Posix.Link(one, other);
        Assert.False(RealPath.IsSameEntry(one, other));
        Assert.True(RealPath.IsSameEntry(one, throughLink));
    }

    static Playground Sorted(SortMode mode, string name)
    {
        var place = new Playground();
        place.Add(name, "cats");
        Assert.Equal(1, place.Sort(mode).Sorted);
        return place;
    }

    static void Link(string link, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows wants a permission for symbolic links.");
        Directory.CreateSymbolicLink(link, target);
    }

    static void AssertThere(Playground place) => Assert.Equal("cats", File.ReadAllText(Path.Combine(place.Into, "cats", "a.jpg")));

    static (long Reverted, long Kept) Counts(UndoResult result) => (result.Reverted, result.KeptCount);
}
