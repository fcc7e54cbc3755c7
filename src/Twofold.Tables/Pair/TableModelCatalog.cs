namespace Twofold.Tables;

/// <summary>The models that a pair can be made of, from cheap to dear.</summary>
static class TableModelCatalog
{
    public static IReadOnlyList<TableModelKind> All { get; } =
    [
        Kind<GaussianNaiveBayesModel<string>>("gaussian-naive-bayes", OfNumbers, ("", new GaussianNaiveBayes())),
        new TableModelKind("linear-discriminant-analysis", [new("linear-discriminant-analysis", "", new GenerativeShim())], OfNumbers, StoreLda, LoadLda),
        new TableModelKind(
            "logistic-regression",
            [.. ((double[])[1, 0.1, 0.01, 10, 100]).Select(c => new TableModelCandidate("logistic-regression", $"C = {c}", new LogisticRegression { C = c }))],
            OfNumbers,
            StoreLogistic,
            LoadLogistic),
    ];

    /// <summary>The model of this name; null where there is none.</summary>
    public static TableModelKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    static TableModelKind Kind<TModel>(string name, Func<Schema, bool> takes, params (string Settings, IClassifierRecipe<Table> Recipe)[] candidates)
        where TModel : class, IClassifier<Table, string>, IStoredModel<TModel, string> =>
        new(
            name,
            [.. candidates.Select(candidate => new TableModelCandidate(name, candidate.Settings, candidate.Recipe))],
            takes,
            static (model, tensors) => ((TModel)model).AddTo(tensors),
            TModel.From);

    static bool OfNumbers(Schema schema) => schema.IsNumbers;

    static void StoreLogistic(IClassifier<Table, string> model, SafeTensors tensors)
    {
        var logistic = (LogisticRegressionModel<string>)model;
        tensors.Add("coefficients", logistic.Coefficients.AsFlatSpan(), logistic.Labels.Count, logistic.Columns);
        tensors.Add("intercepts", logistic.Intercepts, logistic.Labels.Count);
    }

    static LogisticRegressionModel<string> LoadLogistic(SafeTensors tensors, IReadOnlyList<string> labels, Schema schema)
    {
        var coefficients = new double[labels.Count, schema.Count];
        tensors.Read("coefficients", labels.Count, schema.Count).CopyTo(coefficients.AsFlatSpan());
        return new(labels, coefficients, tensors.Read("intercepts", labels.Count));
    }

    static void StoreLda(IClassifier<Table, string> model, SafeTensors tensors)
    {
        var lda = (LinearDiscriminantAnalysisModel<string>)model;
        tensors.Add("means", lda.Means.AsFlatSpan(), lda.Labels.Count, lda.Columns);
        tensors.Add("factor", lda.CholeskyFactor.AsFlatSpan(), lda.Columns, lda.Columns);
        tensors.Add("prior", lda.Prior.ToArray(), lda.Labels.Count);
    }

    static LinearDiscriminantAnalysisModel<string> LoadLda(SafeTensors tensors, IReadOnlyList<string> labels, Schema schema)
    {
        var (means, factor) = (new double[labels.Count, schema.Count], new double[schema.Count, schema.Count]);
        tensors.Read("means", labels.Count, schema.Count).CopyTo(means.AsFlatSpan());
        tensors.Read("factor", schema.Count, schema.Count).CopyTo(factor.AsFlatSpan());
        return new(labels, means, factor, tensors.Read("prior", labels.Count));
    }

    // Until LinearDiscriminantAnalysis is an IGenerativeRecipe on this branch.
    sealed record GenerativeShim : IGenerativeRecipe<Table>
    {
        public IGenerativeModel<Table, TLabel> Fit<TLabel>(Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
            where TLabel : notnull => new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.LedoitWolf }.Fit(examples, labels, weights, cancellation);
    }
}
