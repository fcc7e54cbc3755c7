namespace Twofold.Tables.Tests;

/// <summary>What a model hands out, and what it was made of, can be changed and the model stays what it is.</summary>
public sealed class ImmutabilityTests
{
    static readonly (Table Examples, int[] Labels) Numbers = SampleTables.Gaussians(60, 3, labels: 2, distance: 1, seed: 1);

    static readonly Table Counts = Table.FromFlat([.. Numbers.Examples.Values.ToArray().Select(value => Math.Floor(Math.Abs(3 * value)))], 3);

    [Fact]
    public void Arrays_that_a_model_hands_out_are_copies()
    {
        var logistic = new LogisticRegression().Fit(Numbers.Examples, Numbers.Labels);
        Stays(logistic, Numbers.Examples, () => Spoil(logistic.Coefficients), () => Spoil(logistic.Intercepts));
        var gaussian = new GaussianNaiveBayes().Fit(Numbers.Examples, Numbers.Labels);
        Stays(gaussian, Numbers.Examples, () => Spoil(gaussian.Means), () => Spoil(gaussian.Variances), () => Spoil(gaussian.WithPrior([1, 1]).Means));
        var linear = new LinearDiscriminantAnalysis().Fit(Numbers.Examples, Numbers.Labels);
        Stays(linear, Numbers.Examples, () => Spoil(linear.Means), () => Spoil(linear.CholeskyFactor), () => Spoil(linear.Coefficients), () => Spoil(linear.Intercepts));
        Assert.NotEqual(99, linear.Coefficients[0, 0]);
        var quadratic = new QuadraticDiscriminantAnalysis().Fit(Numbers.Examples, Numbers.Labels);
        Stays(quadratic, Numbers.Examples, () => Spoil(quadratic.Means), () => Spoil(quadratic.CholeskyFactors[0]));
        var mixtures = new GaussianMixtureClassifier().Fit(Numbers.Examples, Numbers.Labels);
        Stays(mixtures, Numbers.Examples, () => Spoil(mixtures.Mixtures[0].Means), () => Spoil(mixtures.Mixtures[0].CholeskyFactors[0]));
        Assert.NotEqual(99, mixtures.Mixtures[0].Means[0, 0]);
        var multinomial = new MultinomialNaiveBayes().Fit(Counts, Numbers.Labels);
        Stays(multinomial, Counts, () => Spoil(multinomial.Probabilities), () => Spoil(multinomial.LogProbabilities));
        var bernoulli = new BernoulliNaiveBayes().Fit(Counts, Numbers.Labels);
        Stays(bernoulli, Counts, () => Spoil(bernoulli.Probabilities));
        Assert.NotEqual(99, bernoulli.Probabilities[0, 0]);
        var complement = new ComplementNaiveBayes().Fit(Counts, Numbers.Labels);
        Stays(complement, Counts, () => Spoil(complement.FeatureWeights));
    }

    [Fact]
    public void Arrays_that_a_model_is_restored_from_are_copied()
    {
        double[,] means = { { 0, 0, 0 }, { 1, 1, 1 } }, ones = { { 1, 1, 1 }, { 1, 1, 1 } }, unit = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        double[] prior = [1, 3];
        int[] labels = [0, 1];
        IClassifier<Table, int>[] models =
        [
            new LogisticRegressionModel<int>(labels, means, prior),
            new GaussianNaiveBayesModel<int>(labels, [1, 3], means, ones, prior: prior),
            new LinearDiscriminantAnalysisModel<int>(labels, means, unit, prior),
            new QuadraticDiscriminantAnalysisModel<int>(labels, means, [unit, unit], prior),
            new MultinomialNaiveBayesModel<int>(labels, [1, 3], ones, prior: prior),
        ];
        var others = ((GaussianNaiveBayesModel<int>)models[1]).FitIncrementally(Numbers.Examples, Numbers.Labels).Prior;
        Table[] examples = [.. models.Select(model => model is MultinomialNaiveBayesModel<int> ? Counts : Numbers.Examples)];
        var before = models.Zip(examples, (model, table) => model.PredictProbabilities(table)).ToList();

        foreach (var array in (double[][,])[means, ones, unit])
            Spoil(array);
        Spoil(prior);
        labels[0] = 7;

        Assert.Equal(before, models.Zip(examples, (model, table) => model.PredictProbabilities(table)));
        Assert.All(models, model => Assert.Equal([0, 1], model.Labels));
        Assert.Equal(others, ((GaussianNaiveBayesModel<int>)models[1]).FitIncrementally(Numbers.Examples, Numbers.Labels).Prior);
    }

    [Fact]
    public void A_prior_that_is_changed_after_it_was_given_changes_no_recipe()
    {
        double[] prior = [1, 3];
        var recipe = new LinearDiscriminantAnalysis { Prior = prior };
        Spoil(prior);
        Assert.Equal([1, 3], recipe.Prior);
    }

    static void Stays(IClassifier<Table, int> model, Table examples, params Action[] spoilers)
    {
        var before = model.PredictProbabilities(examples);
        foreach (var spoil in spoilers)
            spoil();
        Assert.Equal(before, model.PredictProbabilities(examples));
    }

    static void Spoil(double[,] array) => array.AsFlatSpan().Fill(99);

    static void Spoil(double[] array) => array.AsSpan().Fill(99);
}
