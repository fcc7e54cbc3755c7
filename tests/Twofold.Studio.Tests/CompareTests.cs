using System.Net;
using System.Text.RegularExpressions;
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

        var inPage = page.FrameLocator("#comparison iframe");
        await Expect(inPage.GetByRole(AriaRole.Heading, new() { Name = "What to use" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#comparison .job")).ToContainTextAsync("Done", new() { Timeout = 60_000 });
        await Expect(inPage.Locator(".advice")).ToContainTextAsync("The label of a new row");
        await Accessibility.IsFlawlessAsync(page);
        await page.ReloadAsync();
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Open the report on its own" });
        var report = await page.Context.RunAndWaitForPageAsync(() => link.ClickAsync());
        await Expect(report.GetByRole(AriaRole.Heading, new() { Name = "What to use" })).ToBeVisibleAsync();
        // Without its style the page would have the browser's own margin.
        Assert.NotEqual("8px", await report.EvaluateAsync<string>("() => getComputedStyle(document.body).margin"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_report_fills_in_while_the_comparison_goes_on_and_stays_in_place()
    {
        var table = Blossoms.Write(Path.Combine(studio.Folder, "to-compare-for-long.csv"));
        var page = await studio.OpenAsync("/compare");
        List<string> complaints = [];
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        await page.Locator("#data-file").SetInputFilesAsync(table);
        // What another test looked at is there until then.
        await Expect(page.Locator("#data [name=path]")).ToHaveValueAsync(new Regex("to-compare-for-long"));
        await Expect(page.Locator("#how").GetByRole(AriaRole.Heading)).ToHaveTextAsync("120 rows, 4 columns");
        await page.GetByLabel("Repeats").FillAsync("100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();

        var inPage = page.FrameLocator("#comparison iframe");
        await Expect(inPage.GetByText("This comparison goes on")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await inPage.Locator("body").EvaluateAsync("body => body.ownerDocument.stayed = true");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep the best" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep the best" }).ClickAsync();

        await Expect(inPage.GetByText("was stopped before its end")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.True(await inPage.Locator("body").EvaluateAsync<bool>("body => body.ownerDocument.stayed === true"));
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        await Layout.FitsAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_folder_is_dropped_as_one_and_what_cannot_be_taken_is_said()
    {
        var page = await studio.OpenAsync("/compare");
        var problem = page.Locator("#data .problem");
        await page.DropAsync("#data", ["empty", Array.Empty<object>()]);
        await Expect(problem).ToHaveTextAsync("There is no file in what was dropped.");
        await page.DropAsync("#data", ["one.csv", "a,b"], ["other.csv", "a,b"]);
        await Expect(problem).ToHaveTextAsync("2 files were dropped: drop one table, or a folder with a folder of photos for each label.");
        await page.DropAsync("#data", ["gone.csv", null]);
        await Expect(problem).ToHaveTextAsync("'gone.csv' cannot be read: It is gone.");

        await page.DropAsync("#data", ["pets", new object[][] { ["cats", new object[][] { ["1.png", "x"] }], ["dogs", new object[][] { ["1.png", "y"] }] }]);

        await Expect(page.Locator("#how").GetByRole(AriaRole.Heading)).ToHaveTextAsync("A folder of photos");
        await Expect(problem).ToBeHiddenAsync();
        var folder = await page.Locator("#data [name=path]").InputValueAsync();
        Assert.Equal("pets", Path.GetFileName(folder));
        Assert.Equal("y", await File.ReadAllTextAsync(Path.Combine(folder, "dogs", "1.png"), TestContext.Current.CancellationToken));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_file_that_is_gone_when_it_is_sent_is_not_taken_for_a_studio_that_is_gone()
    {
        var table = Blossoms.Write(Path.Combine(studio.Folder, "to-lose.csv"));
        var page = await studio.OpenAsync("/compare");
        await page.RouteAsync("**/api/drops", async route =>
        {
            File.Delete(table);
            await route.ContinueAsync();
        });

        // The page's script has begun.
        await Expect(page.Locator("#data [role=status]")).ToBeAttachedAsync();

        await page.Locator("#data-file").SetInputFilesAsync(table);

        await Expect(page.Locator("#data .problem")).ToContainTextAsync("'to-lose.csv' cannot be read");
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
