using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>The models that learn from points of the plane, in two halves as everywhere.</summary>
static class PlaneModels
{
    public static IReadOnlyList<PlaneModel<IClassifierRecipe<Table>>> Discriminative { get; } =
    [
        new("LogisticRegression", "Logistic regression", "One straight border between two labels; the further from it, the surer.", _ => new LogisticRegression()),
        new("QuadraticLogisticRegression", "Quadratic logistic regression", "The same on x, y, x², xy and y²: borders may bend.", _ => new QuadraticLogisticRegression()),
        new("NearestNeighbors", "Nearest neighbors", "Asks the five nearest points, and believes the most of them.",
            counts => new NearestNeighbors { Neighbors = Math.Min(5, counts.Sum()) }),
        // The library's default of 20 examples a leaf is meant for thousands; people draw dozens.
        new("GradientBoostedTrees", "Gradient boosted trees", "Many small trees of yes-or-no questions, each about one coordinate.",
            _ => new GradientBoostedTrees { MinExamplesPerLeaf = 2, Rounds = 40, Leaves = 6 }),
    ];

    public static IReadOnlyList<PlaneModel<IGenerativeRecipe<Table>>> Generative { get; } =
    [
        new("GaussianNaiveBayes", "Gaussian naive Bayes", "A bell over each coordinate, on its own: shapes never lean.", _ => new GaussianNaiveBayes()),
        new("LinearDiscriminantAnalysis", "Linear discriminant analysis", "One bell a label, all of the same shape: the border is straight.", _ => new LinearDiscriminantAnalysis()),
        new("QuadraticDiscriminantAnalysis", "Quadratic discriminant analysis", "One bell a label, each of its own shape: the border bends.", _ => new QuadraticDiscriminantAnalysis()),
        new("GaussianMixture", "Gaussian mixture", "Several bells a label: moons and rings can be put together from them.",
            // Small labels have fewer bells, none of them collapses onto a point, and one start is enough for what is drawn anew at every touch.
            counts => new GaussianMixtureClassifier { Components = Math.Clamp(counts.Min() / 3, 1, 4), Regularization = 0.01, Starts = 1, Tolerance = 1e-4 }),
    ];

    /// <summary>Finds a model by its name.</summary>
    /// <exception cref="TwofoldException">There is none; the message names those that there are.</exception>
    public static PlaneModel<TRecipe> Named<TRecipe>(this IReadOnlyList<PlaneModel<TRecipe>> models, string name) =>
        models.FirstOrDefault(model => model.Name == name)
        ?? throw new TwofoldException($"There is no model '{name}' here: choose one of {string.Join(", ", models.Select(model => model.Name))}.");
}

/// <summary>A model that learns from points of the plane.</summary>
/// <param name="Name">Its name in the library.</param>
/// <param name="Title">Its name in prose.</param>
/// <param name="Idea">What it believes of the world, in a line.</param>
/// <param name="Recipe">How it learns from points of which there are so many of each label.</param>
sealed record PlaneModel<TRecipe>(string Name, string Title, string Idea, Func<IReadOnlyList<int>, TRecipe> Recipe);
