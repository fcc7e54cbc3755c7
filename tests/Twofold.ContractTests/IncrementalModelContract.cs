using CsCheck;

namespace Twofold.ContractTests;

/// <summary>What every model promises that can learn in parts; a model's test class inherits it.</summary>
public abstract class IncrementalModelContract<TModel, TExamples>
    where TModel : IIncrementalModel<TModel, TExamples, int>, IClassifier<TExamples, int>
    where TExamples : IExamples<TExamples>
{
    /// <summary>Fits with the recipe under test.</summary>
    protected abstract TModel Fit(TExamples examples, int[] labels, double[]? weights);

    /// <summary>At least a hundred examples with labels 0 to 2, every label in each quarter of them.</summary>
    protected abstract (TExamples Examples, int[] Labels) Data { get; }

    /// <summary>So many examples like those given, with other numbers; see <see cref="HostileNumbers.Cells"/>.</summary>
    protected abstract TExamples Changed(TExamples examples, int count, IReadOnlyList<double?> cells);

    /// <summary>How far probabilities may be apart: rounding.</summary>
    protected virtual double Tolerance => 1e-9;

    [Fact]
    public void Parts_fitted_apart_and_merged_are_one_fit() => AssertSame(Fit(Data.Examples, Data.Labels, null), FitPart(0).Merge(FitPart(1)).Merge(FitPart(2)).Merge(FitPart(3)));

    [Fact]
    public void Parts_learned_one_after_another_are_one_fit()
    {
        var model = FitPart(0);
        for (var part = 1; part < 4; part++)
        {
            var (examples, labels) = Part(Range(part));
            model = model.FitIncrementally(examples, labels, cancellation: TestContext.Current.CancellationToken);
        }

        AssertSame(Fit(Data.Examples, Data.Labels, null), model);
    }

    [Fact]
    public void A_label_that_comes_later_is_learned_from_a_part_with_nothing_else()
    {
        var (examples, labels) = Data;
        var known = Enumerable.Range(0, labels.Length).Where(i => labels[i] != 1).ToArray();
        var late = Enumerable.Range(0, labels.Length).Where(i => labels[i] == 1).ToArray();
        var (knownExamples, knownLabels) = Part(known);
        var (lateExamples, lateLabels) = Part(late);
        var model = Fit(knownExamples, knownLabels, null).FitIncrementally(lateExamples, lateLabels, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2], model.Labels);
        AssertSame(Fit(examples, labels, null), model);
    }

    [Fact]
    public void Learning_more_leaves_the_model_itself_unchanged()
    {
        var first = FitPart(0);
        var before = first.PredictProbabilities(Data.Examples);
        _ = first.Merge(FitPart(1));
        Assert.Equal(before, first.PredictProbabilities(Data.Examples));
    }

    [Fact]
    public void Weights_count_in_parts_as_in_the_whole()
    {
        var (examples, labels) = Data;
        double[] weights = [.. Enumerable.Range(0, labels.Length).Select(i => 0.5 + (i % 3))];
        var (first, second) = (Range(0).Concat(Range(1)).ToArray(), Range(2).Concat(Range(3)).ToArray());
        var (secondExamples, secondLabels) = Part(second);
        var model = Fit(Part(first).Examples, Part(first).Labels, [.. first.Select(i => weights[i])])
            .FitIncrementally(secondExamples, secondLabels, [.. second.Select(i => weights[i])], TestContext.Current.CancellationToken);
        AssertSame(Fit(examples, labels, weights), model);
    }

    [Fact]
    public void Any_numbers_to_learn_more_from_give_a_model_or_an_error_that_says_what_to_do()
    {
        var first = FitPart(0);
        Gen.Select(HostileNumbers.Rows, HostileNumbers.Cells, HostileNumbers.Weights).Sample(
            (rows, cells, weights) =>
            {
                var (more, labels, each) = (Changed(Data.Examples, rows, cells), Enumerable.Range(0, rows).Select(i => i % 3).ToArray(), HostileNumbers.WeightsOf(rows, weights));
                HostileNumbers.AnswersOrSaysWhy(() => AssertAnswers(first.FitIncrementally(more, labels, each, TestContext.Current.CancellationToken)));
                HostileNumbers.AnswersOrSaysWhy(() => AssertAnswers(first.Merge(Fit(more, labels, each))));
                HostileNumbers.AnswersOrSaysWhy(() => AssertAnswers(Fit(more, labels, each).Merge(first)));
            },
            iter: HostileNumbers.Tries,
            threads: 1);
    }

    [Fact]
    public void A_model_that_grows_by_itself_without_end_answers_or_says_why_not()
    {
        // Doubled so often that sums of anything are no numbers any more.
        var model = FitPart(0);
        HostileNumbers.AnswersOrSaysWhy(() =>
        {
            for (var i = 0; i < 1100; i++)
            {
                model = model.Merge(model);
                if (i % 100 == 99)
                    AssertAnswers(model);
            }
        });
    }

    void AssertAnswers(TModel model)
    {
        HostileNumbers.AssertProbabilities(model.PredictProbabilities(Data.Examples), Data.Labels.Length, model.Labels.Count);
        if (model is IDensity<TExamples> density)
            HostileNumbers.AssertLogarithms(density.LogDensity(Data.Examples));
    }

    void AssertSame(TModel expected, TModel actual)
    {
        Assert.Equal(expected.Labels, actual.Labels);
        var (left, right) = (expected.PredictProbabilities(Data.Examples), actual.PredictProbabilities(Data.Examples));
        for (var i = 0; i < left.GetLength(0); i++)
            for (var k = 0; k < left.GetLength(1); k++)
                Assert.Equal(left[i, k], right[i, k], Tolerance);
    }

    TModel FitPart(int part)
    {
        var (examples, labels) = Part(Range(part));
        return Fit(examples, labels, null);
    }

    int[] Range(int part) => [.. Enumerable.Range(0, Data.Labels.Length).Where(i => i * 4 / Data.Labels.Length == part)];

    (TExamples Examples, int[] Labels) Part(int[] indices) => (Data.Examples.Subset(indices), [.. indices.Select(i => Data.Labels[i])]);
}
