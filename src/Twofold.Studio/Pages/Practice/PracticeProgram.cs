using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>A small program of fixed form, of which only the numbers are given: fit a model, and ask it one thing.</summary>
/// <param name="Model">Which model.</param>
/// <param name="X">The rows that it learns from.</param>
/// <param name="Y">Their labels.</param>
/// <param name="Call">What it is asked.</param>
/// <param name="Ask">The rows that it is asked about; of no meaning for <see cref="PracticeCall.Generate"/>.</param>
/// <param name="Label">The label of which rows are generated; of no meaning for the other calls.</param>
sealed record PracticeProgram(
    PracticeModel Model, IReadOnlyList<IReadOnlyList<double>> X, IReadOnlyList<int> Y, PracticeCall Call, IReadOnlyList<IReadOnlyList<double>>? Ask = null, int? Label = null)
{
    /// <summary>More numbers than a question needs.</summary>
    const int MostRows = 200, MostColumns = 20;

    const int Generated = 3;

    const ulong Seed = 7;

    /// <summary>Runs it and gives what it prints.</summary>
    /// <exception cref="TwofoldException">What the library says where the numbers will not do.</exception>
    public string Run(CancellationToken cancellation)
    {
        if (Call == PracticeCall.Generate)
            return Printed(Generator(cancellation).Generate(Label ?? throw new TwofoldException("No label to generate: give one of those in y."), Generated, Seed, cancellation));
        var (model, asked) = (Fit(cancellation), Ask is { Count: > 0 } ? Rows(Ask) : throw new TwofoldException("0 rows to ask about: give at least one, such as [[2, 3]]."));
        if (Call == PracticeCall.Predict)
            return $"[{string.Join(", ", model.Predict(asked))}]";
        var probabilities = model.PredictProbabilities(asked);
        return Printed(Enumerable.Range(0, asked.Count).Select(i => probabilities.Row(i).ToArray()));
    }

    IClassifier<Table, int> Fit(CancellationToken cancellation) => Model switch
    {
        PracticeModel.GaussianNaiveBayes => new GaussianNaiveBayes().Fit(Rows(X), Y, weights: null, cancellation),
        _ => new LogisticRegression().Fit(Rows(X), Y, weights: null, cancellation),
    };

    // What the compiler would say of the same line: there is no such method to call.
    IGenerator<Table, int> Generator(CancellationToken cancellation) => Fit(cancellation) as IGenerator<Table, int>
        ?? throw new TwofoldException($"A {Model} is no generator, so that this does not compile: take a generative model, such as {nameof(GaussianNaiveBayes)}.");

    static string Printed(IEnumerable<double[]> rows) => $"[{string.Join(", ", rows.Select(row => $"[{string.Join(", ", row.Select(cell => $"{cell:0.####}"))}]"))}]";

    static string Printed(Table rows) => Printed(Enumerable.Range(0, rows.Count).Select(i => rows.Row(i).ToArray()));

    // The reader of JSON looks for null everywhere but in lists.
    static Table Rows(IReadOnlyList<IReadOnlyList<double>?> given)
    {
        IReadOnlyList<double>[] rows = [.. given.Select((row, i) => row ?? throw new TwofoldException($"Row {i + 1} is null: give its numbers, such as [2, 3]."))];
        return rows.Length <= MostRows && rows.All(row => row.Count <= MostColumns)
            ? Table.FromRows([.. rows.Select(row => row.ToArray())])
            : throw new TwofoldException($"{rows.Length} rows of up to {rows.Max(row => row.Count)} numbers: at most {MostRows} rows of {MostColumns} run here.");
    }
}

/// <summary>The models that questions are about.</summary>
enum PracticeModel
{
    /// <summary>The library's <see cref="Tables.GaussianNaiveBayes"/>.</summary>
    GaussianNaiveBayes,

    /// <summary>The library's <see cref="Tables.LogisticRegression"/>.</summary>
    LogisticRegression,
}

/// <summary>What a model is asked.</summary>
enum PracticeCall
{
    /// <summary>The label of each row.</summary>
    Predict,

    /// <summary>The probability of each label, for each row.</summary>
    PredictProbabilities,

    /// <summary>Three new rows of a label.</summary>
    Generate,
}

/// <summary>What a program printed.</summary>
/// <param name="Printed">The text.</param>
sealed record PracticeOutput(string Printed);
