namespace Twofold.Tests;

public sealed class LabelCheckTests
{
    static readonly string[] Labels = ["cat", "dog", "owl"];

    [Fact]
    public void Labels_that_were_exchanged_are_the_most_suspect()
    {
        var (truth, sharp, dull) = Voices(600, seed: 1);
        var given = (string[])truth.Clone();
        int[] exchanged = [.. Enumerable.Range(0, 30).Select(i => i * 20)];
        foreach (var i in exchanged)
            given[i] = Labels[(Array.IndexOf(Labels, truth[i]) + 1) % 3];

        var check = LabelCheck.Of(Labels, given, [sharp, dull]);

        Assert.True(check.Ranking.Take(60).Intersect(exchanged).Count() >= 25, $"{check.Ranking.Take(60).Intersect(exchanged).Count()} of 30");
        Assert.Equal(600, check.Ranking.Order().Distinct().Count());
        Assert.All(check.Suspects, suspect => Assert.True(suspect.LikelyProbability > suspect.GivenProbability && suspect.Given != suspect.Likely));
        Assert.Equal(check.Suspects.Select(suspect => suspect.LikelyProbability - suspect.GivenProbability).OrderDescending(), check.Suspects.Select(suspect => suspect.LikelyProbability - suspect.GivenProbability));
        var found = check.Suspects.Where(suspect => exchanged.Contains(suspect.Example)).ToList();
        Assert.True(found.Count(suspect => suspect.Likely == truth[suspect.Example]) >= 25);
    }

    [Fact]
    public void A_model_counts_as_the_given_labels_bear_it_out()
    {
        var (truth, sharp, dull) = Voices(600, seed: 2);
        var random = new SeededRandom(3);
        var guess = new double[600, 3];
        foreach (ref var value in guess.AsFlatSpan())
            value = random.NextDouble();
        for (var i = 0; i < 600; i++)
        {
            var sum = guess.Row(i).ToArray().Sum();
            for (var k = 0; k < 3; k++)
                guess[i, k] /= sum;
        }

        var shares = LabelCheck.Of(Labels, truth, [sharp, dull, guess]).Shares;

        Assert.Equal(1, shares.Sum(), 1e-9);
        Assert.True(shares[0] > shares[1] && shares[1] > shares[2], string.Join(", ", shares));
    }

    [Fact]
    public void Nobody_says_anything_of_an_example_that_no_model_was_asked_about()
    {
        var (truth, sharp, _) = Voices(60, seed: 4);
        sharp.Row(7).Clear();
        var check = LabelCheck.Of(Labels, truth, [sharp]);
        Assert.DoesNotContain(7, check.Ranking);
        Assert.Equal(59, check.Ranking.Count);
    }

    [Fact]
    public void A_rare_label_is_not_suspect_for_being_rare()
    {
        // Of the owls, of which there are few, the model is never as sure as of cats: by 0.5 all of them would be called cats.
        var random = new SeededRandom(5);
        var (given, said) = (new string[200], new double[200, 2]);
        for (var i = 0; i < 200; i++)
        {
            var owl = i % 20 == 0;
            given[i] = owl ? "owl" : "cat";
            said[i, 1] = owl ? 0.4 + random.NextDouble(-0.05, 0.05) : random.NextDouble(0, 0.1);
            said[i, 0] = 1 - said[i, 1];
        }

        Assert.Empty(LabelCheck.Of(["cat", "owl"], given, [said]).Suspects);
    }

    [Fact]
    public void Probabilities_of_another_shape_and_unknown_labels_are_refused()
    {
        Assert.Contains("[2, 3]", Assert.Throws<TwofoldException>(() => LabelCheck.Of(Labels, ["cat"], [new double[2, 3]])).Message, StringComparison.Ordinal);
        Assert.Contains("'bat'", Assert.Throws<TwofoldException>(() => LabelCheck.Of(Labels, ["bat"], [new double[1, 3]])).Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => LabelCheck.Of(Labels, ["cat"], []));
        Assert.Throws<TwofoldException>(() => LabelCheck.Of(Labels, ["cat"], [new double[1, 3]]));
    }

    /// <summary>True labels, what a model says that mostly knows them, and what one says that knows less.</summary>
    static (string[] Truth, double[,] Sharp, double[,] Dull) Voices(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var truth = new string[count];
        var (sharp, dull) = (new double[count, 3], new double[count, 3]);
        for (var i = 0; i < count; i++)
        {
            var label = random.NextInt(3);
            truth[i] = Labels[label];
            Say(sharp.Row(i), label, 4);
            Say(dull.Row(i), label, 1.5);
        }

        return (truth, sharp, dull);

        void Say(Span<double> row, int label, double knowledge)
        {
            for (var k = 0; k < 3; k++)
                row[k] = random.NextGaussian() + (k == label ? knowledge : 0);
            LogSpace.Softmax(row, row);
        }
    }
}
