namespace Twofold.Workbench.Tests;

/// <summary>A journal that a power cut, a failing disk or a stranger left: whatever stands in it, no photo is lost, and what cannot be done is said.</summary>
public sealed class DamagedJournalTests
{
    [Theory, InlineData(SortMode.Copy), InlineData(SortMode.Move), InlineData(SortMode.Hardlink)]
    public void A_log_that_is_cut_short_or_followed_by_garbage_loses_nothing(SortMode mode)
    {
        using var place = new Playground().WithFewPhotos();
        var contents = place.Contents();
        var (photos, into) = (place.Photos, place.Into);
        // As a killed run leaves it: all done, and the journal's log not yet taken over into the journal.
        var (keptPhotos, keptInto) = (photos + "-kept", into + "-kept");
        Assert.ThrowsAny<Exception>(() => place.Sort(mode, step =>
        {
            if (step != "committed" || Playground.Names(into).Length < place.FileCount)
                return;
            Copy(photos, keptPhotos);
            Copy(into, keptInto);
            throw new InvalidTimeZoneException("killed");
        }));
        var log = File.ReadAllBytes(Path.Combine(keptInto, ".twofold", "journal.db-wal"));
        Assert.True(log.Length > 10_000);
        var random = new SeededRandom(5);

        foreach (var length in (IEnumerable<int>)[0, 1, 31, 32, 33, 55, 56, 57, .. Enumerable.Range(0, 40).Select(_ => random.NextInt(log.Length)), log.Length, log.Length + 1, log.Length + 5000])
        {
            Copy(keptPhotos, photos);
            Copy(keptInto, into);
            var bytes = log.AsSpan(0, Math.Min(length, log.Length)).ToArray();
            var garbage = new byte[Math.Max(0, length - log.Length)];
            foreach (ref var value in garbage.AsSpan())
                value = (byte)random.NextInt(256);
            File.WriteAllBytes(Path.Combine(into, ".twofold", "journal.db-wal"), [.. bytes, .. garbage]);

            if (length % 2 == 0)
                Tried(() => place.TakeBack());
            Tried(() => place.Sort(mode));
            Assert.Superset(contents, place.Contents());
            Tried(() => place.TakeBack());
            Assert.Superset(contents, place.Contents());
            if (length >= log.Length)
                Assert.Equal(place.FileCount, Playground.Names(photos).Length);
        }
    }

    [Fact]
    public void A_journal_with_bytes_that_fell_over_loses_nothing_and_explains_itself()
    {
        using var place = new Playground().WithFewPhotos();
        var contents = place.Contents();
        place.Sort(SortMode.Move);
        var (keptPhotos, keptInto) = (place.Photos + "-kept", place.Into + "-kept");
        Copy(place.Photos, keptPhotos);
        Copy(place.Into, keptInto);
        var journal = File.ReadAllBytes(Path.Combine(keptInto, ".twofold", "journal.db"));
        var random = new SeededRandom(6);
        for (var round = 0; round < 200; round++)
        {
            Copy(keptPhotos, place.Photos);
            Copy(keptInto, place.Into);
            var bytes = (byte[])journal.Clone();
            if (round % 4 == 0)
                bytes = bytes[..random.NextInt(bytes.Length)];
            else
                for (var i = 0; i < 1 + (round % 3 * 20); i++)
                    bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            File.WriteAllBytes(Path.Combine(place.Into, ".twofold", "journal.db"), bytes);

            Tried(() => place.TakeBack());
            Assert.Superset(contents, place.Contents());
            Tried(() => place.Sort(SortMode.Move));
            Assert.Superset(contents, place.Contents());
        }
    }

