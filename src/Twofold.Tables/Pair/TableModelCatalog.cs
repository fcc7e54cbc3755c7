using System.Globalization;

namespace Twofold.Tables;

/// <summary>
/// The models that a pair can be made of, from cheap to dear, each with what is tried of it. Where scikit-learn's defaults are for columns that
/// somebody has prepared, these are for columns as they come: standardized, categories one-hot, missing cells said.
/// </summary>
static class TableModelCatalog
{
    static readonly FeatureEncodingOptions Prepared = new() { Standardize = true, MissingIndicators = true };

    public static IReadOnlyList<TableModelKind> All { get; } =
    [
        Kind<GaussianNaiveBayesModel<string>>("gaussian-naive-bayes", OfNumbers, ("", new GaussianNaiveBayes())),
        Kind<CategoricalNaiveBayesModel<string>>("categorical-naive-bayes", OfCategories, ("", new CategoricalNaiveBayes())),
        Kind<MixedNaiveBayesModel<string>>("mixed-naive-bayes", OfAnything, ("", new MixedNaiveBayes())),
        Kind<MultinomialNaiveBayesModel<string>>("multinomial-naive-bayes", OfNumbers, ("", new MultinomialNaiveBayes())) with { IsOfCells = false },
        Kind<BernoulliNaiveBayesModel<string>>("bernoulli-naive-bayes", OfNumbers, ("", new BernoulliNaiveBayes())) with { IsOfCells = false },
        Kind<LinearDiscriminantAnalysisModel<string>>(
            "linear-discriminant-analysis", OfNumbers, ("Ledoit-Wolf", new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.LedoitWolf })),
        Kind<QuadraticDiscriminantAnalysisModel<string>>(
            "quadratic-discriminant-analysis",
            OfNumbers,
            [.. ((double[])[0, 0.001, 0.1]).Select(Quadratic)]),
        Kind<LogisticRegressionModel<string>>("logistic-regression", OfAnything, [.. ((double[])[1, 0.1, 0.01, 10, 100]).Select(Logistic)]),
        Kind<GaussianMixtureClassifierModel<string>>(
            "gaussian-mixture",
            OfNumbers,
            ("diagonal", new GaussianMixtureClassifier { Covariance = CovarianceKind.Diagonal, Regularization = 1e-3 }),
            ("full", new GaussianMixtureClassifier { Regularization = 1e-3 })),
        Kind<NearestNeighborsModel<string>>("nearest-neighbors", OfAnything, [.. ((int[])[5, 15, 45]).Select(Neighbors)]),
        Kind<GradientBoostedTreesModel<string>>(
            "gradient-boosted-trees",
            WithoutText,
            ("100 rounds, 8 leaves", new GradientBoostedTrees { Rounds = 100, Leaves = 8, MinExamplesPerLeaf = 5 }),
            ("50 rounds, 4 leaves", new GradientBoostedTrees { Rounds = 50, Leaves = 4, MinExamplesPerLeaf = 5 }),
            ("early stopping, 31 leaves", new GradientBoostedTrees { Rounds = 1000, Patience = 20 }),
            (
                "early stopping, 15 leaves, rate 0.05",
                new GradientBoostedTrees { Rounds = 2000, Patience = 40, LearningRate = 0.05, Leaves = 15, RowShare = 0.8, ColumnShare = 0.8 })),
    ];

    /// <summary>The model of this name; null where there is none.</summary>
    public static TableModelKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    static (string, IClassifierRecipe<Table>) Logistic(double c) => (string.Create(CultureInfo.InvariantCulture, $"C = {c}"), new LogisticRegression { C = c, Features = Prepared });

    static (string, IClassifierRecipe<Table>) Quadratic(double share) =>
        (string.Create(CultureInfo.InvariantCulture, $"regularization {share}"), new QuadraticDiscriminantAnalysis { RegularizationParameter = share });

    static (string, IClassifierRecipe<Table>) Neighbors(int k) => (string.Create(CultureInfo.InvariantCulture, $"{k} neighbors"), new NearestNeighbors { Neighbors = k, Standardize = true });

    static TableModelKind Kind<TModel>(string name, Func<Schema, bool> takes, params (string Settings, IClassifierRecipe<Table> Recipe)[] candidates)
        where TModel : class, IClassifier<Table, string>, IStoredModel<TModel, string> =>
        new(
            name,
            [.. candidates.Select(candidate => new TableModelCandidate(name, candidate.Settings, candidate.Recipe))],
            takes,
            static (model, tensors) => ((TModel)model).AddTo(tensors),
            TModel.From);

    static bool OfNumbers(Schema schema) => schema.IsNumbers;

    static bool OfCategories(Schema schema) => schema.All(column => column.Kind == ColumnKind.Category);

    static bool WithoutText(Schema schema) => schema.All(column => column.Kind != ColumnKind.Text);

    static bool OfAnything(Schema schema) => true;
}
