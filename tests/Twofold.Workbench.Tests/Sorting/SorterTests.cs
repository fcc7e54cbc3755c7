using Twofold.Photos;

namespace Twofold.Workbench.Tests;

public sealed class SorterTests
{
    static readonly string[] Sorted =
    [
        "_unfamiliar/d.png", "_unreadable/e.png", "_unsure/c.jpg", "a%2Fb/f.webp",
        "cats/a (2).MOV", "cats/a (2).jpg", "cats/a (3).jpg", "cats/a.jpg", "cats/a.jpg.xmp", "cats/a.xmp", "cats/g.jpg", "dogs/b.CR2", "dogs/b.JPG",
    ];

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void Photos_go_to_their_label_with_what_belongs_to_them_and_come_back(SortMode mode)
    {
        using var place = new Playground().WithPhotos();
        place.Add("notes.txt", "no photo");
        place.Add(".hidden.jpg", "hidden");
        place.Add("lonely.NEF", "raw without a photo");
        var before = Playground.Listing(place.Photos);

        var result = place.Sort(mode);

        // Which of the equal names comes first is the file system's choice; that all arrive, with their own, is not.
        Assert.Equal(Sorted.Length, Playground.Names(place.Into).Length);
        Assert.Equal(mode == SortMode.Move ? 3 : before.Length, Playground.Names(place.Photos).Length);
        Assert.Equal(new Dictionary<string, long> { ["cats"] = 4, ["dogs"] = 1, ["a/b"] = 1 }, result.Labels);
        Assert.Equal((1, 1, 1), (result.Unsure, result.Unfamiliar, result.Unreadable));
        Assert.Equal((9, 0, 4, 1, 2), (result.Sorted, result.AlreadyDone, result.Sidecars, result.SkippedHidden, result.SkippedOther));
        Assert.Equal(["lonely.NEF", "notes.txt"], result.SkippedFiles.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((1, 2), (place.Sort(mode).SkippedHidden, place.Sort(mode).SkippedOther));
        Assert.Equal(before.Where(line => !line.StartsWith(".h") && !line.StartsWith('n') && !line.StartsWith('l')).Select(Facts).Order(), Playground.Listing(place.Into).Select(Facts).Order());
        Assert.False(result.NothingLeft);

        var undone = place.TakeBack();

        Assert.Equal((13, 0, false), (undone.Reverted, undone.KeptCount, undone.Unfinished));
        Assert.Equal(before, Playground.Listing(place.Photos));
        Assert.Equal([".twofold"], Directory.EnumerateFileSystemEntries(place.Into).Select(Path.GetFileName));

        // Hash, time and permissions: all but the name.
        static string Facts(string line) => string.Join(' ', line.Split(' ')[^3..]);
    }

    [Fact]
    public void What_belongs_to_a_photo_shares_its_suffix()
    {
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        place.Add("a.xmp", "about");
        Directory.CreateDirectory(Path.Combine(place.Into, "cats"));
        File.WriteAllText(Path.Combine(place.Into, "cats", "a.xmp"), "somebody's");
        place.Sort();
        Assert.Equal(["cats/a (2).jpg", "cats/a (2).xmp", "cats/a.xmp"], Playground.Names(place.Into));
        place.TakeBack();
        Assert.Equal(["cats/a.xmp"], Playground.Names(place.Into));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void The_same_sort_again_has_nothing_left_and_takes_up_new_photos(SortMode mode)
    {
        using var place = new Playground().WithPhotos();
        place.Sort(mode);
        var after = Playground.Listing(place.Into);

        var again = place.Sort(mode);

        Assert.True(again.NothingLeft);
        Assert.Equal(9, again.AlreadyDone);
        Assert.Equal(4, again.Labels["cats"]);
        Assert.Equal(after, Playground.Listing(place.Into));
        var path = place.Add("new.jpg", "cats of another day");
        Assert.Equal(1, place.Sort(mode).Sorted);
        Assert.Equal(mode != SortMode.Move, File.Exists(path));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void A_photo_with_the_name_of_one_that_was_sorted_is_sorted_too(SortMode mode)
    {
        using var place = new Playground();
        // As a camera's that counts from one again after its card was emptied.
        place.Add("a.jpg", "cats");
        place.Add("b.jpg", "cats that stay");
        place.Sort(mode);
        File.Delete(Path.Combine(place.Photos, "a.jpg"));
        place.Add("a.jpg", "dogs of another day");

        var again = place.Sort(mode);

        Assert.Equal(1, again.Sorted);
        Assert.Equal(["cats/a.jpg", "cats/b.jpg", "dogs/a.jpg"], Playground.Names(place.Into));
        Assert.True(place.Sort(mode).NothingLeft);
        var undone = place.TakeBack();
        Assert.Equal((2, 1), (undone.Reverted, undone.KeptCount));
        Assert.Equal(["cats/a.jpg"], Playground.Names(place.Into));
        Assert.Equal("dogs of another day", File.ReadAllText(Path.Combine(place.Photos, "a.jpg")));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Hardlink)]
    public void A_photo_of_which_only_the_time_changed_is_not_sorted_again(SortMode mode)
    {
        using var place = new Playground();
        var photo = place.Add("a.jpg", "cats");
        place.Sort(mode);
        Posix.SetModified(photo, 1_000_000_000_000_000_000);
        Assert.True(place.Sort(mode).NothingLeft);
    }

    [Fact]
    public void A_move_that_goes_on_does_not_give_the_name_of_a_moved_photo_to_a_new_one()
    {
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        var moved = Path.Combine(place.Into, "cats", "a.jpg");
        Assert.Throws<TwofoldException>(() => place.Sort(SortMode.Move, step =>
        {
            if (step == "commit" && File.Exists(moved))
                throw new IOException("The machine went off.");
        }));
        place.Add("a.jpg", "dogs of another day");

        Assert.Equal(2, place.Sort(SortMode.Move).Sorted);

        Assert.Equal(["cats/a.jpg", "dogs/a.jpg"], Playground.Names(place.Into));
        Assert.Equal("cats", File.ReadAllText(moved));
        var undone = place.TakeBack();
        Assert.Equal((1, 0, 1), (undone.Reverted, undone.ChangedCount, undone.KeptCount));
        Assert.Equal("dogs of another day", File.ReadAllText(Path.Combine(place.Photos, "a.jpg")));
        Assert.Equal("cats", File.ReadAllText(moved));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void A_photo_that_was_replaced_before_its_turn_came_is_looked_at_anew(SortMode mode)
    {
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        Assert.Throws<TwofoldException>(() => place.Sort(mode, Playground.Once("committed", () => throw new IOException("The machine went off."))));
        File.Delete(Path.Combine(place.Photos, "a.jpg"));
        place.Add("a.jpg", "dogs of another day");

        Assert.Equal(0, place.Sort(mode).ProblemCount);

        Assert.Equal(["dogs/a.jpg"], Playground.Names(place.Into));
    }

    [Fact]
    public void What_was_sorted_out_of_the_output_folder_is_taken_back_before_what_brought_it_there()
    {
        using var place = new Playground().WithFewPhotos();
        var before = Playground.Listing(place.Photos);
        place.Sort(SortMode.Move);
        var unsure = place.Request(SortMode.Move) with { Folder = Path.Combine(place.Into, "_unsure"), Model = "better pets" };
        Sorter.Run(unsure, (paths, _) => paths.Select(path => new PhotoPrediction { Path = path, Label = "dogs" }), cancellation: TestContext.Current.CancellationToken);
        var late = place.Add("late.jpg", "cats late");
        place.Sort(SortMode.Move);

        Assert.Equal(unsure.Folder, place.TakeBack().Folder);
        Assert.Equal(0, place.TakeBack().KeptCount);

        File.Delete(late);
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void A_dry_run_says_the_same_and_touches_nothing()
    {
        using var place = new Playground().WithPhotos();
        var before = Playground.Listing(place.Photos);
        var dry = Playground.Sort(place.Request() with { DryRun = true });
        Assert.False(Directory.Exists(place.Into));
        Assert.Null(dry.Manifest);
        Assert.Equal(before, Playground.Listing(place.Photos));
        var real = place.Sort();
        Assert.Equal(real.Labels, dry.Labels);
        Assert.Equal((real.Sorted, real.Unsure, real.Sidecars), (dry.Sorted, dry.Unsure, dry.Sidecars));
        Assert.True(Playground.Sort(place.Request() with { DryRun = true }).NothingLeft);
    }

    [Fact]
    public void A_dry_run_reports_where_each_photo_would_go()
    {
        using var place = new Playground().WithPhotos();
        List<SortedPhoto> seen = [];
        Sorter.Run(place.Request() with { DryRun = true }, Playground.Recognize, sorted: new Listener<SortedPhoto>(seen.Add), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(9, seen.Count);
        Assert.Contains(seen, photo => photo.Source == Path.Combine(place.Photos, "b.JPG") && photo.Destination == Path.Combine(place.Into, "dogs", "b.JPG"));
    }

    [Fact]
    public void Another_sort_into_the_same_folder_is_undone_on_its_own()
    {
        using var place = new Playground().WithPhotos();
        place.Sort();
        var first = Playground.Listing(place.Into);
        Playground.Sort(place.Request() with { Model = "better pets" });
        Assert.Equal(2 * first.Length, Playground.Listing(place.Into).Length);
        place.TakeBack();
        Assert.Equal(first, Playground.Listing(place.Into));
        Assert.Equal(10, File.ReadLines(Path.Combine(place.Into, "manifest.csv")).Count());
        place.TakeBack();
        Assert.Empty(Playground.Names(place.Into));
        var nothing = Assert.Throws<TwofoldException>(() => place.TakeBack());
        Assert.Contains("nothing to undo", nothing.Message);
    }

    [Fact]
    public void A_sort_that_is_to_be_the_only_one_is_refused_beside_copies_and_not_where_the_photos_were_moved_away()
    {
        using var place = new Playground().WithFewPhotos();
        var only = place.Request() with { Model = "better pets", Once = true };
        place.Sort(SortMode.Move);
        place.Add("new.jpg", "dogs");
        Assert.Equal(1, Playground.Sort(only).Sorted);
        Assert.True(Playground.Sort(only).NothingLeft);
        var sorted = Playground.Listing(place.Into);

        Assert.Contains("copied into", Assert.Throws<TwofoldException>(() => Playground.Sort(only with { Model = "pets" })).Message);
        Assert.Contains("copied into", Assert.Throws<TwofoldException>(() => Playground.Sort(only with { Mode = SortMode.Hardlink })).Message);

        Assert.Equal(sorted, Playground.Listing(place.Into));
        place.TakeBack();
        Assert.Equal(1, Playground.Sort(only with { Mode = SortMode.Hardlink }).Sorted);
        Assert.Contains("linked into", Assert.Throws<TwofoldException>(() => Playground.Sort(only)).Message);
    }

    [Fact]
    public void Undo_takes_back_the_sort_of_the_folder_that_was_told_and_of_no_other()
    {
        using var place = new Playground().WithFewPhotos();
        place.Sort();
        var sorted = Playground.Listing(place.Into);

        Assert.Contains($"is of '{place.Photos}' by now", Assert.Throws<TwofoldException>(() => Undo.Run(new(place.Into, "/elsewhere"), cancellation: TestContext.Current.CancellationToken)).Message);

        Assert.Equal(sorted, Playground.Listing(place.Into));
        Assert.Equal(4, Undo.Run(new(place.Into, Undo.Look(new(place.Into)).Folder), cancellation: TestContext.Current.CancellationToken).Reverted);
    }

    [Fact]
    public void Undo_where_nothing_was_sorted_says_so()
    {
        using var place = new Playground();
        Assert.Contains("nothing to undo", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);
        Assert.False(Directory.Exists(place.Into));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void Undo_while_the_source_folder_is_away_is_refused_and_works_once_it_is_back(SortMode mode)
    {
        using var place = new Playground().WithPhotos();
        var before = Playground.Listing(place.Photos);
        place.Sort(mode);
        var sorted = Playground.Listing(place.Into);
        Directory.Move(place.Photos, place.Photos + "2");

        Assert.Contains($"'{place.Photos}' is not there", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);

        Assert.Equal(sorted, Playground.Listing(place.Into));
        Assert.False(Directory.Exists(place.Photos));
        Directory.Move(place.Photos + "2", place.Photos);
        Assert.Equal((13, 0), (place.TakeBack().Reverted, Playground.Names(place.Into).Length));
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void Undo_says_that_nothing_was_sorted_where_every_photo_failed()
    {
        using var place = new Playground().WithFewPhotos();
        Assert.Equal(0, SortWithFailures(place).Sorted);
        Assert.Equal(0, place.TakeBack().Reverted);
        Assert.EndsWith("nothing was sorted into it.", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);
    }

    [Fact]
    public void A_photo_that_failed_before_is_not_counted_as_done_before()
    {
        using var place = new Playground().WithFewPhotos();
        SortWithFailures(place);
        Assert.Equal(0, SortWithFailures(place).AlreadyDone);
        var dry = Playground.Sort(place.Request() with { DryRun = true });
        Assert.Equal((3, 0), (dry.Sorted, dry.AlreadyDone));
        var retried = place.Sort();
        Assert.Equal((3, 0), (retried.Sorted, retried.AlreadyDone));
        Assert.Equal(3, place.Sort().AlreadyDone);
    }

    [Fact]
    public void Undo_counts_only_what_it_took_back()
    {
        using var place = new Playground().WithFewPhotos();
        place.Sort();
        File.Delete(Path.Combine(place.Into, "_unsure", "c.jpg"));
        var undone = place.TakeBack();
        Assert.Equal((3, 0), (undone.Reverted, undone.KeptCount));
    }

    [Fact]
    public void A_resumed_move_does_not_take_somebody_elses_file_for_the_photo()
    {
        using var place = new Playground();
        var original = place.Add("a.jpg", "cats");
        Assert.Equal(1, place.Sort(SortMode.Move, step => { if (step == "move") throw new FileProblemException("It cannot be moved now."); }).ProblemCount);
        File.Delete(original);
        var theirs = Path.Combine(place.Into, "cats", "a.jpg");
        File.WriteAllText(theirs, "theirs");

        var resumed = place.Sort(SortMode.Move);

        Assert.Contains($"'{theirs}' is not the file", Assert.Single(resumed.Problems));
        Assert.Equal((0, 0), (resumed.Sorted, resumed.AlreadyDone));
        var undone = place.TakeBack();
        Assert.Equal((0, 1), (undone.Reverted, undone.KeptCount));
        Assert.Equal("theirs", File.ReadAllText(theirs));
        Assert.False(File.Exists(original));
    }

    static SortResult SortWithFailures(Playground place) =>
        place.Sort(beforeStep: step => { if (step == "create temporary") throw new FileProblemException("It cannot be read now."); });

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Hardlink)]
    public void Undo_keeps_a_copy_that_is_the_last_one(SortMode mode)
    {
        using var place = new Playground();
        var original = place.Add("a.jpg", "cats");
        place.Add("b.jpg", "dogs");
        place.Sort(mode);
        File.Delete(original);
        var undone = place.TakeBack();
        Assert.Equal((1, 1), (undone.Reverted, undone.KeptCount));
        Assert.Contains("last copy", undone.Kept[0]);
        Assert.Equal(["cats/a.jpg"], Playground.Names(place.Into));
    }

    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Hardlink)]
    public void Undo_of_copies_waits_for_originals_of_which_none_is_there(SortMode mode)
    {
        using var place = new Playground().WithFewPhotos();
        place.Sort(mode);
        var (away, sorted) = (place.Photos + " away", Playground.Listing(place.Into));
        // As the folder on which a disk is mounted, and is not now.
        Directory.Move(place.Photos, away);
        Directory.CreateDirectory(place.Photos);

        Assert.Contains("is empty", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);

        Assert.Equal(sorted, Playground.Listing(place.Into));
        Directory.Delete(place.Photos);
        Directory.Move(away, place.Photos);
        Assert.Equal((4, 0), (place.TakeBack() is var undone ? undone.Reverted : 0, undone.KeptCount));
    }

    [Fact]
    public void Undo_of_a_move_waits_for_the_disk_that_was_mounted()
    {
        using var place = new Playground();
        var disk = Directory.CreateDirectory(place.Photos + " disk").FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Playground.Make("mount", "--bind", disk, place.Photos), "Only an administrator of Linux may mount.");
        var isMounted = true;
        try
        {
            place.Add("a.jpg", "cats");
            place.Sort(SortMode.Move);
            isMounted = !Playground.Make("umount", place.Photos);

            Assert.Contains("connect it", Assert.Throws<TwofoldException>(() => place.Sort(SortMode.Move)).Message);
            Assert.Contains("connect it", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);

            Assert.Empty(Directory.EnumerateFileSystemEntries(place.Photos));
            isMounted = Playground.Make("mount", "--bind", disk, place.Photos);
            Assert.Equal(1, place.TakeBack().Reverted);
            Assert.Equal(["a.jpg"], Playground.Names(disk));
        }
        finally
        {
            if (isMounted)
                Playground.Make("umount", place.Photos);
        }
    }

    [Fact]
    public void Undo_keeps_a_copy_that_was_changed()
    {
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        place.Sort();
        var copy = Path.Combine(place.Into, "cats", "a.jpg");
        var modified = FileFacts.Of(copy)!.Value.Modified; // it was just sorted there
        File.WriteAllText(copy, "CATS");
        Posix.SetModified(copy, modified);
        var undone = place.TakeBack();
        Assert.Contains("no longer what this sort made", Assert.Single(undone.Kept));
        Assert.Equal("CATS", File.ReadAllText(copy));
    }

    [Fact]
    public void Undo_of_a_move_never_overwrites_what_now_stands_there()
    {
        using var place = new Playground();
        var original = place.Add("a.jpg", "cats");
        place.Sort(SortMode.Move);
        File.WriteAllText(original, "something new");
        var undone = place.TakeBack();
        Assert.Contains("another content", Assert.Single(undone.Kept));
        Assert.Equal("something new", File.ReadAllText(original));
        Assert.Equal("cats", File.ReadAllText(Path.Combine(place.Into, "cats", "a.jpg")));
    }

    [Fact]
    public void Undo_of_a_move_makes_the_folder_again_that_somebody_removed()
    {
        using var place = new Playground();
        place.Add("gone/a.jpg", "cats");
        var before = Playground.Listing(place.Photos);
        place.Sort(SortMode.Move);
        Directory.Delete(Path.Combine(place.Photos, "gone"));
        Assert.Equal(1, place.TakeBack().Reverted);
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void Folders_that_were_there_before_stay_and_so_does_what_somebody_put_into_new_ones()
    {
        using var place = new Playground().WithPhotos();
        Directory.CreateDirectory(Path.Combine(place.Into, "dogs"));
        place.Sort();
        File.WriteAllText(Path.Combine(place.Into, "cats", "mine.txt"), "mine");
        place.TakeBack();
        Assert.Equal([".twofold", "cats", "dogs"], Directory.EnumerateFileSystemEntries(place.Into).Select(Path.GetFileName).Order());
        Assert.Equal(["cats/mine.txt"], Playground.Names(place.Into));
    }

    [Fact]
    public void The_manifest_has_every_photo_with_its_probabilities()
    {
        using var place = new Playground();
        place.Add("with \"quotes\", comma.jpg", "cats");
        place.Add("x.jpg", "unreadable");
        var lines = File.ReadAllLines(place.Sort().Manifest!); // not a dry run
        Assert.Equal("source,destination,label,probability,unsure,unfamiliar,error,p(cats),p(dogs)", lines[0]);
        Assert.Contains(lines, line => line.Contains("\"\"quotes\"\", comma.jpg") && line.EndsWith("cats,0.75,false,false,,0.75,0.25"));
        Assert.Contains(lines, line => line.EndsWith("_unreadable/x.jpg,,0,false,false,It is no picture.,,"));
    }

    [Fact]
    public void A_manifest_that_is_somebody_elses_is_left_alone()
    {
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        Directory.CreateDirectory(place.Into);
        File.WriteAllText(Path.Combine(place.Into, "manifest.csv"), "theirs");
        Assert.Equal("manifest (2).csv", Path.GetFileName(place.Sort().Manifest));
        place.Sort();
        place.TakeBack();
        Assert.Equal("theirs", File.ReadAllText(Path.Combine(place.Into, "manifest.csv")));
        Assert.False(File.Exists(Path.Combine(place.Into, "manifest (2).csv")));
    }

    [Fact]
    public void A_manifest_that_somebody_wrote_into_is_neither_replaced_nor_removed()
    {
        using var place = new Playground().WithFewPhotos();
        var manifest = place.Sort().Manifest!; // not a dry run
        File.AppendAllText(manifest, "my notes");
        var noted = File.ReadAllText(manifest);

        Assert.Equal("manifest (2).csv", Path.GetFileName(place.Sort().Manifest));

        Assert.Equal(noted, File.ReadAllText(manifest));
        var second = Path.Combine(place.Into, "manifest (2).csv");
        File.WriteAllText(second, "something else");
        place.TakeBack();
        Assert.Equal((noted, "something else"), (File.ReadAllText(manifest), File.ReadAllText(second)));
    }

    [Fact]
    public void A_manifest_whose_writing_was_cut_off_is_known_as_the_sorts_own()
    {
        using var place = new Playground().WithFewPhotos();
        var manifest = place.Sort().Manifest!; // not a dry run
        place.Add("late.jpg", "dogs late");
        // Opened, planned, done, and the manifest noted, which is not written any more.
        var commits = 0;
        Assert.Throws<TwofoldException>(() => place.Sort(beforeStep: step =>
        {
            if (step == "committed" && ++commits == 4)
                throw new IOException("The machine went off.");
        }));
        Assert.DoesNotContain("late.jpg", File.ReadAllText(manifest));

        Assert.Equal(manifest, place.Sort().Manifest);
        Assert.Contains("late.jpg", File.ReadAllText(manifest));
    }

    [Fact]
    public void An_output_folder_that_is_the_input_folder_or_inside_it_is_refused()
    {
        using var place = new Playground().WithPhotos();
        var before = Playground.Listing(place.Photos);
        List<string> inside = [place.Photos, place.Photos + "/", Path.Combine(place.Photos, "sorted"), Path.Combine(place.Photos, "day two", "..", "x", "y")];
        if (!OperatingSystem.IsWindows())
        {
            var link = Path.Combine(Path.GetDirectoryName(place.Into)!, "link"); // it is below the playground's folder
            Directory.CreateSymbolicLink(link, Path.Combine(place.Photos, "day two"));
            inside.AddRange([link, Path.Combine(link, "new")]);
        }

        foreach (var into in inside)
            Assert.Contains("inside it", Assert.Throws<TwofoldException>(() => Playground.Sort(place.Request() with { Into = into })).Message);
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void Photos_are_not_moved_out_of_a_hidden_folder_and_are_copied()
    {
        using var place = new Playground();
        place.Add(".photos/a.jpg", "cats");
        var request = place.Request() with { Folder = Path.Combine(place.Photos, ".photos") };
        Assert.Contains("is hidden", Assert.Throws<TwofoldException>(() => Playground.Sort(request with { Mode = SortMode.Move })).Message);
        Assert.False(Directory.Exists(place.Into));
        Assert.Equal(1, Playground.Sort(request).Sorted);
        Assert.Equal(1, place.TakeBack().Reverted);
    }

    [Fact]
    public void What_undo_would_take_back_is_said_and_nothing_is_touched()
    {
        using var place = new Playground().WithFewPhotos();
        place.Sort(SortMode.Move);
        var sorted = Playground.Listing(place.Into);
        Assert.Equal(new UndoPlan(place.Photos, SortMode.Move, 4), Undo.Look(new(place.Into)));
        Assert.Equal(sorted, Playground.Listing(place.Into));
        Assert.Equal(4, place.TakeBack().Reverted);
    }

    [Fact]
    public void What_is_no_folder_or_has_no_photos_is_said_in_a_sentence()
    {
        using var place = new Playground();
        Assert.Contains("no photos", Assert.Throws<TwofoldException>(() => place.Sort()).Message);
        Assert.False(Directory.Exists(place.Into));
        var file = place.Add("a.jpg", "cats");
        Assert.Contains("is a file", Assert.Throws<TwofoldException>(() => Playground.Sort(place.Request() with { Folder = file })).Message);
        Assert.Contains("is a file", Assert.Throws<TwofoldException>(() => Playground.Sort(place.Request() with { Folder = place.Photos, Into = file })).Message);
        Assert.Contains("no folder", Assert.Throws<TwofoldException>(() => Playground.Sort(place.Request() with { Folder = file + "x" })).Message);
    }

    [Fact]
    public void A_second_process_at_the_same_folder_is_refused()
    {
        using var place = new Playground().WithPhotos();
        string? refusal = null;
        place.Sort(beforeStep: step => refusal ??= step == "create temporary" ? Assert.Throws<TwofoldException>(() => place.TakeBack()).Message : null);
        Assert.Contains("Another sort or undo is at work", refusal);
    }

    [Fact]
    public void A_damaged_journal_is_said_and_nothing_is_touched()
    {
        using var place = new Playground().WithPhotos();
        place.Sort(SortMode.Move);
        var journal = Path.Combine(place.Into, ".twofold", "journal.db");
        var bytes = File.ReadAllBytes(journal);
        Array.Clear(bytes, 0, 2000);
        File.WriteAllBytes(journal, bytes);
        var sorted = Playground.Listing(place.Into);
        Assert.Contains("is damaged", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);
        Assert.Equal(sorted, Playground.Listing(place.Into));
    }

    [Fact]
    public void The_next_photos_are_recognized_while_the_last_are_sorted_and_no_more_than_that()
    {
        using var place = new Playground();
        const int photos = 4 * Sorter.BatchSize;
        for (var i = 0; i < photos; i++)
            place.Add($"{i:0000}.jpg", "cats");
        using var isRecognized = new ManualResetEventSlim();
        var (recognized, atOnce, most, blocked) = (0, 0, 0, false);

        var result = Sorter.Run(place.Request(SortMode.Move), Counting, null, new Listener<SortedPhoto>(_ => Interlocked.Decrement(ref atOnce)), BeforeStep, TestContext.Current.CancellationToken);

        Assert.Equal(photos, result.Sorted);
        Assert.True(blocked);
        Assert.InRange(most, Sorter.BatchSize + 1, 2 * Sorter.BatchSize);

        IEnumerable<PhotoPrediction> Counting(IEnumerable<string> paths, CancellationToken cancellation)
        {
            foreach (var photo in Playground.Recognize(paths, cancellation))
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                if (++recognized == 2 * Sorter.BatchSize)
                    isRecognized.Set();
                yield return photo;
            }
        }

        // The first batch is not done before the second is recognized: one after the other, this would wait in vain.
        void BeforeStep(string step)
        {
            if (step == "move" && !blocked)
                blocked = isRecognized.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Photos_are_sorted_in_the_order_in_which_they_were_recognized()
    {
        using var place = new Playground();
        for (var i = 0; i < 2 * Sorter.BatchSize + 9; i++)
            place.Add($"{i:0000}.jpg", "cats");
        List<string> sorted = [];

        Sorter.Run(place.Request(), Playground.Recognize, sorted: new Listener<SortedPhoto>(photo => sorted.Add(photo.Source)), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(Directory.GetFiles(place.Photos).Order(StringComparer.Ordinal), sorted);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void An_error_in_the_middle_loses_nothing_and_the_same_request_goes_on(bool whileRecognizing)
    {
        using var place = new Playground();
        const int photos = 3 * Sorter.BatchSize;
        for (var i = 0; i < photos; i++)
            place.Add($"{i:0000}.jpg", $"cats {i}");
        var (before, contents) = (Playground.Listing(place.Photos), place.Contents());
        var moves = 0;

        Assert.Throws<InvalidTimeZoneException>(() => Sorter.Run(
            place.Request(SortMode.Move),
            (paths, cancellation) => Playground.Recognize(paths, cancellation).Select((photo, i) => whileRecognizing && i == photos / 2 ? throw new InvalidTimeZoneException("a bug") : photo),
            null,
            null,
            step => { if (!whileRecognizing && step == "move" && ++moves == photos / 2) throw new InvalidTimeZoneException("a bug"); },
            TestContext.Current.CancellationToken));

        Assert.Equal(contents, place.Contents());
        Assert.InRange(Playground.Names(place.Into).Length, Sorter.BatchSize - 1, photos / 2);
        Assert.Equal(photos, place.Sort(SortMode.Move) is { } result ? result.Sorted + result.AlreadyDone : 0);
        place.TakeBack();
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void A_canceled_sort_is_continued()
    {
        using var place = new Playground();
        for (var i = 0; i < 600; i++)
            place.Add($"{i}.jpg", $"cats {i}");
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Sorter.Run(place.Request(SortMode.Move), Playground.Recognize, new Listener<WorkProgress>(_ => source.Cancel()), cancellation: source.Token));
        var before = Playground.Names(place.Into).Length;
        Assert.InRange(before, 1, 599);
        Assert.Equal(600 - before, place.Sort(SortMode.Move).Sorted);
        Assert.Equal(600, place.TakeBack().Reverted);
    }

    [Fact]
    public void Sorting_part_of_the_output_folder_again_moves_only_what_is_elsewhere_now()
    {
        using var place = new Playground().WithPhotos();
        place.Sort();
        File.WriteAllText(Path.Combine(place.Into, "_unsure", "c.jpg"), "dogs after all");
        place.Add("h.jpg", "unsure still");
        place.Sort();
        var again = Playground.Sort(new() { Folder = Path.Combine(place.Into, "_unsure"), Into = place.Into, Mode = SortMode.Move, Model = "better pets" });
        Assert.Equal((1, 1), (again.Sorted, again.AlreadyDone));
        Assert.True(File.Exists(Path.Combine(place.Into, "dogs", "c.jpg")));
        Assert.True(File.Exists(Path.Combine(place.Into, "_unsure", "h.jpg")));
    }

    [Fact]
    public void Hard_links_across_file_systems_are_refused_before_the_first_action()
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(acrossFileSystems: true).WithPhotos();
        Assert.Contains("different file systems", Assert.Throws<TwofoldException>(() => place.Sort(SortMode.Hardlink)).Message);
        Assert.False(Directory.Exists(place.Into));
    }

    [Fact]
    public void A_move_across_file_systems_keeps_contents_times_and_permissions()
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(acrossFileSystems: true).WithPhotos();
        var before = Playground.Listing(place.Photos);
        place.Sort(SortMode.Move);
        Assert.Empty(Playground.Names(place.Photos));
        Assert.Equal(13, place.TakeBack().Reverted);
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    [Fact]
    public void An_original_that_changes_while_it_is_copied_stays()
    {
        Assert.SkipUnless(Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        using var place = new Playground(acrossFileSystems: true);
        var path = place.Add("a.jpg", "cats and more");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        var result = place.Sort(SortMode.Move, step => { if (step == "verify copy") File.AppendAllText(path, "!"); });
        Assert.Contains("changed while", Assert.Single(result.Problems));
        Assert.Equal("cats and more!", File.ReadAllText(path));
        Assert.Empty(Playground.Names(place.Into));
        Assert.Equal(1, place.Sort(SortMode.Move).Sorted);
    }

    [Fact]
    public void A_name_taken_after_it_was_planned_is_not_overwritten()
    {
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        Directory.CreateDirectory(Path.Combine(place.Into, "cats"));
        var theirs = Path.Combine(place.Into, "cats", "a.jpg");
        foreach (var mode in Enum.GetValues<SortMode>())
        {
            place.Sort(mode, step => { if (step is "name copy" or "move" or "link") File.WriteAllText(theirs, "theirs"); });
            Assert.Equal("theirs", File.ReadAllText(theirs));
            Assert.Equal("cats", File.ReadAllText(Path.Combine(place.Into, "cats", "a (2).jpg")));
            place.TakeBack();
            Assert.Equal(["cats/a.jpg"], Playground.Names(place.Into));
            File.Delete(theirs);
        }
    }

    [Fact]
    public void A_folder_of_another_who_may_not_write_is_said_in_a_sentence()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "permissions do not bind this user");
        if (OperatingSystem.IsWindows())
            return; // the compiler does not see the skip
        using var place = new Playground().WithPhotos();
        Directory.CreateDirectory(place.Into);
        File.SetUnixFileMode(place.Into, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("No permission", Assert.Throws<TwofoldException>(() => place.Sort()).Message);
        File.SetUnixFileMode(place.Into, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Every_raw_file_goes_with_its_photo() => Assert.All(Twofold.Photos.PhotoFolder.RawEndings, ending => Assert.True(Sidecars.IsSidecar($"IMG_1{ending}")));
}
