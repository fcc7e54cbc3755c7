using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio.Tests;

/// <summary>What the disk refuses while the studio is asked.</summary>
public sealed class DiskTests(StudioFixture studio)
{
    [Fact]
    public async Task A_state_that_cannot_be_written_keeps_nobody_from_a_page_and_is_no_bug()
    {
        var (bugs, token, port) = (new List<Exception>(), AccessToken.Create(), FreePort.Find());
        await using var app = StudioServer.Build(new StudioOptions { Home = Path.Combine(studio.Folder, "read-only-home"), OnBug = bugs.Add }, port, token);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", $"{token}");
        app.Services.GetRequiredService<StudioDatabase>().Execute("PRAGMA query_only = ON");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/recognize", TestContext.Current.CancellationToken)).StatusCode);
        var answer = await client.PutAsJsonAsync("/api/state/test/x", 1, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("could not read or keep its state", await DetailAsync(answer));
        Assert.Equal([], bugs);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_said_without_its_name_and_is_no_bug()
    {
        var (bugs, home) = (new List<Exception>(), Path.Combine(studio.Folder, "blocked-home"));
        await using var server = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = home, OnBug = bugs.Add }, TestContext.Current.CancellationToken);
        using var client = server.Client();
        // Where a folder is to be, a file is.
        await File.WriteAllTextAsync(Path.Combine(home, "dropped"), "", TestContext.Current.CancellationToken);

        var answer = await client.PostAsJsonAsync("/api/drops", new { }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var said = await DetailAsync(answer);
        Assert.Contains("see whether its disk is there", said);
        Assert.DoesNotContain(home, said);
        Assert.Equal([], bugs);
    }

    [Fact]
    public void What_the_disk_refuses_is_told_from_what_is_a_bug()
    {
        Assert.Contains("disk is full", DiskProblem.WordsFor(new SqliteException("database or disk is full", 13)));
        Assert.Null(DiskProblem.WordsFor(new SqliteException("no such table", 1)));
        Assert.Contains("may not be read or written", DiskProblem.WordsFor(new UnauthorizedAccessException("'/home/me/secret'")));
        Assert.Contains("is not there", DiskProblem.WordsFor(new DirectoryNotFoundException("'/home/me/secret'")));
        Assert.DoesNotContain("secret", DiskProblem.WordsFor(new IOException("'/home/me/secret'")));
        Assert.Null(DiskProblem.WordsFor(new InvalidOperationException()));
    }

    [Fact]
    public void Why_several_things_could_not_be_kept_as_one_is_said_also_where_they_were_taken_back_already()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "taken-back-home"));
        // As SQLite does by itself on a disk that is full.
        database.Execute("CREATE TRIGGER full BEFORE INSERT ON page_state BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END");
        var pages = new PageState(database);

        Assert.Contains("disk is full", Assert.Throws<SqliteException>(() => database.InTransaction(() => pages.Keep("test", "x", "1"))).Message);

        database.Execute("DROP TRIGGER full");
        database.InTransaction(() => pages.Keep("test", "x", "2"));
        Assert.Equal("2", pages.Find("test", "x"));
    }

    [Fact]
    public async Task A_model_whose_disk_is_gone_says_so_and_hides_no_other()
    {
        var (away, here) = (Path.Combine(studio.Folder, "mount", "away.twofold"), Path.Combine(studio.Folder, "here.twofold"));
        Directory.CreateDirectory(Path.GetDirectoryName(away)!); // It has a folder.
        File.Copy(await studio.ModelFileAsync(), away);
        File.Copy(away, here);
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "mount-home"));
        using var shelf = new ModelShelf(database, TimeProvider.System);
        var (gone, there) = (shelf.Add(away, null).Id, shelf.Add(here, null).Id);
        Directory.Delete(Path.GetDirectoryName(away)!, recursive: true); // It has a folder.
        // What is below answers neither that it is there nor that it is not, as of a disk that is gone.
        Directory.CreateSymbolicLink(Path.Combine(studio.Folder, "mount"), "mount");

        Assert.NotNull(shelf.Photos(there));
        Assert.Contains("see whether its disk is there", shelf.Find(gone).Problem);
        Assert.Throws<TwofoldException>(() => shelf.Photos(gone));
    }

    [Fact]
    public async Task A_folder_to_write_into_is_made_and_opened_and_nothing_above_it_is()
    {
        using var client = studio.Client();
        var above = Directory.CreateTempSubdirectory("twofold-above-").FullName;
        var made = Path.Combine(above, "made");

        Assert.Equal(made, (await client.TellAsync("/folders/made", new { path = made })).GetProperty("path").GetString());
        await client.TellAsync("/folders/made", new { path = made });

        Assert.True(Directory.Exists(made));
        Assert.True((await client.GetAsync($"/api/folders/list?path={made}", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.False((await client.GetAsync($"/api/folders/list?path={above}", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        var misspelled = await client.PostAsJsonAsync("/api/folders/made", new { path = Path.Combine(above, "typo", "made") }, TestContext.Current.CancellationToken);
        Assert.Contains("There is no folder", await DetailAsync(misspelled));
        Assert.False(Directory.Exists(Path.Combine(above, "typo")));
        await File.WriteAllTextAsync(Path.Combine(above, "file"), "", TestContext.Current.CancellationToken);
        Assert.Contains("is a file", await DetailAsync(await client.PostAsJsonAsync("/api/folders/made", new { path = Path.Combine(above, "file") }, TestContext.Current.CancellationToken)));
        Assert.False((await client.GetAsync($"/api/folders/list?path={above}", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Directory.Delete(above, recursive: true);
    }

    static async Task<string> DetailAsync(HttpResponseMessage answer)
    {
        using (answer)
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString()!; // A problem has one.
    }
}
