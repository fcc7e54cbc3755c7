namespace Twofold.Tables.Tests;

public sealed class SettingTests
{
    [Fact]
    public void What_is_refused_is_said_in_a_whole_sentence_with_what_is_expected()
    {
        AssertRefused("Neighbors is 0: give at least 1.", () => new NearestNeighbors { Neighbors = 0 });
        AssertRefused("Folds is 1: give at least 2.", () => new Calibrated<Table>(new NearestNeighbors()) { Folds = 1 });
        AssertRefused("Components is 0: give at least 1, or null to have the number chosen.", () => new GaussianMixtureClassifier { Components = 0 });
        AssertRefused("Bins is 256: give a number from 2 to 255.", () => new GradientBoostedTrees { Bins = 256 });
        AssertRefused("HashBits is 29: give a number from 1 to 28, or null for a learned vocabulary.", () => new WordOptions { HashBits = 29 });
        AssertRefused("The shrinkage is NaN: give a number from 0 to 1.", () => Shrinkage.Of(double.NaN));
        AssertRefused("RegularizationParameter is 1.5: give a number from 0 to 1.", () => new QuadraticDiscriminantAnalysis { RegularizationParameter = 1.5 });
        AssertRefused("Tolerance is Infinity: give a finite number above 0.", () => new GaussianMixtureClassifier { Tolerance = double.PositiveInfinity });
        AssertRefused("The temperature is 0: give a finite number above 0.", () => new TemperatureScaling(0));
        AssertRefused("LearningRate is NaN: give a finite number above 0, such as 0.1.", () => new GradientBoostedTrees { LearningRate = double.NaN });
        AssertRefused("C is -0.5: give a finite number above 0; smaller means a stronger penalty.", () => new LogisticRegression { C = -0.5 });
        AssertRefused(
            "Alpha is 0: give a finite number above 0, so that what was never seen is not impossible; 1e-10 is next to nothing.",
            () => new MultinomialNaiveBayes { Alpha = 0 });
        AssertRefused("Regularization is -1: give a finite number of at least 0.", () => new GaussianMixtureClassifier { Regularization = -1 });
        AssertRefused("VarianceSmoothing is NaN: give a finite number of at least 0, such as 1e-9.", () => new GaussianNaiveBayes { VarianceSmoothing = double.NaN });
        AssertRefused("RowShare is 0: give a number above 0 and at most 1.", () => new GradientBoostedTrees { RowShare = 0 });
    }

    static void AssertRefused(string sentence, Func<object> make) => Assert.Equal(sentence, Assert.Throws<TwofoldException>(make).Message);
}
