using System.Net.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

/// <summary>Takes the pictures of the documentation, from drawn animals and a made table.</summary>
public sealed class ScreenshotTests(StudioFixture studio)
{
    const string Variable = "TWOFOLD_SCREENSHOTS";

    static readonly string? Into = Environment.GetEnvironmentVariable(Variable);

    [Fact]
    public async Task Each_page_is_pictured_in_light_and_dark()
    {
        Assert.SkipWhen(Into is null, $"Takes pictures of the pages: set {Variable} to the folder for them, such as docs/studio.");
        using var client = studio.Client();
        var model = await TrainAsync(client);
        await PictureAsync("recognize-teach", "/recognize", model, async page =>
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
            await page.GetByLabel("A folder of labelled photos").FillAsync(studio.Animals);
            await page.GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).First.ClickAsync();
            await Expect(page.Locator("#survey h2")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        });
        await PictureAsync("recognize-ask", "/recognize", model, async page =>
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = "Ask" }).ClickAsync();
            await page.Locator("#ask-files").SetInputFilesAsync(Path.Combine(studio.Animals, "cats", "cats-4.png"));
            await Expect(page.Locator(".explanation")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        });
        var mixed = DrawnPhotos.Mixed(Path.Combine(studio.Folder, "mixed"), perLabel: 40);
        await client.TellAsync("/folders", new { path = mixed });
        await client.TellAsync("/boards", new { model, folder = mixed });
        await PictureAsync("recognize-sort", "/recognize", model, async page =>
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
            if (await page.Locator("#boards button").IsVisibleAsync())
                await page.Locator("#boards button").First.ClickAsync();
            await Expect(page.Locator("#board [role=status]")).ToContainTextAsync("80 photos", new() { Timeout = 60_000 });
        });
        await PictureAsync("create-make", "/create", model, async page =>
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = "Make", Exact = true }).ClickAsync();
            await page.GetByLabel("How many").FillAsync("6");
            await page.GetByRole(AriaRole.Button, new() { Name = "Make", Exact = true }).ClickAsync();
            await Expect(page.Locator(".picture")).ToHaveCountAsync(6, new() { Timeout = 60_000 });
        });
        await PictureAsync("create-walk", "/create", model, page => page.GetByRole(AriaRole.Tab, new() { Name = "Walk" }).ClickAsync());
        await PictureAsync("create-game", "/create", model, page => page.GetByRole(AriaRole.Tab, new() { Name = "Is it real?" }).ClickAsync());
        await PictureAsync("tables-learn", "/tables", model, async page =>
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = "Learn" }).ClickAsync();
            await page.Locator("#table-file").SetInputFilesAsync(Blossoms.Write(Path.Combine(studio.Folder, "blossoms.csv")));
            await page.GetByLabel("At most minutes").FillAsync("0.05");
            await page.GetByRole(AriaRole.Button, new() { Name = "Learn", Exact = true }).ClickAsync();
            await Expect(page.Locator("#training h2")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        });
        await PictureAsync("tables-ask", "/tables", model, async page =>
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = "Ask and make" }).ClickAsync();
            await page.Locator("#row").GetByLabel("length").FillAsync("7.5");
        });
    }

    [Fact]
    public async Task A_comparison_is_pictured_in_light_and_dark()
    {
        Assert.SkipWhen(Into is null, $"Takes pictures of the pages: set {Variable} to the folder for them, such as docs/studio.");
        await PictureAsync("compare", "/compare", "", async page =>
        {
            await page.Locator("#data-file").SetInputFilesAsync(Blossoms.Write(Path.Combine(studio.Folder, "blossoms.csv")));
            await page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
            await Expect(page.Locator("#comparison .job")).ToContainTextAsync("Done", new() { Timeout = 120_000 });
            await page.EvaluateAsync("() => document.querySelector('#comparison').scrollIntoView()");
        });
    }

    async Task<string> TrainAsync(HttpClient client)
    {
        await client.TellAsync("/folders", new { path = DrawnPhotos.Labeled(studio.Animals, perLabel: 200) });
        var trained = await client.WorkAsync("/recognize/trainings", new { folder = studio.Animals, creator = "gan", backbone = "none", minutes = 4 });
        return trained.GetProperty("model").GetProperty("id").GetString()!; // A model has one.
    }

    async Task PictureAsync(string name, string address, string model, Func<IPage, Task> prepare)
    {
        var page = await studio.OpenAsync(address, width: 1080, height: 760);
        await page.EvaluateAsync("([page, model]) => fetch(`/api/state${page}/model`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(model) })", new[] { address, model });
        await page.ReloadAsync();
        await prepare(page);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.WaitForTimeoutAsync(800);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Into!, $"{name}-{scheme.ToString().ToLowerInvariant()}.png") }); // Skipped where null.
        }

        await page.Context.CloseAsync();
    }
}
