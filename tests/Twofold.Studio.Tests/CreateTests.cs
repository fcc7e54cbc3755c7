using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Twofold.Photos;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

public sealed class CreateTests(StudioFixture studio)
{
    [Fact]
    public async Task Pictures_are_made_beside_the_photos_most_like_them_kept_exported_and_walked_between()
    {
        var model = await studio.ModelAsync();
        var into = Path.Combine(studio.Folder, "exported");
        var page = await studio.OpenAsync("/create");
        await page.Locator("#model select").SelectOptionAsync(new SelectOptionValue { Value = model });
        await page.GetByRole(AriaRole.Tab, new() { Name = "Make" }).ClickAsync();
        await page.GetByLabel("How many").FillAsync("3");
        await page.Locator("#order [name=seed]").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make", Exact = true }).ClickAsync();

        await Expect(page.Locator(".picture")).ToHaveCountAsync(3, new() { Timeout = 30_000 });
        await Expect(page.Locator(".picture").First).ToContainTextAsync("photos are typically");
        await Expect(page.Locator(".picture").First).ToContainTextAsync("Read as cats:");
        await Accessibility.IsFlawlessAsync(page);
        await page.Locator(".picture").Nth(1).GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".picture")).ToHaveCountAsync(3);
        await page.GetByLabel("Export into").FillAsync(into);
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await Expect(page.Locator("#kept [role=status]")).ToContainTextAsync("1 picture written");

        var exported = Photo.Read(Assert.Single(Directory.GetFiles(into)));
        Assert.Contains("not a photograph", exported.Metadata["Description"]);
        Assert.Contains("label cats, seed 5, picture 1", exported.Metadata["Source"]);

        await page.Locator(".picture").First.GetByRole(AriaRole.Button, new() { Name = "Walk from" }).ClickAsync();
        var walked = page.Locator(".walked");
        await Expect(walked).ToHaveJSPropertyAsync("complete", true);
        var before = await walked.GetAttributeAsync("src");
        await page.Locator("#walk input[type=range]").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.NotEqual(before, await walked.GetAttributeAsync("src"));
        Assert.True(await page.EvaluateAsync<bool>("async () => { const image = document.querySelector('.walked'); await image.decode(); return image.naturalWidth > 0; }"));
        await Accessibility.IsFlawlessAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_game_counts_answers_tells_the_truth_and_shows_nothing_ahead_of_time()
    {
        var model = await studio.ModelAsync();
        using var client = studio.Client();
        await client.DeleteAsync($"/api/create/{model}/game");
        var seed = (await client.AskAsync($"/create/{model}/game")).GetProperty("seed").GetUInt64();
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/api/create/{model}/game/{seed}/1")).StatusCode);
        var page = await studio.OpenAsync("/create");
        await page.Locator("#model select").SelectOptionAsync(new SelectOptionValue { Value = model });
        await page.GetByRole(AriaRole.Tab, new() { Name = "Is it real?" }).ClickAsync();

        for (var question = 1; question <= 6; question++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Real", Exact = true }).ClickAsync();
            await Expect(page.Locator("#game table")).ToContainTextAsync($"of {question} time");
        }

        var score = (await client.AskAsync($"/create/{model}/game")).GetProperty("score");
        var (real, made) = (score.GetProperty("real").GetInt32(), score.GetProperty("made").GetInt32());
        Assert.Equal(6, real + made);
        // Who always says "real" is right about the photos and about nothing else.
        Assert.Equal(real, score.GetProperty("right").GetInt32());
        Assert.Equal(made, score.GetProperty("madeTakenForReal").GetInt32());
        await Accessibility.IsFlawlessAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_label_that_the_model_does_not_know_is_refused_in_words()
    {
        using var client = studio.Client();

        var answer = await client.PostAsJsonAsync("/api/create/pictures", new { model = await studio.ModelAsync(), label = "unicorns" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("unicorns", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("..", "studio.db")]
    [InlineData("0123", "..%2F..%2Fstudio.db")]
    public async Task A_picture_s_name_does_not_lead_elsewhere(string job, string file)
    {
        using var client = studio.Client();

        Assert.Contains((await client.GetAsync($"/api/create/pictures/{Uri.EscapeDataString(job)}/{file}")).StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.NotFound]);
    }
}
