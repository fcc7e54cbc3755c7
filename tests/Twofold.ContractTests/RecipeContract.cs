using CsCheck;

namespace Twofold.ContractTests;

/// <summary>What every recipe promises of its arguments; a recipe's test class inherits it.</summary>
public abstract class RecipeContract<TExamples>
    where TExamples : IExamples<TExamples>
{
    /// <summary>The recipe.</summary>
    protected abstract IClassifierRecipe<TExamples> Recipe { get; }

    /// <summary>At least twenty examples, of which those at even indices are unlike those at odd ones.</summary>
    protected abstract TExamples TwoKinds { get; }

    /// <summary>So many examples like those given, with other numbers; see <see cref="HostileNumbers.Cells"/>.</summary>
    protected abstract TExamples Changed(TExamples examples, int count, IReadOnlyList<double?> cells);

    /// <summary>All numbers of examples, however they hold them.</summary>
    protected abstract IEnumerable<double> Numbers(TExamples examples);

    [Fact]
    public void Labels_come_back_in_the_type_they_were_given()
    {
        Assert.All(Fit(0, 1).Predict(TwoKinds), label => Assert.IsType<int>(label));
        Assert.Equal(["dog", "cat"], Fit("dog", "cat").Predict(TwoKinds)[..2]);
        Assert.Equal([true, false], Fit(true, false).Predict(TwoKinds)[..2]);
        Assert.Equal([DayOfWeek.Friday, DayOfWeek.Monday], Fit(DayOfWeek.Friday, DayOfWeek.Monday).Predict(TwoKinds)[..2]);
    }

    [Fact]
    public void Labels_are_in_their_own_order_whatever_came_first() => Assert.Equal(["cat", "dog"], Fit("dog", "cat").Labels);

    [Fact]
    public void Fewer_labels_than_examples_are_refused_with_both_numbers()
    {
        var exception = Assert.Throws<TwofoldException>(() => Recipe.Fit(TwoKinds, [0, 1]));
        Assert.Equal($"{TwoKinds.Count} examples but 2 labels: each example needs one label.", exception.Message);
    }

    [Fact]
    public void A_single_label_is_refused_by_name()
    {
        var exception = Assert.Throws<TwofoldException>(() => Recipe.Fit(TwoKinds, Labels("cat", "cat")));
        Assert.Contains("'cat'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => Recipe.Fit(TwoKinds, Labels(0, 1), cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void The_same_examples_give_the_same_model() =>
        Assert.Equal(Fit(0, 1).PredictProbabilities(TwoKinds), Fit(0, 1).PredictProbabilities(TwoKinds));

    [Fact]
    public void Labels_that_are_changed_after_the_fit_change_nothing()
    {
        var labels = Labels(0, 1);
        var model = Recipe.Fit(TwoKinds, labels);
        var before = model.PredictProbabilities(TwoKinds);
        Array.Reverse(labels);
        labels[0] = 7;
        Assert.Equal(before, model.PredictProbabilities(TwoKinds));
    }

    /// <summary>How far probabilities may be apart where a fit is repeated in another form: rounding, or the solver's tolerance.</summary>
    protected virtual double WeightTolerance => 1e-9;

    [Fact]
    public void A_weight_of_two_is_as_good_as_standing_there_twice_and_none_as_not_being_there()
    {
        var count = TwoKinds.Count;
        int[] labels = Labels(0, 1);
        double[] weights = [.. Enumerable.Range(0, count).Select(i => i < 4 ? 2.0 : i >= count - 2 ? 0 : 1)];
        int[] repeated = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        var weighted = Recipe.Fit(TwoKinds, labels, weights, TestContext.Current.CancellationToken);
        var plain = Recipe.Fit(TwoKinds.Subset(repeated), [.. repeated.Select(i => labels[i])], null, TestContext.Current.CancellationToken);
        var (left, right) = (weighted.PredictProbabilities(TwoKinds), plain.PredictProbabilities(TwoKinds));
        for (var i = 0; i < count; i++)
            for (var k = 0; k < 2; k++)
                Assert.Equal(left[i, k], right[i, k], WeightTolerance);
    }

    [Fact]
    public void Weights_that_do_not_match_are_refused_with_the_numbers()
    {
        var exception = Assert.Throws<TwofoldException>(() => Recipe.Fit(TwoKinds, Labels(0, 1), [1.0]));
        Assert.Equal($"{TwoKinds.Count} examples but 1 weights: each example needs one weight.", exception.Message);
        double[] negative = [-1, .. Enumerable.Repeat(1.0, TwoKinds.Count - 1)];
        Assert.Contains("-1", Assert.Throws<TwofoldException>(() => Recipe.Fit(TwoKinds, Labels(0, 1), negative)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_numbers_to_learn_from_give_a_model_or_an_error_that_says_what_to_do()
    {
        var (examples, labels) = (TwoKinds, Labels(0, 1));
        Gen.Select(HostileNumbers.Rows, HostileNumbers.Cells, HostileNumbers.Weights).Sample(
            (rows, cells, weights) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var learned = Changed(examples, rows, cells);
                var model = Recipe.Fit(learned, [.. Enumerable.Range(0, rows).Select(i => i % 2)], HostileNumbers.WeightsOf(rows, weights), TestContext.Current.CancellationToken);
                HostileNumbers.AssertProbabilities(model.PredictProbabilities(examples), labels.Length, model.Labels.Count);
                if (model is IDensity<TExamples> density)
                    HostileNumbers.AssertLogarithms(density.LogDensity(examples));
                if (model is IGenerator<TExamples, int> generator)
                    foreach (var label in model.Labels)
                        HostileNumbers.AssertFinite(Numbers(generator.Generate(label, 5, seed: 3, TestContext.Current.CancellationToken)));
            }),
            iter: HostileNumbers.Tries,
            threads: 1);
    }

    IClassifier<TExamples, TLabel> Fit<TLabel>(TLabel even, TLabel odd)
        where TLabel : notnull =>
        Recipe.Fit(TwoKinds, Labels(even, odd));

    TLabel[] Labels<TLabel>(TLabel even, TLabel odd) =>
        [.. Enumerable.Range(0, TwoKinds.Count).Select(i => i % 2 == 0 ? even : odd)];
}
