namespace Twofold.ContractTests;

/// <summary>What every classifier promises; a model's test class inherits it and supplies a fitted model with examples.</summary>
public abstract class ClassifierContract<TExamples, TLabel>
    where TLabel : notnull
{
    /// <summary>A fitted model and examples of the kind it was fitted on.</summary>
    protected abstract (IClassifier<TExamples, TLabel> Model, TExamples Examples) Subject { get; }

    /// <summary>Examples that are finite but extreme: far away, huge, or tiny. Each set is tried alone.</summary>
    protected abstract IEnumerable<TExamples> ExtremeExamples { get; }

    [Fact]
    public void Each_row_of_probabilities_sums_to_one()
    {
        var (model, examples) = Subject;
        AssertProbabilities(model.PredictProbabilities(examples), model.Labels.Count);
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
                AssertProbabilities(model.PredictProbabilities(examples), model.Labels.Count);
            }
            catch (TwofoldException exception)
            {
                Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(tried > 0);
    }

    [Fact]
    public void Threads_that_share_a_model_get_the_same_answers()
    {
        var (model, examples) = Subject;
        var expected = model.PredictProbabilities(examples);
        Parallel.For(0, 8, _ => Assert.Equal(expected, model.PredictProbabilities(examples)));
    }

    static void AssertProbabilities(double[,] probabilities, int labels)
    {
        Assert.True(probabilities.GetLength(0) > 0);
        Assert.Equal(labels, probabilities.GetLength(1));
        for (var i = 0; i < probabilities.GetLength(0); i++)
        {
            var sum = 0.0;
            foreach (var probability in probabilities.Row(i))
            {
                Assert.InRange(probability, 0, 1);
                sum += probability;
            }

            Assert.Equal(1, sum, 1e-9);
        }
    }
}
