namespace Twofold.Studio.Tests;

public sealed class IncomingTests(StudioFixture studio)
{
    [Fact]
    public async Task What_comes_in_is_taken_as_long_as_there_is_room_and_a_part_of_it_is_not_left()
    {
        // Room for the beginning only: others fill the disk meanwhile.
        var room = new Queue<long>([Incoming.LeastFreeBytes, Incoming.LeastFreeBytes - 1]);
        var path = Path.Combine(studio.Folder, "incoming", "large");

        var refused = await Assert.ThrowsAsync<TwofoldException>(() => new Incoming(room.Dequeue).WriteAsync(new MemoryStream(new byte[20 << 20]), path, "large.tiff", TestContext.Current.CancellationToken));

        Assert.Contains("'large.tiff' was not kept: there is less than a gigabyte left", refused.Message);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task What_comes_in_is_written_byte_for_byte_and_takes_no_other_s_place()
    {
        var (incoming, path) = (new Incoming(() => long.MaxValue), Path.Combine(studio.Folder, "incoming", "whole"));
        byte[] bytes = [.. Enumerable.Range(0, 400_000).Select(i => (byte)(i % 251))];
        await incoming.WriteAsync(new MemoryStream(bytes), path, "whole.jpg", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TwofoldException>(() => incoming.WriteAsync(new MemoryStream([1]), path, "whole.jpg", TestContext.Current.CancellationToken));

        Assert.Equal(bytes, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_few_photos_are_asked_about_at_once_and_more_wait()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "asked-home"));
        var photos = new AskedPhotos(database, new Incoming(() => long.MaxValue));
        var asked = new List<AskedPhoto>();
        for (var i = 0; i < AskedPhotos.MostAtOnce; i++)
            asked.Add(await AskAsync());

        Assert.Contains("Ask again later", (await Assert.ThrowsAsync<TwofoldException>(AskAsync)).Message);
        // Who is refused takes nobody's place.
        asked[0].Dispose();
        asked[0] = await AskAsync();
        Assert.Contains("Ask again later", (await Assert.ThrowsAsync<TwofoldException>(AskAsync)).Message);

        Assert.All(asked, photo => Assert.True(File.Exists(photo.Path)));
        asked.ForEach(photo => photo.Dispose());
        Assert.All(asked, photo => Assert.False(File.Exists(photo.Path)));

        Task<AskedPhoto> AskAsync() => photos.ReceiveAsync(new MemoryStream([1, 2, 3]), "cat.jpg", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_a_killed_studio_was_asked_about_is_gone_when_another_starts()
    {
        var home = Path.Combine(studio.Folder, "killed-asked-home");
        Directory.CreateDirectory(Path.Combine(home, "asked"));
        await File.WriteAllTextAsync(Path.Combine(home, "asked", "left"), "a photo", TestContext.Current.CancellationToken);

        await using var server = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = home }, TestContext.Current.CancellationToken);

        Assert.False(Directory.Exists(Path.Combine(home, "asked")));
    }
}
