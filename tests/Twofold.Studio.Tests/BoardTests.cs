using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio.Tests;

/// <summary>Boards as a program uses them, when things go wrong.</summary>
public sealed class BoardTests(StudioFixture studio)
{
    [Fact]
    public async Task A_board_that_is_put_away_while_it_is_filled_ends_that_and_is_no_bug()
    {
        var model = await studio.ModelAsync();
        var folder = Path.Combine(studio.Folder, "to-put-away");
        Directory.CreateDirectory(folder);
        var drawn = Path.Combine(studio.Animals, "cats", "cats-0.png");
        for (var i = 0; i < 5000; i++)
            File.Copy(drawn, Path.Combine(folder, $"{i:D4}.png"));
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = folder });
        var board = await client.TellAsync("/boards", new { model, folder });
        var (id, job) = (board.GetProperty("id").GetString(), board.GetProperty("job").GetString());
        while ((await client.AskAsync($"/boards/{id}")).GetProperty("photos").GetInt32() == 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);

        (await client.DeleteAsync($"/api/boards/{id}")).EnsureSuccessStatusCode();

        var ended = await client.AskAsync($"/jobs/{job}");
        Assert.Equal("cancelled", ended.GetProperty("state").GetString());
        Assert.Contains("that lie on the board stay", ended.GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/api/boards/{id}")).StatusCode);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(studio.Folder, "home", "boards"), $"{id}*"));
    }

    [Fact]
    public async Task A_board_that_was_corrected_is_not_applied_beside_its_own_copies_and_undo_says_first_what_goes()
    {
        var (model, folder, into) = (await studio.ModelAsync(), DrawnPhotos.Mixed(Path.Combine(studio.Folder, "to-apply-twice"), perLabel: 2), Path.Combine(studio.Folder, "applied-once"));
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = folder });
        await client.TellAsync("/folders/made", new { path = into });
        var id = (await client.TellAsync("/boards", new { model, folder })).GetProperty("id").GetString();
        while ((await client.AskAsync($"/boards/{id}")).GetProperty("photos").GetInt32() < 4)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(4, (await client.WorkAsync($"/boards/{id}/apply", new { into })).GetProperty("sorted").GetInt32());

        await client.TellAsync($"/boards/{id}/corrections", new { photos = new[] { 0 }, label = "rabbits" });

        Assert.Contains("undo that one first", await RefusalAsync(client, $"/boards/{id}/apply", new { into }));
        Assert.Equal(4, Directory.EnumerateFiles(into, "*.png", SearchOption.AllDirectories).Count());
        var plan = await client.AskAsync($"/boards/undo?into={Uri.EscapeDataString(into)}");
        Assert.Equal((folder, "copy", 4), (plan.GetProperty("folder").GetString(), plan.GetProperty("mode").GetString(), plan.GetProperty("files").GetInt32()));
        Assert.Contains("and not of '/elsewhere'", await RefusalAsync(client, "/boards/undo", new { into, folder = "/elsewhere" }));
        Assert.Equal(4, (await client.WorkAsync("/boards/undo", new { into, folder })).GetProperty("reverted").GetInt32());
        Assert.Equal(4, (await client.WorkAsync($"/boards/{id}/apply", new { into })).GetProperty("sorted").GetInt32());
    }

    [Fact]
    public async Task A_sort_of_a_folder_that_nobody_opened_is_not_taken_back()
    {
        // They are drawn for it.
        await studio.ModelAsync();
        var folder = Directory.CreateTempSubdirectory("twofold-somebodys-").FullName;
        var photo = Path.Combine(folder, "a.png");
        File.Copy(Path.Combine(studio.Animals, "cats", "cats-0.png"), photo);
        var into = Path.Combine(studio.Folder, "from-somebody");
        Sorter.Run(new SortRequest { Folder = folder, Into = into, Mode = SortMode.Move }, (paths, _) => paths.Select(path => new PhotoPrediction { Path = path, Label = "cats" }), cancellation: TestContext.Current.CancellationToken);
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = into });

        Assert.Contains($"came from '{folder}', which is in no folder that was opened here", await RefusalAsync(client, "/boards/undo", new { into }));

        Assert.False(File.Exists(photo));
        // By another name than the journal's it is that folder too.
        var link = Path.Combine(studio.Folder, "mine");
        Directory.CreateSymbolicLink(link, folder);
        await client.TellAsync("/folders", new { path = link });
        Assert.Equal(1, (await client.WorkAsync("/boards/undo", new { into })).GetProperty("reverted").GetInt32());
        Assert.True(File.Exists(photo));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_board_is_not_deleted_while_it_is_applied()
    {
        var (token, port) = (AccessToken.Create(), FreePort.Find());
        await using var app = StudioServer.Build(new StudioOptions { Home = Path.Combine(studio.Folder, "applying-home") }, port, token);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", $"{token}");
        app.Services.GetRequiredService<StudioDatabase>().Execute("INSERT INTO boards (id, model, folder, created) VALUES ('one', 'm', '/photos', 1), ('other', 'm', '/photos', 2)");
        var jobs = app.Services.GetRequiredService<JobStore>();
        jobs.Add("applying", "apply-board", "Sorting into sorted", "/recognize", """{"board":"one","into":"/sorted","mode":"move"}""");

        var refused = await client.DeleteAsync("/api/boards/one", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("'Sorting into sorted' works with this board: stop that first", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await client.DeleteAsync("/api/boards/other", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        jobs.End("applying", JobState.Cancelled, null, null);
        (await client.DeleteAsync("/api/boards/one", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(0, (await client.AskAsync("/boards")).GetArrayLength());
    }

    static async Task<string> RefusalAsync(HttpClient client, string address, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api{address}", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString()!; // A problem has one.
    }

    [Fact]
    public async Task A_board_that_could_not_be_opened_is_opened_when_it_can_be()
    {
        var options = new StudioOptions { Port = FreePort.Find(), Home = Path.Combine(studio.Folder, "returning-home") };
        var (model, away) = (Path.Combine(studio.Folder, "returning.twofold"), Path.Combine(studio.Folder, "away.twofold"));
        File.Copy(await studio.ModelFileAsync(), model);
        var folder = DrawnPhotos.Mixed(Path.Combine(studio.Folder, "to-come-back"), perLabel: 2);
        string id;
        await using (var first = await StudioServer.StartAsync(options, TestContext.Current.CancellationToken))
        {
            using var client = first.Client();
            await client.TellAsync("/folders", new { path = folder });
            await client.TellAsync("/folders", new { path = studio.Folder });
            var known = await client.TellAsync("/models", new { path = model });
            id = (await client.TellAsync("/boards", new { model = known.GetProperty("id").GetString(), folder })).GetProperty("id").GetString()!; // A board has one.
            while ((await client.AskAsync($"/boards/{id}")).GetProperty("photos").GetInt32() < 4)
                await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        // The disk of the model is not there.
        File.Move(model, away);
        await using var second = await StudioServer.StartAsync(options, TestContext.Current.CancellationToken);
        using var again = second.Client();
        Assert.Equal(HttpStatusCode.BadRequest, (await again.GetAsync($"/api/boards/{id}")).StatusCode);

        File.Move(away, model);

        Assert.Equal(4, (await again.AskAsync($"/boards/{id}")).GetProperty("photos").GetInt32());
    }

    [Fact]
    public async Task Corrections_are_there_and_are_applied_although_the_photos_that_the_model_learned_from_are_gone()
    {
        var options = new StudioOptions { Port = FreePort.Find(), Home = Path.Combine(studio.Folder, "bereft-home") };
        var model = Path.Combine(studio.Folder, "bereft.twofold");
        File.Copy(await studio.ModelFileAsync(), model);
        var (data, away) = (DrawnPhotos.Labeled(Path.Combine(studio.Folder, "learned-from"), perLabel: 6), Path.Combine(studio.Folder, "learned-from-away"));
        var folder = DrawnPhotos.Mixed(Path.Combine(studio.Folder, "to-correct"), perLabel: 2);
        string id;
        await using (var first = await StudioServer.StartAsync(options, TestContext.Current.CancellationToken))
        {
            using var client = first.Client();
            await client.TellAsync("/folders", new { path = folder });
            await client.TellAsync("/folders", new { path = studio.Folder });
            var known = await client.TellAsync("/models", new { path = model, data });
            id = (await client.TellAsync("/boards", new { model = known.GetProperty("id").GetString(), folder })).GetProperty("id").GetString()!; // A board has one.
            while ((await client.AskAsync($"/boards/{id}")).GetProperty("photos").GetInt32() < 4)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            await client.TellAsync($"/boards/{id}/corrections", new { photos = new[] { 0, 1 }, label = "rabbits" });
            Assert.True((await client.TellAsync($"/boards/{id}/teach", new { })).GetProperty("taught").GetBoolean());
        }

        Directory.Move(data, away);
        await using var second = await StudioServer.StartAsync(options, TestContext.Current.CancellationToken);
        using var again = second.Client();

        var board = await again.AskAsync($"/boards/{id}");
        Assert.Equal((2, false), (board.GetProperty("corrected").GetInt32(), board.GetProperty("taught").GetBoolean()));
        Assert.Contains("not learned from", board.GetProperty("problem").GetString());
        Assert.Contains(data, board.GetProperty("problem").GetString());
        var why = await again.AskAsync($"/boards/{id}/photos/0/why");
        Assert.Equal(0, why.GetProperty("nearest").GetArrayLength());
        Assert.Contains(data, why.GetProperty("problem").GetString());
        // What has not learned is not saved as what has.
        Assert.Equal(HttpStatusCode.BadRequest, (await again.PostAsync($"/api/boards/{id}/save", null, TestContext.Current.CancellationToken)).StatusCode);
        var into = Path.Combine(studio.Folder, "corrected");
        Assert.Equal(4, (await again.WorkAsync($"/boards/{id}/apply", new { into })).GetProperty("sorted").GetInt32());
        Assert.InRange(Directory.EnumerateFiles(Path.Combine(into, "rabbits"), "*.png").Count(), 2, 4);

        Directory.Move(away, data);

        var taught = await again.TellAsync($"/boards/{id}/teach", new { });
        Assert.True(taught.GetProperty("taught").GetBoolean());
        Assert.Equal(JsonValueKind.Null, taught.GetProperty("problem").ValueKind);
    }
}
