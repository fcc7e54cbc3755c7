using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

[Collection(nameof(Alone))]
public sealed class PracticeTests(StudioFixture studio)
{
    static readonly double[][] FourRows = [[1, 2], [2, 3], [3, 4], [4, 5]];

    [Theory]
    [InlineData("GaussianNaiveBayes", "[[2, 3]]", "[0]")]
    [InlineData("GaussianNaiveBayes", "[[1, 1], [5, 5]]", "[0, 1]")]
    [InlineData("LogisticRegression", "[[2, 3]]", "[0]")]
    [InlineData("GaussianNaiveBayes", """[["NaN", 3]]""", "[0]")]
    public async Task Programs_print_what_the_library_says(string model, string ask, string printed)
    {
        using var client = studio.Client();
        var output = await client.TellAsync("/practice/runs", new { model, x = FourRows, y = new[] { 0, 0, 1, 1 }, call = "Predict", ask = JsonElement.Parse(ask) });

        Assert.Equal(printed, output.GetProperty("printed").GetString());
    }

    [Theory]
    [InlineData("GaussianNaiveBayes", "[0, 1]", "Predict", "4 examples but 2 labels: each example needs one label.")]
    [InlineData("LogisticRegression", "[1, 1, 1, 1]", "Predict", "All 4 examples have the label '1'")]
    [InlineData("LogisticRegression", "[0, 0, 1, 1]", "Generate", "does not compile")]
    [InlineData("GaussianNaiveBayes", "[0, 0, 1, 1]", "Generate", "does not know the label '5'")]
    public async Task What_goes_wrong_is_said_as_the_library_says_it(string model, string y, string call, string message)
    {
        using var client = studio.Client();
        var response = await client.PostAsJsonAsync("/api/practice/runs", new { model, x = FourRows, y = JsonElement.Parse(y), call, ask = new[] { new[] { 2.0, 3 } }, label = 5 });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_question_has_one_right_answer_and_says_why_each_wrong_one_tempts()
    {
        var page = await studio.OpenAsync("/practice");
        var questions = await page.EvaluateAsync<JsonElement>("async () => (await import('/pages/practice/questions.js')).questions");

        Assert.InRange(questions.GetArrayLength(), 15, 40);
        Assert.Equal(questions.GetArrayLength(), questions.EnumerateArray().Select(question => question.GetProperty("name").GetString()).Distinct().Count());
        Assert.All(questions.EnumerateArray().GroupBy(question => question.GetProperty("idea").GetString()), idea => Assert.InRange(idea.Count(), 2, 4));
        foreach (var question in questions.EnumerateArray())
        {
            var answers = question.GetProperty("answers").EnumerateArray().ToList();
            Assert.InRange(answers.Count, 3, 4);
            Assert.Single(answers, answer => answer.TryGetProperty("right", out _));
            Assert.All(answers, answer => Assert.True(answer.GetProperty("why").GetString()!.Length > 40)); // It is there: GetProperty says so.
        }

        // Whoever always takes the first, or the longest, is no better than chance allows.
        Assert.InRange(questions.EnumerateArray().Count(question => question.GetProperty("answers")[0].TryGetProperty("right", out _)), 0, questions.GetArrayLength() / 2);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Questions_about_output_are_answered_as_their_program_prints()
    {
        var page = await studio.OpenAsync("/practice");
        var questions = await page.EvaluateAsync<JsonElement>("async () => (await import('/pages/practice/questions.js')).questions");
        using var client = studio.Client();
        foreach (var name in (string[])["prints-one", "prints-two"])
        {
            var question = questions.EnumerateArray().Single(question => question.GetProperty("name").GetString() == name);
            var code = question.GetProperty("code");
            JsonElement Numbers(string field) => JsonElement.Parse(code.GetProperty(field).GetString()!); // Its numbers are written out.
            var output = await client.TellAsync("/practice/runs", new { model = code.GetProperty("model"), x = Numbers("x"), y = Numbers("y"), call = "Predict", ask = Numbers("ask") });
            var right = question.GetProperty("answers").EnumerateArray().Single(answer => answer.TryGetProperty("right", out _));

            Assert.Equal(right.GetProperty("text").GetString(), output.GetProperty("printed").GetString());
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_two_tabs_answer_is_kept_of_both()
    {
        using var client = studio.Client();
        (await client.PutAsJsonAsync("/api/state/practice/chosen", new { }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var one = await studio.OpenAsync("/practice");
        var other = await one.Context.NewPageAsync();
        await other.GotoAsync(one.Url);
        foreach (var (page, question) in new[] { (one, 2), (other, 3) })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Question {question}", Exact = true }).ClickAsync();
            await page.RunAndWaitForResponseAsync(
                () => page.Locator(".answers button").First.ClickAsync(), response => response.Request.Method == "PUT" && response.Url.EndsWith("/chosen", StringComparison.Ordinal));
        }

        await one.ReloadAsync();
        await Expect(one.Locator(".tally")).ToContainTextAsync("2 of 21 answered");
        await one.GetByRole(AriaRole.Button, new() { Name = "Begin anew" }).ClickAsync();
        await one.Context.CloseAsync();
    }

    [Fact]
    public async Task What_a_page_keeps_in_quick_succession_is_kept_in_that_order()
    {
        var page = await studio.OpenAsync("/practice");
        var first = true;
        await page.RouteAsync("**/api/state/test/quick", async route =>
        {
            if (first)
            {
                first = false;
                await Task.Delay(300);
            }

            await route.ContinueAsync();
        });

        await page.EvaluateAsync(
            """
            async () => {
                const state = await (await import('/frame/api.js')).PageState.of('test');
                await Promise.all([state.keep('quick', ['a']), state.change('quick', [], kept => [...kept, 'b']), state.change('quick', [], kept => [...kept, 'c'])]);
            }
            """);

        using var client = studio.Client();
        Assert.Equal("""["a","b","c"]""", $"{(await client.AskAsync("/state/test")).GetProperty("quick")}");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_wrong_answer_says_why_it_tempts_code_runs_with_other_numbers_and_progress_is_kept()
    {
        var page = await studio.OpenAsync("/practice");
        // Another test may have answered it.
        await page.EvaluateAsync("() => fetch('/api/state/practice/chosen', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{}' })");
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Question 10" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await Expect(page.Locator(".printed")).ToHaveTextAsync("TwofoldException: 3 examples but 2 labels: each example needs one label.");

        await page.Keyboard.PressAsync("2");
        await Expect(page.Locator(".why")).ToContainTextAsync("Types are the usual suspects.");
        await page.Keyboard.PressAsync("3");
        await Expect(page.Locator(".why").Last).ToContainTextAsync("Right.");
        await Accessibility.IsFlawlessAsync(page);

        // It was run before, and stands as it is; edited, it runs by itself.
        await page.GetByLabel("Labels y").FillAsync("[0, 0, 1]");
        await Expect(page.Locator(".printed")).ToHaveTextAsync("[0]");
        await page.GetByLabel("Labels y").FillAsync("[0, 0, System.exit()]");
        await Expect(page.Locator(".printed")).ToHaveTextAsync("'[0, 0, System.exit()]' does not compile: it is to be an int[], such as [0, 1].");
        // What the compiler refuses does not get as far as the library.
        await page.GetByLabel("Labels y").FillAsync("""["0", "1"]""");
        await Expect(page.Locator(".printed")).ToHaveTextAsync("""'["0", "1"]' does not compile: it is to be an int[], such as [0, 1].""");
        await page.GetByLabel("Labels y").FillAsync("[0, 0, 1]");
        await page.GetByLabel("Rows x").FillAsync("[1, 2, 3]");
        await Expect(page.Locator(".printed")).ToContainTextAsync("does not compile: it is to be a double[][]");

        await page.ReloadAsync();
        await Expect(page.Locator(".idea")).ToContainTextAsync("Question 10 of");
        await Expect(page.Locator(".tally")).ToContainTextAsync("1 of 21 answered, 0 right at once");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin anew" }).ClickAsync();
        await Expect(page.Locator(".tally")).ToContainTextAsync("21 questions");
        await page.Context.CloseAsync();
    }
}
