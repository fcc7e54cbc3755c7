using CsCheck;

namespace Twofold.ContractTests;

/// <summary>What every classifier promises; a model's test class inherits it and supplies a fitted model with examples.</summary>
public abstract class ClassifierContract<TExamples, TLabel>
    where TLabel : notnull
{
    /// <summary>A fitted model and examples of the kind it was fitted on.</summary>
    protected abstract (IClassifier<TExamples, TLabel> Model, TExamples Examples) Subject { get; }

    /// <summary>Examples that are finite but extreme: far away, huge, or tiny. Each set is tried alone.</summary>
    protected abstract IEnumerable<TExamples> ExtremeExamples { get; }

    /// <summary>So many examples like those given, with other numbers; see <see cref="HostileNumbers.Cells"/>.</summary>
    protected abstract TExamples Changed(TExamples examples, int count, IReadOnlyList<double?> cells);

    [Fact]
    public void Each_row_of_probabilities_sums_to_one()
    {
        var (model, examples) = Subject;
        var probabilities = model.PredictProbabilities(examples);
        Assert.True(probabilities.GetLength(0) > 0);
        HostileNumbers.AssertProbabilities(probabilities, probabilities.GetLength(0), model.Labels.Count);
    }

    [Fact]
    public void The_prediction_is_the_most_probable_label()
    {
        var (model, examples) = Subject;
        var probabilities = model.PredictProbabilities(examples);
        var predicted = model.Predict(examples);
        Assert.Equal(probabilities.GetLength(0), predicted.Length);
        for (var i = 0; i < predicted.Length; i++)
            Assert.Equal(model.Labels[LogSpace.IndexOfMax(probabilities.Row(i))], predicted[i]);
    }

    [Fact]
    public void Extreme_examples_get_probabilities_or_an_error_that_names_the_problem()
    {
        var (model, _) = Subject;
        var tried = 0;
        foreach (var examples in ExtremeExamples)
        {
            tried++;
            try
            {
                var probabilities = model.PredictProbabilities(examples);
                HostileNumbers.AssertProbabilities(probabilities, probabilities.GetLength(0), model.Labels.Count);
            }
            catch (TwofoldException exception)
            {
                Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(tried > 0);
    }

    [Fact]
    public void Any_numbers_get_probabilities_or_an_error_that_says_what_to_do()
    {
        var (model, examples) = Subject;
        Gen.Select(HostileNumbers.Rows, HostileNumbers.Cells).Sample(
            (rows, cells) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var changed = Changed(examples, rows, cells);
                HostileNumbers.AssertProbabilities(model.PredictProbabilities(changed), rows, model.Labels.Count);
                Assert.Equal(rows, model.Predict(changed).Length);
                if (model is IDensity<TExamples> density)
                    HostileNumbers.AssertLogarithms(density.LogDensity(changed));
            }),
            iter: HostileNumbers.Tries,
            threads: 1);
    }

    [Fact]
    public void Threads_that_share_a_model_get_the_same_answers()
    {
        var (model, examples) = Subject;
        var expected = model.PredictProbabilities(examples);
        Parallel.For(0, 8, _ => Assert.Equal(expected, model.PredictProbabilities(examples)));
    }
}
