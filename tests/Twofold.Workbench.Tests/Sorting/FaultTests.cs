namespace Twofold.Workbench.Tests;

/// <summary>A sort or undo is cut off at its k-th step, for every k: nothing may be lost, and it must finish and be undone as if nothing had happened.</summary>
public sealed class FaultTests
{
    /// <summary>What a killed process sees: the product catches it nowhere.</summary>
    sealed class Kill : Exception;

    public static TheoryData<SortMode, bool, bool> Cases() => [..
        from mode in Enum.GetValues<SortMode>()
        from across in new[] { false, true }
        from full in new[] { false, true }
        where !(across && mode == SortMode.Hardlink)
        select new TheoryDataRow<SortMode, bool, bool>(mode, across, full)];

    [Theory, MemberData(nameof(Cases))]
    public void A_sort_that_is_cut_off_at_any_step_loses_nothing_finishes_and_is_undone(SortMode mode, bool across, bool diskFull)
    {
        Assert.SkipUnless(!across || Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        var cuts = 0;
        for (var wasCut = true; wasCut; cuts++)
        {
            using var place = across ? new Playground(across).WithFewPhotos() : new Playground().WithPhotos();
            var (before, contents) = (Playground.Listing(place.Photos), place.Contents());
            wasCut = IsCut(diskFull, cuts, steps => place.Sort(mode, steps));
            Assert.Superset(contents, place.Contents());
            if (wasCut && cuts % 2 == 1)
                IsCut(diskFull, cuts / 2, steps => place.Sort(mode, steps)); // and cut off again
            Assert.Superset(contents, place.Contents());

            var finished = place.Sort(mode);

            Assert.Equal(0, finished.ProblemCount);
            Assert.Equal(place.PhotoCount, finished.Labels.Values.Sum() + finished.Unsure + finished.Unfamiliar + finished.Unreadable);
            Assert.Equal(place.FileCount, Playground.Names(place.Into).Length);
            Assert.Equal(place.PhotoCount + 1, File.ReadLines(finished.Manifest!).Count()); // not a dry run
            Assert.Equal(mode == SortMode.Move ? [] : before, Playground.Listing(place.Photos));
            Assert.True(place.Sort(mode).NothingLeft);
            Assert.Equal(place.FileCount, place.TakeBack().Reverted);
            Assert.Equal(before, Playground.Listing(place.Photos));
            Assert.Equal([".twofold"], Directory.EnumerateFileSystemEntries(place.Into).Select(Path.GetFileName));
        }

        Assert.InRange(cuts, 12, 1000);
    }

    [Theory, MemberData(nameof(Cases))]
    public void An_undo_that_is_cut_off_at_any_step_loses_nothing_and_finishes(SortMode mode, bool across, bool diskFull)
    {
        Assert.SkipUnless(!across || Playground.HasOtherFileSystem, "there is no second file system at /dev/shm");
        var cuts = 0;
        for (var wasCut = true; wasCut; cuts++)
        {
            using var place = across ? new Playground(across).WithFewPhotos() : new Playground().WithPhotos();
            var (before, contents) = (Playground.Listing(place.Photos), place.Contents());
            // Every other time it is an unfinished sort that is undone.
            if (cuts % 2 == 0 || !IsCut(diskFull, cuts, steps => place.Sort(mode, steps)))
                place.Sort(mode);
            wasCut = IsCut(diskFull, cuts / 2, steps => place.TakeBack(steps));
            Assert.Superset(contents, place.Contents());
            if (wasCut)
            {
                try
                {
                    Assert.Equal(0, place.TakeBack().KeptCount);
                }
                catch (TwofoldException exception)
                {
                    Assert.Contains("nothing to undo", exception.Message); // it was cut off after the last thing to do
                }
            }

            Assert.Equal(before, Playground.Listing(place.Photos));
            Assert.Equal([".twofold"], Directory.EnumerateFileSystemEntries(place.Into).Select(Path.GetFileName));
        }

        Assert.InRange(cuts, 10, 1000);
    }

    static bool IsCut(bool diskFull, int step, Action<Action<string>> work)
    {
        try
        {
            work(_ =>
            {
                if (step-- == 0)
                    throw diskFull ? new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28) : new Kill();
            });
            return false;
        }
        catch (Kill)
        {
            return true;
        }
        catch (TwofoldException exception) when (diskFull && exception.InnerException is IOException)
        {
            Assert.Contains("is full", exception.Message);
            return true;
        }
    }
}
