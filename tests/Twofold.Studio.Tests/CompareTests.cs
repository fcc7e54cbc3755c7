using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

public sealed class CompareTests(StudioFixture studio)
{
    [Fact]
    public async Task A_table_is_compared_on_and_the_report_opens_with_its_own_style()
    {
        var table = Blossoms.Write(Path.Combine(studio.Folder, "to-compare.csv"));
        var page = await studio.OpenAsync("/compare");
        await page.Locator("#data-file").SetInputFilesAsync(table);
        await Expect(page.Locator("#how").GetByRole(AriaRole.Heading)).ToHaveTextAsync("120 rows, 4 columns");
        await Expect(page.GetByLabel("Labels are in")).ToHaveValueAsync("kind");
        await page.GetByLabel("Repeats").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What to use" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#comparison .advice").First).ToContainTextAsync("The label of a new row");
        await Accessibility.IsFlawlessAsync(page);
        await page.ReloadAsync();
        var link = page.GetByRole(AriaRole.Link, new() { Name = "All curves and numbers" });
        var report = await page.Context.RunAndWaitForPageAsync(() => link.ClickAsync());
        await Expect(report.GetByRole(AriaRole.Heading, new() { Name = "What to use" })).ToBeVisibleAsync();
        // Without its style the page would have the browser's own margin.
        Assert.NotEqual("8px", await report.EvaluateAsync<string>("() => getComputedStyle(document.body).margin"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task There_is_no_report_of_what_was_not_compared()
    {
        using var client = studio.Client();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/comparisons/..%2F..%2Fstudio/report")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/comparisons/none/report")).StatusCode);
    }
}
