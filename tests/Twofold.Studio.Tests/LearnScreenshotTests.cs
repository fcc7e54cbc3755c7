using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

/// <summary>Takes the pictures of the documentation of the pages that teach.</summary>
[Collection(nameof(Alone))]
public sealed class LearnScreenshotTests(StudioFixture studio)
{
    const string Variable = "TWOFOLD_SCREENSHOTS";

    static readonly string? Into = Environment.GetEnvironmentVariable(Variable);

    [Fact]
    public async Task The_pages_that_teach_are_pictured_in_light_and_dark()
    {
        Assert.SkipWhen(Into is null, $"Takes pictures of the pages: set {Variable} to the folder for them, such as docs/studio.");
        await PictureAsync("learn-far", "/learn", async page =>
        {
            await page.Locator("#lessons button").Nth(8).ClickAsync();
            await Expect(page.Locator("#count-now")).ToHaveTextAsync("60");
            await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
            await page.Locator("#left").ClickAsync(new() { Position = new() { X = 270, Y = 60 } });
            await Expect(page.Locator(".task.done")).ToBeVisibleAsync();
        });
        await PictureAsync("learn-create", "/learn", async page =>
        {
            await page.Locator("#lessons button").Nth(5).ClickAsync();
            await Expect(page.Locator("#count-now")).ToHaveTextAsync("100");
            await page.Locator("#discriminative").SelectOptionAsync("NearestNeighbors");
            await page.Locator("#generative").SelectOptionAsync("GaussianMixture");
            await page.GetByRole(AriaRole.Button, new() { Name = "Make 50 points" }).ClickAsync();
            await Expect(page.Locator("#said")).ToContainTextAsync("50 made points");
        });
        await PictureAsync("learn-pictures", "/learn", async page =>
        {
            await page.Locator("#lessons button").Nth(1).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin: the clock runs" }).ClickAsync();
            for (var i = 0; i < 20; i++)
                await page.Keyboard.PressAsync(i % 3 == 0 ? "ArrowLeft" : "ArrowRight");
            await page.GetByLabel("Measure").SelectOptionAsync("how busy its top is");
        });
        await PictureAsync("practice", "/practice", async page =>
        {
            await page.Locator("#questions button").Nth(9).ClickAsync();
            await page.Locator(".answers button").Nth(0).ClickAsync();
            await page.Locator(".answers button").Nth(2).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
            await Expect(page.Locator(".printed")).ToContainTextAsync("3 examples but 2 labels");
        });
    }

    async Task PictureAsync(string name, string address, Func<IPage, Task> prepare)
    {
        var page = await studio.OpenAsync(address, width: 1440, height: 900);
        await prepare(page);
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.WaitForTimeoutAsync(1000);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Into!, $"{name}-{scheme.ToString().ToLowerInvariant()}.png") }); // Skipped where null.
        }

        await page.Context.CloseAsync();
    }
}
