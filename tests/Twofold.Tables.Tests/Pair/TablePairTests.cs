using System.Text;
using Twofold.ContractTests;

namespace Twofold.Tables.Tests.Pair;

public sealed class TablePairTests : IDisposable
{
    static readonly Table Train = PairFolder.Numbers(150, 1);
    static readonly TablePair Trained = TablePairTrainer.Train(Train, "animal").Pair;

    readonly PairFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Recognizers => [.. TablePairOptions.Models];

    [Fact]
    public void A_pair_that_is_opened_again_gives_the_same_answers()
    {
        Trained.Save(folder["pair.twofold"]);

        var opened = TablePair.Open(folder["pair.twofold"]);

        Assert.Equal(Trained.Predict(Train).Select(prediction => prediction.Probabilities["cat"]), opened.Predict(Train).Select(prediction => prediction.Probabilities["cat"]));
        Assert.Equal(Trained.Creator.Generate("cat", 5, 3).Values.ToArray(), opened.Creator.Generate("cat", 5, 3).Values.ToArray());
        Assert.Equal(Trained.Info.Data.Fingerprint, opened.Info.Data.Fingerprint);
        opened.Save(folder["again.twofold"]);
        Assert.Equal(File.ReadAllBytes(folder["pair.twofold"]), File.ReadAllBytes(folder["again.twofold"]));
    }

    [Theory]
    [MemberData(nameof(Recognizers))]
    public void Every_model_of_the_catalog_is_trained_saved_and_opened_with_the_same_answers(string model)
    {
        var kind = TableModelCatalog.Find(model)!; // It is of the list.
        var table = PairFolder.Suitable(kind);
        var options = new TablePairOptions { Recognizer = model, Creator = kind.IsGenerative ? model : "none" };
        var trained = TablePairTrainer.Train(table, "animal", options).Pair;
        trained.Save(folder["model.twofold"]);

        var opened = TablePair.Open(folder["model.twofold"]);

        Assert.Equal(model, opened.Info.Recognizer.Model);
        Assert.True(trained.Recognizer.PredictProbabilities(table).AsFlatSpan().SequenceEqual(opened.Recognizer.PredictProbabilities(table).AsFlatSpan()));
        Assert.Equal(kind.IsGenerative, opened.HasCreator);
        if (opened.HasCreator)
            Assert.Equal(trained.Generate("dog", 4, 1).Values.ToArray(), opened.Generate("dog", 4, 1).Values.ToArray());
    }

    [Fact]
    public void Rows_are_judged_whatever_the_order_of_their_columns()
    {
        Assert.Equal(Trained.Predict(Train).Select(prediction => prediction.Probability), Trained.Predict(Train.Select([2, 1, 0])).Select(prediction => prediction.Probability));
    }

    [Fact]
    public void Both_halves_have_an_opinion_of_a_row_and_of_an_empty_one_the_creating_half_knows_the_prior()
    {
        var opinions = Trained.Opinions(Train);
        Assert.Equal(Trained.Predict(Train)[3].Probabilities, opinions[3].Discriminative);
        Assert.Equal(1, opinions[3].Generative!.Values.Sum(), 9); // It has a creator.

        var empty = Table.FromFlat([.. Enumerable.Repeat(double.NaN, Trained.Schema.Count)], Trained.Schema);
        var creator = Trained.Creator;
        foreach (var (label, prior) in creator.Labels.Zip(creator.Prior))
            Assert.Equal(prior, Trained.Opinions(empty)[0].Generative![label], 9);
        Assert.Equal(0, Trained.Opinions(empty)[0].LogDensity!.Value, 9);
    }

    [Fact]
    public void The_likelihood_is_of_rows_that_each_have_a_label()
    {
        Assert.True(double.IsFinite(Trained.LogLikelihood(Train.Subset([0, 1]), ["cat", "dog"])));
        Assert.Contains("2 rows and 3 labels", Assert.Throws<TwofoldException>(() => Trained.LogLikelihood(Train.Subset([0, 1]), ["cat", "dog", "cat"])).Message);
        Assert.Contains("0 rows", Assert.Throws<TwofoldException>(() => Trained.LogLikelihood(Train.Subset([]), [])).Message);
    }

    [Fact]
    public void A_row_like_none_is_unfamiliar()
    {
        var strange = new TableBuilder().Numbers("size", [400, 3]).Numbers("weight", [-900, 4]).ToTable();

        Assert.Equal([true, false], Trained.Predict(strange).Select(prediction => prediction.Unfamiliar));
    }

