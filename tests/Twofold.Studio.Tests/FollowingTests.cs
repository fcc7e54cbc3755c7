using System.Net.Http;
using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

/// <summary>How pages follow long work.</summary>
[Collection(nameof(Alone))]
public sealed class FollowingTests(StudioFixture studio) : IAsyncDisposable
{
    /// <summary>Lets nothing go on after a test, whatever came of it: other work would wait for the machine.</summary>
    public async ValueTask DisposeAsync()
    {
        using var client = studio.Client();
        foreach (var job in (await client.AskAsync("/jobs")).EnumerateArray().Where(job => job.GetProperty("state").GetString() is "waiting" or "running"))
            await EndAsync(client, job.GetProperty("id").GetString()!); // A job has one.
    }

    [Fact]
    public async Task A_page_has_one_line_open_for_each_place_however_much_was_begun_there()
    {
        using var client = studio.Client();
        // What wants the whole machine waits for it, and its page for news.
        await TrainAsync(client, "to-wait-for");
        var page = await studio.OpenAsync("/tables");
        await page.AddInitScriptAsync("window.lines = []; window.EventSource = class extends EventSource { constructor(address) { super(address); lines.push(this); } };");
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Learn" }).ClickAsync();
        await page.Locator("#table-file").SetInputFilesAsync(Blossoms.Write(Path.Combine(studio.Folder, "waiting.csv")));
        for (var i = 0; i < 3; i++)
        {
            await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Learn", Exact = true }).ClickAsync(), response => response.Url.EndsWith("/events", StringComparison.Ordinal));
            await Expect(page.Locator("#training .job")).ToContainTextAsync("Waits for other work to end");
        }

        Assert.Equal(1, await page.EvaluateAsync<int>("() => lines.filter(line => line.readyState !== EventSource.CLOSED).length"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Work_that_gave_way_to_other_work_in_its_place_is_stopped_from_the_list_where_the_focus_stays()
    {
        using var client = studio.Client();
        var training = await TrainAsync(client, "to-give-way");
        var folder = Path.Combine(studio.Folder, "to-give-way");
        var other = (await client.TellAsync("/recognize/trainings", new { folder, backbone = "none", minutes = 10, seed = 1 })).GetProperty("id").GetString()!; // A job has one.
        var page = await studio.OpenAsync("/practice");
        var stop = page.Locator(".work").GetByRole(AriaRole.Button, new() { Name = "Stop: Learning to-give-way" });
        await Expect(stop).ToHaveCountAsync(2);
        // The newest is above; it waits for the one below.
        await Expect(page.Locator(".work li").First).ToContainTextAsync("waits");
        await Accessibility.IsFlawlessAsync(page);
        await stop.Last.FocusAsync();
        // The list is brought up to date every two seconds.
        await page.RunAndWaitForResponseAsync(() => Task.CompletedTask, response => response.Url.EndsWith("/jobs?active=true", StringComparison.Ordinal));
        await page.WaitForTimeoutAsync(200);
        await Expect(stop.Last).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");

        await Expect(stop).ToHaveCountAsync(1);
        await Expect(page.Locator("#page")).ToBeFocusedAsync();
        Assert.Equal("cancelled", (await client.AskAsync($"/jobs/{training}")).GetProperty("state").GetString());
        await EndAsync(client, other);
        await Expect(page.Locator(".work")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_sort_is_stopped_from_the_list_only_after_a_question()
    {
        var page = await studio.OpenAsync("/practice");
        var (asked, works) = (0, true);
        await page.RouteAsync("**/api/jobs?active=true", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = works ? """[{"id":"moving","kind":"apply-board","title":"Sorting into sorted","page":"/recognize","state":"running","progress":null}]""" : "[]",
        }));
        await page.RouteAsync("**/api/jobs/moving/cancel", route =>
        {
            asked++;
            works = false;
            return route.FulfillAsync(new() { Status = 204 });
        });
        var stop = page.Locator(".work").GetByRole(AriaRole.Button);
        await stop.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it go on" }).ClickAsync();
        Assert.Equal(0, asked);

        await stop.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Stop “Sorting into sorted”?");
        await Accessibility.IsFlawlessAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop it" }).ClickAsync();

        await Expect(stop).ToHaveCountAsync(0);
        Assert.Equal(1, asked);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_tab_that_is_hidden_has_no_line_open_and_is_told_the_rest_when_it_is_looked_at_again()
    {
        using var client = studio.Client();
        var training = await TrainAsync(client, "to-look-away-from");
        var page = await studio.OpenAsync("/recognize");
        await page.AddInitScriptAsync("window.lines = []; window.EventSource = class extends EventSource { constructor(address) { super(address); lines.push(this); } };");
        await ShowAsync(client, page, training);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep the best" })).ToBeVisibleAsync();
        const string Open = "() => lines.filter(line => line.readyState !== EventSource.CLOSED).length", Hide =
            "isHidden => { Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }";
        Assert.NotEqual(0, await page.EvaluateAsync<int>(Open));

        await page.EvaluateAsync(Hide, true);

        Assert.Equal(0, await page.EvaluateAsync<int>(Open));
        await EndAsync(client, training);
        await page.EvaluateAsync(Hide, false);
        await Expect(page.Locator("#training .job")).ToContainTextAsync("Stopped");
        // It has ended: there is nothing more to be told.
        await page.EvaluateAsync(Hide, true);
        var all = await page.EvaluateAsync<int>("() => lines.length");
        await page.EvaluateAsync(Hide, false);
        Assert.Equal(all, await page.EvaluateAsync<int>("() => lines.length"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_page_that_was_turned_away_follows_on_when_it_is_let_in_again()
    {
        using var client = studio.Client();
        var training = await TrainAsync(client, "to-follow-on");
        var page = await studio.OpenAsync("/recognize");
        var turnedAway = new TaskCompletionSource();
        // As a studio that was started anew answers, until its address is opened.
        await page.RouteAsync("**/events", async route =>
        {
            await route.FulfillAsync(new() { Status = 401 });
            turnedAway.TrySetResult();
        });
        await ShowAsync(client, page, training);
        await turnedAway.Task;
        await page.UnrouteAllAsync();

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep the best" })).ToBeVisibleAsync();

        await EndAsync(client, training);
        await Expect(page.Locator("#training .job")).ToContainTextAsync("Stopped");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Work_that_may_not_go_on_says_why_and_work_that_may_is_followed_on()
    {
        using var client = studio.Client();
        var training = await TrainAsync(client, "to-go-on");
        await EndAsync(client, training);
        var page = await studio.OpenAsync("/recognize");
        await ShowAsync(client, page, training);
        await page.RouteAsync("**/resume", route => route.FulfillAsync(new() { Status = 400, ContentType = "application/problem+json", Body = """{"detail":"Not now."}""" }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.Locator("#training").GetByRole(AriaRole.Alert)).ToHaveTextAsync("Not now.");
        // It stays: nothing that the job tells takes it away.
        await page.WaitForTimeoutAsync(500);
        await Expect(page.Locator("#training").GetByRole(AriaRole.Alert)).ToHaveTextAsync("Not now.");
        await page.UnrouteAllAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep the best" })).ToBeVisibleAsync();
        await Expect(page.Locator("#training").GetByRole(AriaRole.Alert)).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_end_of_work_that_a_killed_studio_could_not_tell_is_asked_for()
    {
        using var client = studio.Client();
        var training = await TrainAsync(client, "to-be-killed");
        await EndAsync(client, training);
        var page = await studio.OpenAsync("/recognize");
        var running = $$"""{"id":"{{training}}","state":"running","progress":null,"result":null,"message":null}""";
        await page.RouteAsync("**/events", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = $"id: 1\nevent: job\ndata: {running}\n\nid: 1\nevent: end\ndata: {{}}\n\n" }));
        await ShowAsync(client, page, training);

        await Expect(page.Locator("#training .job")).ToContainTextAsync("Stopped");
        await page.Context.CloseAsync();
    }

    /// <summary>Opens the page's tab "Teach" on a training that it has kept.</summary>
    static async Task ShowAsync(HttpClient client, IPage page, string training)
    {
        await client.PutAsJsonAsync("/api/state/recognize/training", training, TestContext.Current.CancellationToken);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
    }

    /// <summary>Begins a training that goes on until it is told to end, and waits until it is on its way.</summary>
    async Task<string> TrainAsync(HttpClient client, string name)
    {
        var folder = DrawnPhotos.Labeled(Path.Combine(studio.Folder, name), perLabel: 8);
        await client.TellAsync("/folders", new { path = folder });
        var id = (await client.TellAsync("/recognize/trainings", new { folder, backbone = "none", minutes = 10 })).GetProperty("id").GetString()!; // A job has one.
        while ((await client.AskAsync($"/jobs/{id}")).GetProperty("state").GetString() != "running")
            await Task.Delay(20, TestContext.Current.CancellationToken);
        return id;
    }

    static async Task EndAsync(HttpClient client, string id)
    {
        await client.TellAsync($"/jobs/{id}/cancel", new { });
        while ((await client.AskAsync($"/jobs/{id}")).GetProperty("state").GetString() is "waiting" or "running")
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
