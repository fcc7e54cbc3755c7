using System.Globalization;

namespace Twofold.Tables;

/// <summary>The pairs that a table is compared by unless others are given: those that its columns allow, from simple to complex.</summary>
public static class TablePartners
{
    // Beyond it the squares and products outgrow the examples of most tables.
    const int MostColumnsForQuadratic = 20;

    /// <summary>
    /// Naive Bayes with logistic regression; of columns of numbers alone also linear discriminant analysis with logistic regression, up to 20 columns quadratic
    /// discriminant analysis with logistic regression on squares and products, and mixtures of Gaussians with boosted trees. Of other columns without text, naive Bayes with boosted trees.
    /// </summary>
    /// <param name="rows">All rows, without the label column. Only what numbers a column can hold at all is read from them, as its categories are.</param>
    public static IReadOnlyList<Partners<Table>> For(Table rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var schema = rows.Schema;
        var naive = new Contender<IGenerativeRecipe<Table>>("naive Bayes", [("each column by its kind", new WholeTableNaiveBayes(rows)), .. Generative("gaussian-naive-bayes").Select(setting => ("Gaussian", setting.Item2))]);
        var logistic = new Contender<IClassifierRecipe<Table>>("logistic regression", [.. Of("logistic-regression", "C = 1", "C = 0.1", "C = 0.01", "C = 10")]);
        var trees = new Contender<IClassifierRecipe<Table>>(
            "boosted trees", [.. Of("gradient-boosted-trees", "100 rounds, 8 leaves", "50 rounds, 4 leaves")]);
        List<Partners<Table>> pairs = [new(naive, logistic)];
        if (schema.IsNumbers)
        {
            pairs.Add(new(new("linear discriminant analysis", [.. Generative("linear-discriminant-analysis")]), logistic));
            if (schema.Count <= MostColumnsForQuadratic)
                pairs.Add(new(
                    new("quadratic discriminant analysis", [.. Generative("quadratic-discriminant-analysis")]),
                    new("quadratic logistic regression", [.. ((double[])[1, 0.01, 0.1]).Select(c => (string.Create(CultureInfo.InvariantCulture, $"C = {c}"), (IClassifierRecipe<Table>)new QuadraticLogisticRegression { C = c }))])));
            pairs.Add(new(new("mixture of Gaussians", [("diagonal", Mixture(CovarianceKind.Diagonal)), .. schema.Count <= MostColumnsForQuadratic ? [("full", Mixture(CovarianceKind.Full))] : Array.Empty<(string, IGenerativeRecipe<Table>)>()]), trees));
        }
        else if (schema.All(column => column.Kind != ColumnKind.Text))
        {
            pairs.Add(new(naive, trees));
        }

        return pairs;

        IEnumerable<(string, IGenerativeRecipe<Table>)> Generative(string model) => TableModelCatalog.Find(model) is { } kind && kind.Takes(schema)
            ? kind.Candidates.Select(candidate => (candidate.Settings.Length > 0 ? candidate.Settings : model.Replace('-', ' '), (IGenerativeRecipe<Table>)candidate.Recipe))
            : [];

        static IEnumerable<(string, IClassifierRecipe<Table>)> Of(string model, params string[] settings) =>
            settings.Select(setting => (setting, TableModelCatalog.Find(model)!.Candidates.Single(candidate => candidate.Settings == setting).Recipe)); // Both names are the catalog's own.

        // Fewer starts and Gaussians than where one is trained: it is fitted hundreds of times.
        static IGenerativeRecipe<Table> Mixture(CovarianceKind covariance) =>
            new GaussianMixtureClassifier { Covariance = covariance, Regularization = 1e-3, MaxComponents = 4, Starts = 1, Tolerance = 1e-3 };
    }
}
