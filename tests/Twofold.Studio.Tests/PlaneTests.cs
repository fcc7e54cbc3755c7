using System.Buffers.Binary;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;

namespace Twofold.Studio.Tests;

/// <summary>The plane as a program asks about it.</summary>
public sealed class PlaneTests(StudioFixture studio)
{
    public static TheoryData<string, string> EveryPairOfModels =>
        new(PlaneModels.Discriminative.Zip(PlaneModels.Generative, (discriminative, generative) => (discriminative.Name, generative.Name)));

    public static TheoryData<string> Presets => [.. PlanePresets.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(EveryPairOfModels))]
    public async Task Both_halves_answer_in_every_cell_as_they_do_about_its_middle(string discriminative, string generative)
    {
        using var client = studio.Client();
        var points = await client.AskAsync("/learn/presets/three?count=60&seed=3");
        var question = new { points, discriminative, generative, preset = "three" };
        var fields = await FieldsAsync(client, new { question, reach = 5, cells = 10 });

        Assert.Equal((10, 10), (fields.Columns, fields.Rows));
        Assert.Equal(["A", "B", "C"], fields.Labels);
        foreach (var (column, row) in ((int, int)[])[(0, 0), (3, 7), (9, 4)])
        {
            var answer = await client.TellAsync("/learn/answers", new { question, x = (2 * column + 1) / 2.0 - 5, y = (2 * row + 1) / 2.0 - 5 });
            var rule = answer.GetProperty("generative");
            for (var k = 0; k < 3; k++)
            {
                var at = ((row * 10) + column) * 3 + k;
                Assert.Equal(rule.GetProperty("logLikelihood")[k].GetDouble(), fields.Likelihood[at], 3);
                Assert.Equal(answer.GetProperty("discriminative")[k].GetDouble(), fields.Discriminative[at] / 255.0, 0.003);
                Assert.Equal(rule.GetProperty("posterior")[k].GetDouble(), fields.Generative[at] / 255.0, 0.003);
            }

            Assert.Equal(rule.GetProperty("logDensity").GetDouble(), fields.Density[(row * 10) + column], 3);
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task More_points_of_a_preset_begin_with_the_same_and_have_every_label(string preset)
    {
        using var client = studio.Client();
        var few = await client.AskAsync($"/learn/presets/{preset}?count=20&seed=5");
        var many = await client.AskAsync($"/learn/presets/{preset}?count=200&seed=5");

        Assert.Equal(20, few.GetProperty("x").GetArrayLength());
        Assert.Equal(200, many.GetProperty("x").GetArrayLength());
        Assert.Equal(few.GetProperty("x").EnumerateArray().Take(19).Select(x => x.GetDouble()), many.GetProperty("x").EnumerateArray().Take(19).Select(x => x.GetDouble()));
        Assert.Equal(PlanePresets.Find(preset).Weights.Count, few.GetProperty("labels").EnumerateArray().Select(label => label.GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_prior_turns_the_generative_half_and_leaves_the_other_one_alone()
    {
        using var client = studio.Client();
        var points = await client.AskAsync("/learn/presets/clouds?count=60&seed=1");
        var question = new { points, discriminative = "LogisticRegression", generative = "GaussianNaiveBayes" };
        var learned = await client.TellAsync("/learn/answers", new { question, x = 0.0, y = 0.0 });
        var moved = await client.TellAsync("/learn/answers", new { question, prior = new[] { 1.0, 99.0 }, x = 0.0, y = 0.0 });

        Assert.Equal(learned.GetProperty("discriminative")[0].GetDouble(), moved.GetProperty("discriminative")[0].GetDouble());
        Assert.InRange(moved.GetProperty("generative").GetProperty("posterior")[1].GetDouble(), 0.9, 1);
        // p(A) p(point | A) : p(B) p(point | B), with the likelihoods of before.
        Assert.Equal(
            learned.GetProperty("generative").GetProperty("posterior")[0].GetDouble(),
            moved.GetProperty("generative").GetProperty("posteriorUnderLearnedPrior")[0].GetDouble(), 12);
    }

    [Fact]
    public async Task A_hidden_coordinate_is_summed_over()
    {
        using var client = studio.Client();
        var points = await client.AskAsync("/learn/presets/three?count=60&seed=3");
        var question = new { points, discriminative = "LogisticRegression", generative = "QuadraticDiscriminantAnalysis" };
        var hidden = (await client.TellAsync("/learn/answers", new { question, x = -1.0, y = (double?)null })).GetProperty("generative");

        // The sum over a line of cells, by hand.
        var sums = new double[3];
        for (var y = -12.0; y < 12; y += 0.05)
        {
            var at = (await client.TellAsync("/learn/answers", new { question, x = -1.0, y })).GetProperty("generative").GetProperty("logLikelihood");
            for (var k = 0; k < 3; k++)
                sums[k] += 0.05 * Math.Exp(at[k].GetDouble());
        }

        for (var k = 0; k < 3; k++)
            Assert.Equal(1, sums[k] / Math.Exp(hidden.GetProperty("logLikelihood")[k].GetDouble()), 3);
        Assert.Equal(-1, hidden.GetProperty("expected")[0].GetDouble());
        Assert.InRange(hidden.GetProperty("expected")[1].GetDouble(), -2, 3);

        var fields = await FieldsAsync(client, new { question, reach = 5, cells = 10, hidden = "y" });
        Assert.Equal((10, 1), (fields.Columns, fields.Rows));
    }

    [Fact]
    public async Task Far_away_one_half_is_sure_and_the_other_has_never_seen_the_like()
    {
        using var client = studio.Client();
        var points = await client.AskAsync("/learn/presets/clouds?count=60&seed=1");
        var question = new { points, discriminative = "LogisticRegression", generative = "GaussianNaiveBayes" };
        var far = await client.TellAsync("/learn/answers", new { question, x = 14.0, y = 3.0 });
        var near = await client.TellAsync("/learn/answers", new { question, x = -1.5, y = -0.6 });

        Assert.InRange(far.GetProperty("discriminative")[1].GetDouble(), 0.99, 1);
        Assert.True(far.GetProperty("generative").GetProperty("isUnfamiliar").GetBoolean());
        Assert.False(near.GetProperty("generative").GetProperty("isUnfamiliar").GetBoolean());
    }

    [Fact]
    public async Task Points_are_made_as_the_prior_says_and_the_same_by_the_same_seed()
    {
        using var client = studio.Client();
        var points = await client.AskAsync("/learn/presets/clouds?count=60&seed=1");
        var request = new { question = new { points, discriminative = "LogisticRegression", generative = "LinearDiscriminantAnalysis" }, prior = new[] { 3.0, 1.0 }, count = 200, seed = 9 };
        var made = await client.TellAsync("/learn/points", request);

        Assert.Equal(150, made.GetProperty("labels").EnumerateArray().Count(label => label.GetString() == "A"));
        Assert.Equal(200, made.GetProperty("x").GetArrayLength());
        Assert.InRange(made.GetProperty("x").EnumerateArray().Take(150).Average(x => x.GetDouble()), -2, -1);
        Assert.Equal($"{made}", $"{await client.TellAsync("/learn/points", request)}");
    }

    [Fact]
    public async Task A_half_that_cannot_learn_says_why_and_the_other_one_answers()
    {
        using var client = studio.Client();
        var points = new { x = new[] { 0.0, 1, 2 }, y = new[] { 0.0, 1, 0 }, labels = new[] { "A", "A", "B" } };
        var fields = await FieldsAsync(client, new { question = new { points, discriminative = "LogisticRegression", generative = "QuadraticDiscriminantAnalysis" }, reach = 5, cells = 4 });

        Assert.Equal(32, fields.Discriminative.Length);
        Assert.Empty(fields.Generative);
        Assert.Contains("The covariance of the label 'A'", fields.GenerativeProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_on_the_plane_is_an_answer_and_not_an_error()
    {
        using var client = studio.Client();
        var points = new { x = Array.Empty<double>(), y = Array.Empty<double>(), labels = Array.Empty<string>() };
        var fields = await FieldsAsync(client, new { question = new { points, discriminative = "NearestNeighbors", generative = "GaussianMixture" }, reach = 5, cells = 4 });

        Assert.Empty(fields.Labels);
        Assert.StartsWith("0 examples", fields.GenerativeProblem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "points": { "x": [1], "y": [1, 2], "labels": ["A"] }, "discriminative": "LogisticRegression", "generative": "GaussianNaiveBayes" }""", "1 x, 2 y and 1 labels")]
    [InlineData("""{ "points": { "x": [1], "y": [1], "labels": ["Z"] }, "discriminative": "LogisticRegression", "generative": "GaussianNaiveBayes" }""", "'Z' is no label here")]
    [InlineData("""{ "points": { "x": [1], "y": [1], "labels": ["A"] }, "discriminative": "Oracle", "generative": "GaussianNaiveBayes" }""", "There is no model 'Oracle'")]
    public async Task What_will_not_do_is_said(string question, string message)
    {
        using var client = studio.Client();
        var response = await client.PostAsJsonAsync("/api/learn/fields", new { question = JsonElement.Parse(question), reach = 5, cells = 4 });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    static async Task<Fields> FieldsAsync(HttpClient client, object request)
    {
        var response = await client.PostAsJsonAsync("/api/learn/fields", request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(bytes));
        return Fields.Read(bytes);
    }

    sealed record Fields(string[] Labels, int Columns, int Rows, string? GenerativeProblem, float[] Likelihood, float[] Density, byte[] Discriminative, byte[] Generative)
    {
        public static Fields Read(ReadOnlySpan<byte> bytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            var header = JsonElement.Parse(bytes.Slice(4, length));
            string[] labels = [.. header.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)]; // Labels are texts.
            var (columns, rows) = (header.GetProperty("columns").GetInt32(), header.GetProperty("rows").GetInt32());
            var rest = bytes[(4 + length)..];
            var problem = header.GetProperty("generative").GetProperty("problem").GetString();
            var likelihood = Floats(ref rest, problem is null ? columns * rows * labels.Length : 0);
            var density = Floats(ref rest, problem is null ? columns * rows : 0);
            var knows = labels.Length > 0 && header.GetProperty("discriminative").GetProperty("problem").ValueKind == JsonValueKind.Null;
            var discriminative = rest[..(knows ? columns * rows * labels.Length : 0)].ToArray();
            return new Fields(labels, columns, rows, problem, likelihood, density, discriminative, rest[discriminative.Length..].ToArray());
        }

        static float[] Floats(ref ReadOnlySpan<byte> bytes, int count)
        {
            var numbers = new float[count];
            for (var i = 0; i < count; i++)
                numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
            bytes = bytes[(4 * count)..];
            return numbers;
        }
    }
}
