namespace Twofold.ContractTests;

/// <summary>What every classifier promises; a model's test class inherits it and supplies a fitted model with examples.</summary>
public abstract class ClassifierContract<TExamples, TLabel>
    where TLabel : notnull
{
    /// <summary>A fitted model and examples of the kind it was fitted on.</summary>
    protected abstract (IClassifier<TExamples, TLabel> Model, TExamples Examples) Subject { get; }

    [Fact]
    public void Each_row_of_probabilities_sums_to_one()
    {
        var (model, examples) = Subject;
        var probabilities = model.PredictProbabilities(examples);
        Assert.True(probabilities.GetLength(0) > 0);
        Assert.Equal(model.Labels.Count, probabilities.GetLength(1));
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

    [Fact]
    public void The_prediction_is_the_most_probable_label()
    {
        var (model, examples) = Subject;
        var probabilities = model.PredictProbabilities(examples);
        var predicted = model.Predict(examples);
        for (var i = 0; i < predicted.Length; i++)
            Assert.Equal(model.Labels[LogSpace.IndexOfMax(probabilities.Row(i))], predicted[i]);
    }
}
