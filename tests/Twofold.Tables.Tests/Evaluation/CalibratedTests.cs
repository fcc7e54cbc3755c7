namespace Twofold.Tables.Tests;

public sealed class CalibratedModelTests : TableClassifierContract
{
    protected override (IClassifier<Table, int> Model, Table Examples) Subject
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(301, 7, labels: 3, distance: 1, seed: 1);
            return (new Calibrated<Table>(new GaussianNaiveBayes()).Fit(examples, labels), examples);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 7);
}

public sealed class CalibratedTests : TableRecipeContract
{
    protected override IClassifierRecipe<Table> Recipe => new Calibrated<Table>(new GaussianNaiveBayes());

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    // A row that stands there twice can be in two parts, one of weight 2 in one only: the held-out answers differ a little.
    protected override double WeightTolerance => 0.01;

    [Fact]
    public void The_calibration_is_learned_from_what_models_say_of_rows_that_they_did_not_see()
    {
        var (examples, labels) = SampleTables.Gaussians(90, 3, labels: 3, distance: 0.7, seed: 3);
        var recipe = new Calibrated<Table>(new GaussianNaiveBayes()) { Method = CalibrationMethod.Isotonic, Folds = 4, Seed = 9 };
        var model = recipe.Fit(examples, labels);

        var heldOut = new double[90, 3];
        foreach (var (train, test) in Stratification.Folds(labels, 4, 9))
        {
            var part = new GaussianNaiveBayes().Fit(examples.Subset(train), [.. train.Select(i => labels[i])]).PredictProbabilities(examples.Subset(test));
            for (var i = 0; i < test.Length; i++)
                part.Row(i).CopyTo(heldOut.Row(test[i]));
        }

        var plain = new GaussianNaiveBayes().Fit(examples, labels).PredictProbabilities(examples);
        var expected = IsotonicCalibration.Fit(heldOut, labels).Apply(plain);
        Assert.Equal(expected, model.PredictProbabilities(examples));
        Assert.Equal(plain, model.Model.PredictProbabilities(examples));
    }

    [Theory]
    [InlineData(CalibrationMethod.Sigmoid)]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Temperature)]
    public void Naive_Bayes_on_columns_that_repeat_each_other_learns_to_keep_its_word(CalibrationMethod method)
    {
        // Six copies of one column count six times: naive Bayes is far too sure.
        var (examples, labels) = Repeated(3000, seed: 4);
        var (others, truth) = Repeated(3000, seed: 5);
        var before = Evaluation.Of([0, 1], new GaussianNaiveBayes().Fit(examples, labels).PredictProbabilities(others), truth);
        var after = Evaluation.Of([0, 1], new Calibrated<Table>(new GaussianNaiveBayes()) { Method = method }.Fit(examples, labels).PredictProbabilities(others), truth);
        Assert.True(before.CalibrationError > 0.1, $"{before.CalibrationError}");
        Assert.True(after.CalibrationError < 0.05, $"{after.CalibrationError}");
        Assert.True(after.LogLoss < before.LogLoss);
    }

    [Fact]
    public void Weights_reach_the_fits_and_the_calibration()
    {
        var (examples, labels) = SampleTables.Gaussians(60, 2, labels: 2, distance: 1, seed: 6);
        var recipe = new Calibrated<Table>(new GaussianNaiveBayes());
        double[] ones = [.. Enumerable.Repeat(1.0, 60)];
        double[] half = [.. labels.Select(label => label == 0 ? 1.0 : 0.2)];
        Assert.Equal(recipe.Fit(examples, labels).PredictProbabilities(examples), recipe.Fit(examples, labels, ones).PredictProbabilities(examples));
        Assert.True(Mean(recipe.Fit(examples, labels, half)) < Mean(recipe.Fit(examples, labels)) - 0.1);

        double Mean(CalibratedModel<Table, int> model)
        {
            var probabilities = model.PredictProbabilities(examples);
            return Enumerable.Range(0, 60).Average(i => probabilities[i, 1]);
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_numbers()
    {
        var recipe = new Calibrated<Table>(new GaussianNaiveBayes());
        Assert.StartsWith("Folds is 1", Assert.Throws<TwofoldException>(() => recipe with { Folds = 1 }).Message, StringComparison.Ordinal);
        var alone = Assert.Throws<TwofoldException>(() => recipe.Fit([[1], [2], [3], [4], [5], [6]], [0, 0, 0, 0, 0, 1]));
        Assert.StartsWith("The label '1' has one example", alone.Message, StringComparison.Ordinal);
        Assert.StartsWith("5 folds of 4 examples", Assert.Throws<TwofoldException>(() => recipe.Fit([[1], [2], [3], [4]], [0, 0, 1, 1])).Message, StringComparison.Ordinal);
    }

    static (Table Examples, int[] Labels) Repeated(int count, ulong seed)
    {
        var (one, labels) = SampleTables.Gaussians(count, 1, labels: 2, distance: 1.2, seed);
        return (Table.FromFlat([.. one.Values.ToArray().SelectMany(value => Enumerable.Repeat(value, 6))], 6), labels);
    }
}
