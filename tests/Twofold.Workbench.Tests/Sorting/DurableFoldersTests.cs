namespace Twofold.Workbench.Tests;

/// <summary>A power cut cannot be had in a test: what is looked at is in which order folders are flushed.</summary>
public sealed class DurableFoldersTests
{
    [Fact]
    public void Each_missing_folder_is_made_durable_in_the_one_above_from_the_top_down()
    {
        using var place = new Playground();
        List<(string Parent, int Folders)> flushed = [];

        new DurableFolders(parent => flushed.Add((parent, Directory.GetDirectories(parent).Length))).Make(In(place, "a", "b", "c"));

        Assert.Equal([(place.Photos, 1), (In(place, "a"), 1), (In(place, "a", "b"), 1)], flushed.TakeLast(3));
        Assert.True(Directory.Exists(In(place, "a", "b", "c")));
    }

    [Fact]
    public void A_folder_is_flushed_once_by_each_run_also_where_an_earlier_one_made_it()
    {
        using var place = new Playground();
        new DurableFolders().Make(In(place, "a"));
        List<string> flushed = [];
        var folders = new DurableFolders(flushed.Add);

        folders.Make(In(place, "a"));
        Assert.Equal(place.Photos, flushed[^1]);
        var count = flushed.Count;
        folders.Make(In(place, "a"));
        Assert.Equal(count, flushed.Count);

        // Somebody removed it in the meantime.
        Directory.Delete(In(place, "a"));
        folders.Make(In(place, "a"));
        Assert.Equal(count + 1, flushed.Count);
        Assert.True(Directory.Exists(In(place, "a")));
    }

    [Fact]
    public void A_folder_above_that_may_not_be_listed_is_no_reason_to_stop()
    {
        using var place = new Playground();
        new DurableFolders(_ => throw new UnauthorizedAccessException()).Make(place.Photos);
        Assert.True(Directory.Exists(place.Photos));
    }

    static string In(Playground place, params string[] names) => Path.Combine([place.Photos, .. names]);
}