    [Theory]
    [InlineData("UPDATE actions SET destination = '../precious'"), InlineData("UPDATE actions SET source = '../precious'"), InlineData("UPDATE manifest SET name = '../precious'")]
    [InlineData("UPDATE actions SET source = '/etc/precious'"), InlineData("UPDATE folders SET path = '../empty' WHERE path = 'cats'"), InlineData("UPDATE actions SET destination = 'cats/../../precious'")]
    [InlineData("UPDATE manifest SET name = 'cats/a.jpg'"), InlineData("UPDATE identity SET tag = '../../ab'"), InlineData("UPDATE actions SET source = '.config/a.jpg'")]
    [InlineData("UPDATE actions SET destination = '.twofold/journal.db'")]
    public void A_journal_that_leads_out_of_its_folders_is_called_damaged(string change)
    {
        using var place = new Playground().WithFewPhotos();
        place.Sort(SortMode.Move);
        var outside = Path.GetDirectoryName(place.Into)!; // the playground's own folder
        File.WriteAllText(Path.Combine(outside, "precious"), "precious");
        Directory.CreateDirectory(Path.Combine(outside, "empty"));
        Assert.NotEqual(0, place.ChangeJournal(change));

        var refusal = Assert.Throws<TwofoldException>(() => { for (var i = 0; i < 3; i++) place.TakeBack(); });

        Assert.Contains("is damaged", refusal.Message);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(outside, "precious")));
        Assert.True(Directory.Exists(Path.Combine(outside, "empty")));
    }

    [Fact]
    public void A_journal_that_names_a_hidden_folder_has_nothing_moved_there()
    {
        using var place = new Playground().WithFewPhotos();
        place.Sort(SortMode.Move);
        var settings = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(place.Into)!, ".config", "autostart")).FullName; // the playground's own folder
        place.ChangeJournal($"UPDATE sorts SET folder = '{settings}'");

        Assert.Contains($"'{settings}' is hidden", Assert.Throws<TwofoldException>(() => place.TakeBack()).Message);

        Assert.Empty(Directory.GetFileSystemEntries(settings));
        Assert.Equal(place.FileCount, Playground.Names(place.Into).Length);
    }

    [Fact]
    public void A_journal_that_names_what_is_no_photo_has_it_not_moved()
    {
        using var place = new Playground();
        place.Add("a.jpg", "cats");
        place.Sort(SortMode.Move);
        File.WriteAllText(Path.Combine(place.Into, "cats", "start.desktop"), "[Desktop Entry]");
        place.ChangeJournal("UPDATE actions SET source = 'start.desktop', destination = 'cats/start.desktop'");

        Assert.Contains("it is no photo", Assert.Single(place.TakeBack().Kept));

        Assert.Empty(Playground.Names(place.Photos));
    }

    [Fact]
    public void A_journal_of_the_former_format_goes_on_and_what_a_killed_run_gathered_is_found()
    {
        using var place = new Playground().WithFewPhotos();
        var before = Playground.Listing(place.Photos);
        Assert.Throws<InvalidTimeZoneException>(() => place.Sort(beforeStep: Playground.Once("name copy", () => throw new InvalidTimeZoneException("killed"))));
        foreach (var temporary in Temporaries(place))
            File.Move(temporary, Path.Combine(Path.GetDirectoryName(temporary)!, $".twofold-{Path.GetFileNameWithoutExtension(temporary).Split('-')[^1]}.partial")); // a path below a folder has one
        place.ChangeJournal("DROP TABLE identity; ALTER TABLE sorts DROP COLUMN mount; ALTER TABLE manifest DROP COLUMN hash; ALTER TABLE manifest DROP COLUMN before; PRAGMA user_version = 1");
        Assert.Single(Temporaries(place));

        Assert.Equal((3, 0), (place.Sort().Sorted, Temporaries(place).Length));

        Assert.Equal((4, 0), (place.TakeBack().Reverted, Playground.Names(place.Into).Length));
        Assert.Equal(before, Playground.Listing(place.Photos));
    }

    static string[] Temporaries(Playground place) =>
        Directory.GetFiles(place.Into, ".twofold-*.partial", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });

    // What it cannot do it says in a sentence; everything else is a bug.
    static void Tried(Action work)
    {
        try
        {
            work();
        }
        catch (TwofoldException)
        {
        }
    }

    static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
