using Microsoft.Playwright;

namespace Twofold.Studio.Tests;

[Collection(nameof(Alone))]
public sealed class FrameTests(StudioFixture studio)
{
    public static TheoryData<string> Pages => [.. StudioPages.All.Select(page => page.Address)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_is_accessible_in_light_and_dark_and_asks_nothing_of_the_network(string address)
    {
        var page = await studio.OpenAsync(address);
        List<string> elsewhere = [], complaints = [];
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(studio.Root.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                elsewhere.Add(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        await page.ReloadAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        // Before it is looked through: what looks gives what is in a frame, such as a report, styles of its own, which that forbids.
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));

        await Accessibility.IsFlawlessAsync(page);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Accessibility.HasLegibleColorsAsync(page);
        Assert.Equal([], elsewhere);
        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_page_is_wider_than_a_small_phone_or_needs_more_than_half_a_second_to_its_first_paint(string address)
    {
        var page = await studio.OpenAsync(address, width: 400, height: 800);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Layout.FitsAsync(page);

        await page.ReloadAsync();
        var paint = await page.EvaluateAsync<double>(
            "() => new Promise(seen => new PerformanceObserver(list => seen(list.getEntriesByName('first-contentful-paint')[0].startTime)).observe({ type: 'paint', buffered: true }))");
        Assert.InRange(paint, 0, 500);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_studio_opens_where_it_was_left()
    {
        var page = await studio.OpenAsync("/tables");
        await page.GotoAsync(studio.Root.ToString());

        Assert.EndsWith("/tables", page.Url);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_keyboard_reaches_the_page_past_the_navigation()
    {
        var page = await studio.OpenAsync("/tables");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        Assert.Equal("page", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await page.Context.CloseAsync();
    }
}
