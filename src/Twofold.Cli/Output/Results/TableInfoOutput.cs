using Twofold.Tables;

namespace Twofold.Cli;

/// <summary>What a pair of a table is and can do.</summary>
sealed record TableInfoOutput : InfoOutput
{
    const int TriedShown = 5;

    public TableInfoOutput(TablePairInfo info)
        : base(info, "predict", "measure") =>
        (LabelColumn, Columns, Data, Recognizer, Creator) = (info.LabelColumn, info.Columns, info.Data, info.Recognizer, info.Creator);

    /// <summary>The column that holds the labels.</summary>
    public string LabelColumn { get; }

    /// <summary>The columns that it was fitted on.</summary>
    public IReadOnlyList<TableColumnInfo> Columns { get; }

    /// <summary>What it learned from.</summary>
    public TableDataInfo Data { get; }

    /// <summary>The recognizing half.</summary>
    public TableRecognizerInfo Recognizer { get; }

    /// <summary>The creating half; null without one.</summary>
    public TableCreatorInfo? Creator { get; }

    protected override IEnumerable<IReadOnlyList<string>> Halves =>
    [
        ["label column", LabelColumn],
        ["columns", string.Join(", ", Columns.Select(Describe))],
        ["recognizer", Named(Recognizer.Model, Recognizer.Settings)],
        ["held out", $"accuracy {Amount.Percent(Recognizer.HeldOut.Accuracy)}, log loss {Recognizer.HeldOut.LogLoss:0.0000}, calibration error {Amount.Percent(Recognizer.HeldOut.CalibrationError)} ({Amount.Of(Recognizer.HeldOut.Rows, "row")}, {Recognizer.HeldOut.Method})"],
        ["tried, by log loss", Tried(Recognizer.Tried, tried => tried.LogLoss)],
        ["creator", Creator is null ? "none" : $"{Named(Creator.Model, Creator.Settings)}, {Creator.LogLikelihood:0.00} nats a held-out row"],
        .. Creator is null ? (IReadOnlyList<string>[])[] : [["tried, by likelihood", Tried(Creator.Tried, tried => tried.LogLikelihood)]],
    ];

    static string Describe(TableColumnInfo column) => column.Kind switch
    {
        ColumnKind.Number => column.Name,
        ColumnKind.Category => $"{column.Name} ({Amount.Of(column.Categories.Count, "category", "categories")})",
        _ => $"{column.Name} (text)",
    };

    static string Named(string model, string settings) => settings.Length == 0 ? model : $"{model} ({settings})";

    static string Tried(IReadOnlyList<TriedModel> models, Func<TriedModel, double?> score) =>
        string.Join(", ", models.Take(TriedShown).Select(tried => $"{Named(tried.Model, tried.Settings)} {score(tried)?.ToString("0.0000") ?? "not fitted"}")) + (models.Count > TriedShown ? ", …" : "");
}
