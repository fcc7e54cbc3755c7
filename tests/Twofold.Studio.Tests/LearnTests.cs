using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

/// <summary>The page "Learn" in a browser.</summary>
[Collection(nameof(Alone))]
public sealed class LearnTests(StudioFixture studio)
{
    [Fact]
    public async Task Points_are_put_by_clicks_and_by_keys_dragged_taken_away_and_kept()
    {
        var page = await LessonAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Put and drag points" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "● A" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(page.Locator("#said")).ToContainTextAsync("Nothing to learn from yet");
        await ClickAsync(page, "#left", -2, 0);
        await Expect(page.Locator("#discriminative-report")).ToContainTextAsync("give examples of at least two labels");

        await page.Locator("#right").FocusAsync();
        await page.Keyboard.PressAsync("2");
        for (var i = 0; i < 3; i++)
            await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#count-now")).ToHaveTextAsync("2");
        await Expect(page.Locator("#discriminative-report")).ToContainTextAsync("Wrong on 0 of its 2 points");

        await page.Mouse.MoveAsync(await At(page, "#left", -2, 0, 'x'), await At(page, "#left", -2, 0, 'y'));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(await At(page, "#left", -2, 3, 'x'), await At(page, "#left", -2, 3, 'y'), new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await KeptAsync(page, kept => kept.GetProperty("points").GetArrayLength() == 2 && kept.GetProperty("points")[0].GetProperty("y").GetDouble() > 2.8);

        await page.ReloadAsync();
        await Expect(page.Locator("#count-now")).ToHaveTextAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take away" }).ClickAsync();
        await ClickAsync(page, "#left", -2, 3);
        await Expect(page.Locator("#count-now")).ToHaveTextAsync("1");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_point_that_is_put_by_a_key_is_kept()
    {
        var page = await LessonAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Put and drag points" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await KeptAsync(page, kept => kept.GetProperty("points").GetArrayLength() == 0);
        await page.Locator("#right").FocusAsync();

        await page.Keyboard.PressAsync("Enter");

        await KeptAsync(page, kept => kept.GetProperty("points").GetArrayLength() == 1);
        await page.ReloadAsync();
        await Expect(page.Locator("#count-now")).ToHaveTextAsync("1");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Bayes_rule_is_shown_with_its_numbers_and_a_lesson_notices_the_place_that_it_asked_for()
    {
        var page = await LessonAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        // From an A to a B: somewhere between, B fits better and A is still more probable.
        for (var x = -0.5; x < 2 && !await page.Locator(".task.done").IsVisibleAsync(); x += 0.15)
        {
            await ClickAsync(page, "#right", x, 0.4);
            await Expect(page.Locator("#answer .creates")).ToBeVisibleAsync();
            await page.WaitForTimeoutAsync(60);
        }

        await Expect(page.Locator(".task")).ToContainTextAsync("Done:");
        await Expect(page.Locator(".bayes")).ToContainTextAsync("Sum: p(point)");
        await Accessibility.IsFlawlessAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Next lesson" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await ClickAsync(page, "#right", 0, 0);
        await page.Locator("[data-label=A]").FillAsync("1");
        await page.Locator("[data-label=B]").FillAsync("100");
        await Expect(page.Locator(".task")).ToContainTextAsync("Done:");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_next_lesson_has_the_focus()
    {
        var page = await LessonAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#lesson h2")).ToContainTextAsync("3.");
        await Expect(page.Locator("#lesson h2")).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Every_lesson_and_every_answer_fits_a_small_phone()
    {
        var page = await LessonAsync(0);
        // Another test may have left a single point there, of which nothing can be asked.
        await page.Locator("#preset").SelectOptionAsync("clouds");
        await page.SetViewportSizeAsync(400, 800);
        var lessons = await page.Locator("#lessons button").CountAsync();
        for (var lesson = 0; lesson < lessons; lesson++)
        {
            await page.Locator("#lessons button").Nth(lesson).ClickAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await Layout.FitsAsync(page);
            if (!await page.Locator("#right").IsVisibleAsync())
                continue;

            await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
            foreach (var (x, y) in new[] { (0.0, 0.0), (4.5, -4.5) })
            {
                await page.Locator("#right").ScrollIntoViewIfNeededAsync();
                await ClickAsync(page, "#right", x, y);
                await page.WaitForTimeoutAsync(100);
                // A lesson's points may have been on their way, and with those before them goes what was asked.
                for (var tries = 0; tries < 20 && !await page.Locator("#answer .creates").IsVisibleAsync(); tries++)
                {
                    await page.WaitForTimeoutAsync(250);
                    await ClickAsync(page, "#right", x, y);
                }

                await Expect(page.Locator("#answer .creates")).ToBeVisibleAsync();
                await Layout.FitsAsync(page);
            }
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Points_are_made_and_the_model_that_fits_is_found()
    {
        var page = await LessonAsync(5);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make 50 points" }).ClickAsync();
        await Expect(page.Locator("#said")).ToContainTextAsync("50 made points");
        await page.Locator("#generative").SelectOptionAsync("GaussianMixture");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make 50 points" }).ClickAsync();
        await Expect(page.Locator(".task")).ToContainTextAsync("Done:");

        await page.Locator("#lessons button").Nth(6).ClickAsync();
        await Expect(page.Locator("#preset")).ToHaveValueAsync("xor");
        await Expect(page.Locator(".task")).ToContainTextAsync("To do:");
        await page.Locator("#discriminative").SelectOptionAsync("QuadraticLogisticRegression");
        await page.Locator("#generative").SelectOptionAsync("QuadraticDiscriminantAnalysis");
        await Expect(page.Locator(".task")).ToContainTextAsync("Done:");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_coordinate_is_hidden_and_a_far_place_is_asked_about()
    {
        var page = await LessonAsync(7);
        await page.Locator("#hidden").SelectOptionAsync("y");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await ClickAsync(page, "#right", -3, 0);
        await Expect(page.Locator("#answer")).ToContainTextAsync("It expects y to be");
        await Expect(page.Locator(".task")).ToContainTextAsync("Done:");

        await page.Locator("#lessons button").Nth(8).ClickAsync();
        await Expect(page.Locator("#reach")).ToHaveValueAsync("15");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await ClickAsync(page, "#left", 13, 2);
        await Expect(page.Locator("#answer")).ToContainTextAsync("It has never seen the like");
        await Expect(page.Locator(".task")).ToContainTextAsync("Done:");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Twenty_pictures_are_sorted_by_hand_by_a_rule_and_by_models()
    {
        var page = await LessonAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin: the clock runs" }).ClickAsync();
        for (var i = 0; i < 20; i++)
            await page.Keyboard.PressAsync(i % 2 == 0 ? "ArrowLeft" : "ArrowRight");
        await page.GetByLabel("Measure").SelectOptionAsync("how busy its top is");
        await page.GetByRole(AriaRole.Button, new() { Name = "That is my rule" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let them learn and sort" }).ClickAsync();

        var ways = page.Locator("#pictures tbody tr");
        await Expect(ways).ToHaveCountAsync(4);
        var wrong = await ways.Locator("strong").AllTextContentsAsync();
        Assert.True(int.Parse(wrong[3]) <= 3, $"The generative model got {wrong[3]} of 20 wrong.");
        await Expect(page.Locator(".task")).ToContainTextAsync("Done:");
        await Accessibility.IsFlawlessAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Pictures_and_their_judgment_are_the_same_for_a_seed()
    {
        using var client = studio.Client();
        var set = await client.AskAsync("/learn/pictures/4");
        Assert.Equal(20, set.GetProperty("pictures").GetArrayLength());
        Assert.Equal($"{set}", $"{await client.AskAsync("/learn/pictures/4")}");

        var truth = (await client.TellAsync("/learn/pictures/4/answers", new { labels = Enumerable.Repeat("cats", 20) })).GetProperty("truth");
        Assert.Equal(0, (await client.TellAsync("/learn/pictures/4/answers", new { labels = truth })).GetProperty("wrong").GetInt32());

        var rule = await client.TellAsync("/learn/pictures/4/rule", new { measure = "how bright it is", threshold = -1, above = "dogs" });
        Assert.Equal(10, rule.GetProperty("wrong").GetInt32());
        Assert.All(rule.GetProperty("said").EnumerateArray(), said => Assert.Equal("dogs", said.GetString()));
    }

    async Task<IPage> LessonAsync(int number)
    {
        var page = await studio.OpenAsync("/learn", height: 1400);
        await Expect(page.Locator("#lessons button")).ToHaveCountAsync(10);
        // Another test may have done it.
        await page.EvaluateAsync("() => fetch('/api/state/learn/done', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '[]' })");
        await page.ReloadAsync();
        await page.Locator("#lessons button").Nth(number).ClickAsync();
        if (number != 1)
            await Expect(page.Locator("#plane")).ToBeVisibleAsync();
        return page;
    }

    static async Task ClickAsync(IPage page, string plane, double x, double y) =>
        await page.Mouse.ClickAsync(await At(page, plane, x, y, 'x'), await At(page, plane, x, y, 'y'));

    static async Task<float> At(IPage page, string plane, double x, double y, char axis)
    {
        var box = (await page.Locator(plane).BoundingBoxAsync())!; // It is visible.
        var reach = double.Parse(await page.Locator("#reach").InputValueAsync());
        return (float)(axis == 'x' ? box.X + ((x / reach) + 1) / 2 * box.Width : box.Y + (1 - (y / reach)) / 2 * box.Height);
    }

    async Task KeptAsync(IPage page, Func<JsonElement, bool> isKept)
    {
        using var client = studio.Client();
        for (var i = 0; i < 100; i++)
        {
            if ((await client.AskAsync("/state/learn")).TryGetProperty("world", out var world) && isKept(world))
                return;
            await page.WaitForTimeoutAsync(50);
        }

        Assert.Fail($"The world is kept as {await client.AskAsync("/state/learn")}.");
    }
}