    [Fact]
    public void A_row_with_a_number_that_its_column_never_has_is_unfamiliar_and_no_reason_to_refuse_the_others()
    {
        var random = new SeededRandom(1);
        string[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? "young" : "old")];
        var table = new TableBuilder()
            .Numbers("age", [.. labels.Select(label => Math.Round((label == "old" ? 60 : 30) + (5 * random.NextGaussian())))])
            .Categories("hair", [.. labels.Select(label => random.NextDouble() < 0.8 == (label == "old") ? "gray" : "brown")])
            .Categories("label", labels).ToTable();
        var pair = TablePairTrainer.Train(table, "label", new TablePairOptions { Recognizer = "mixed-naive-bayes" }).Pair;
        var rows = new TableBuilder().Numbers("age", [31, 34.5, 58]).Categories("hair", ["brown", "brown", "gray"]).ToTable();

        var predictions = pair.Predict(rows);

        Assert.Equal(["young", "young", "old"], predictions.Select(prediction => prediction.Label));
        Assert.Equal([false, true, false], predictions.Select(prediction => prediction.Unfamiliar));
    }

    [Fact]
    public void A_damaged_or_foreign_file_is_refused_in_one_sentence_that_names_it()
    {
        Trained.Save(folder["good.twofold"]);
        var parts = ModelArchive.Read(folder["good.twofold"]).ToDictionary();

        Refused("other-kind", Changed(parts, "\"kind\": \"table\"", "\"kind\": \"birds\""), "its kind is 'birds'", "'table'");
        Refused("newer", Changed(parts, "\"format\": 1", "\"format\": 99"), "99", "update Twofold");
        Refused("unknown", Changed(parts, $"\"model\": \"{Trained.Info.Recognizer.Model}\"", "\"model\": \"oracle\""), "'oracle'");
        Refused("no-label", Changed(parts, "\"labelColumn\": \"animal\"", "\"labelColumn\": \"size\""), "'size'");
        parts.Remove("recognizer.safetensors");
        Refused("without", parts, "recognizer.safetensors");
    }

    [Fact]
    public void What_a_pair_learned_on_made_rows_recognizes_real_ones()
    {
        var student = Trained.TrainOnGenerated(300, seed: 1);

        Assert.InRange(student.Predict(Train).Index().Average(row => row.Item == Train.Text(row.Index, 2) ? 1.0 : 0), 0.8, 1);
    }

    [Fact]
    public void A_table_of_nothing_but_text_has_both_halves_too()
    {
        var texts = PairFolder.Mixed(90, 1, withText: true).Select([3, 4]);
        var pair = TablePairTrainer.Train(texts, "animal", new TablePairOptions { Recognizer = "logistic-regression" }).Pair;

        var made = pair.Generate("dog", 20, 1);

        Assert.Equal(["note"], made.Schema.Select(column => column.Name));
        Assert.Contains("bark", string.Join(' ', Enumerable.Range(0, 20).Select(i => made.Text(i, 0))));
        Assert.InRange(pair.TrainOnGenerated(90, 1).Predict(texts).Index().Average(row => row.Item == texts.Text(row.Index, 1) ? 1.0 : 0), 0.9, 1);
    }

    [Fact]
    public void The_card_says_what_was_learned_and_tried()
    {
        Trained.Save(folder["pair.twofold"]);

        var card = Encoding.UTF8.GetString(ModelArchive.Read(folder["pair.twofold"])["card.md"]);

        Assert.All(["`animal`", "| cat | 100 |", "| size | numbers | 0 |", Trained.Info.Recognizer.Model, "log loss"], word => Assert.Contains(word, card));
    }

    static Dictionary<string, byte[]> Changed(Dictionary<string, byte[]> parts, string from, string to)
    {
        var info = Encoding.UTF8.GetString(parts["model.json"]);
        Assert.Contains(from, info);
        return new(parts) { ["model.json"] = Encoding.UTF8.GetBytes(info.Replace(from, to)) };
    }

    void Refused(string name, Dictionary<string, byte[]> parts, params string[] words)
    {
        ModelArchive.Write(folder[$"{name}.twofold"], parts);
        var message = Assert.Throws<TwofoldException>(() => TablePair.Open(folder[$"{name}.twofold"])).Message;
        Assert.All([$"{name}.twofold", .. words], word => Assert.Contains(word, message));
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void The_card_is_the_same_in_every_culture()
    {
        var expected = TableModelCard.Write(Trained.Info);
        using var host = new HostCulture();

        Assert.Equal(expected, TableModelCard.Write(Trained.Info));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void To_learn_from_no_made_rows_is_refused(int rows) =>
        Assert.Contains($"{rows} rows", Assert.Throws<TwofoldException>(() => Trained.TrainOnGenerated(rows, seed: 1)).Message);
}
