namespace Twofold.Stranger.Tests;

/// <summary>What a model cannot do is no method that throws: it does not compile.</summary>
public sealed class CapabilityTests
{
    const string Data = """
        double[][] x = [[1, 2], [2, 3], [3, 4], [4, 6]];
        int[] y = [0, 0, 1, 1];

        """;

    [Theory]
    [InlineData("IClassifier<Table, int> model = new LogisticRegression().Fit(x, y); int[] answer = model.Predict([[2, 3]]);")]
    [InlineData("Table rows = new LinearDiscriminantAnalysis().Fit(x, y).Generate(1, count: 100, seed: 7);")]
    [InlineData("IGenerativeModel<Table, int> model = new LinearDiscriminantAnalysis().Fit(x, y);")]
    [InlineData("IClassifierRecipe<Table>[] recipes = [new LogisticRegression { C = 10 }, new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.LedoitWolf }];")]
    [InlineData("double[] density = new LinearDiscriminantAnalysis().Fit(x, y).LogDensity(x);")]
    public void What_a_model_can_do_compiles(string statement) => Assert.Empty(Snippet.Errors(Data + statement));

    [Theory]
    [InlineData("new LogisticRegression().Fit(x, y).Generate(1, count: 100, seed: 7);")]
    [InlineData("new LogisticRegression().Fit(x, y).LogDensity(x);")]
    [InlineData("new LogisticRegression().Predict(x);")]
    public void Asking_for_what_a_model_cannot_do_is_a_missing_member(string statement) =>
        Assert.Equal(["CS1061"], Snippet.Errors(Data + statement));

    [Theory]
    [InlineData("IGenerator<Table, int> generator = new LogisticRegression().Fit(x, y);", "CS0029")]
    [InlineData("IDensity<Table> density = new LogisticRegression().Fit(x, y);", "CS0029")]
    [InlineData("IClassifier<Table, int> model = new LinearDiscriminantAnalysis().Fit(x, y); IGenerator<Table, int> generator = model;", "CS0266")]
    [InlineData("var recipe = new LogisticRegression(); recipe.C = 2;", "CS8852")]
    public void A_capability_is_not_assigned_without_being_there(string statement, string error) =>
        Assert.Equal([error], Snippet.Errors(Data + statement));

    [Fact]
    public void A_classifier_takes_examples_in_so_that_one_of_general_examples_serves_special_ones()
    {
        const string classifier = "IClassifier<object, int>? general = null; IClassifier<string, int>? special = null; ";
        Assert.Empty(Snippet.Errors(classifier + "special = general;"));
        Assert.Equal(["CS0266"], Snippet.Errors(classifier + "general = special;"));
    }

    [Fact]
    public void A_generator_gives_examples_out_so_that_one_of_special_examples_serves_as_general()
    {
        const string generator = "IGenerator<object, string>? general = null; IGenerator<string, object>? special = null; ";
        Assert.Empty(Snippet.Errors(generator + "general = special;"));
        Assert.Equal(["CS0266"], Snippet.Errors(generator + "special = general;"));
    }

    [Fact]
    public void A_generative_model_takes_and_gives_so_that_its_examples_cannot_be_exchanged()
    {
        const string generative = "IGenerativeModel<object, int>? general = null; IGenerativeModel<string, int>? special = null; ";
        Assert.Equal(["CS0266"], Snippet.Errors(generative + "general = special;"));
        Assert.Equal(["CS0266"], Snippet.Errors(generative + "special = general;"));
    }

    [Theory]
    [InlineData("GaussianNaiveBayesModel<int> model = new GaussianNaiveBayes().Fit(x, y).WithPrior([1, 2]);")]
    [InlineData("MultinomialNaiveBayesModel<int> model = new MultinomialNaiveBayes().Fit(x, y).WithPrior([1, 2]);")]
    [InlineData("LinearDiscriminantAnalysisModel<int> model = new LinearDiscriminantAnalysis().Fit(x, y).WithPrior([1, 2]);")]
    [InlineData("QuadraticDiscriminantAnalysisModel<int> model = new QuadraticDiscriminantAnalysis().Fit(x, y).WithPrior([1, 2]);")]
    [InlineData("GaussianMixtureClassifierModel<int> model = new GaussianMixtureClassifier().Fit(x, y).WithPrior([1, 2]);")]
    [InlineData("PhotoFlow flow = PhotoPair.Open(\"pets.twofold\").Flow.WithPrior([1, 2]);")]
    public void A_model_under_another_prior_is_a_model_of_the_same_kind(string statement) => Assert.Empty(Snippet.Errors(Data + statement));

    [Fact]
    public void Only_arrays_of_numbers_are_taken_for_spans()
    {
        Assert.Empty(Snippet.Errors("var first = new double[2, 2].Row(0)[0]; var all = new int[2, 2].AsFlatSpan().Length;"));
        Assert.NotEmpty(Snippet.Errors("var first = new string[2, 2].Row(0)[0];"));
        Assert.NotEmpty(Snippet.Errors("object[,] texts = new string[2, 2]; texts.AsFlatSpan()[0] = 7;"));
    }
}
