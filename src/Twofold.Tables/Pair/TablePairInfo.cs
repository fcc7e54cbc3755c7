namespace Twofold.Tables;

/// <summary>What a model file for tables says of itself: the content of its <c>model.json</c>.</summary>
public sealed record TablePairInfo : IPairInfo
{
    /// <summary>The format's newest version, which this library writes. Older ones are read for ever.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The kind of a model for tables.</summary>
    public const string TableKind = "table";

    /// <summary>The version of the file's format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>What the model is about: "table".</summary>
    public string Kind { get; init; } = TableKind;

    /// <summary>The column that holds the labels.</summary>
    public required string LabelColumn { get; init; }

    /// <summary>The labels, in the order of every column and count.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The columns that it was fitted on.</summary>
    public required IReadOnlyList<TableColumnInfo> Columns { get; init; }

    /// <summary>When the training ended, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The version of the library that trained it.</summary>
    public required string TwofoldVersion { get; init; }

    /// <summary>The seed of the training.</summary>
    public ulong Seed { get; init; }

    /// <summary>What it learned from.</summary>
    public required TableDataInfo Data { get; init; }

    /// <summary>The recognizing half.</summary>
    public required TableRecognizerInfo Recognizer { get; init; }

    /// <summary>The creating half; null where none was trained.</summary>
    public TableCreatorInfo? Creator { get; init; }

    IReadOnlyList<int> IPairInfo.Counts => Data.Counts;

    bool IPairInfo.HasCreator => Creator is not null;

    /// <summary>Checks what the rest of the library relies on, because a file can say anything.</summary>
    /// <exception cref="TwofoldException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Expect(Labels.Count is >= 2 and <= 100_000 && Labels.All(label => !string.IsNullOrEmpty(label)), "its labels are missing or empty");
        Expect(Labels.Distinct(StringComparer.Ordinal).Count() == Labels.Count, "a label stands twice among its labels");
        Expect(Data.Counts.Count == Labels.Count, $"it has {Labels.Count} labels but {Data.Counts.Count} counts");
        Expect(
            Columns.Count >= 1 && Columns.All(column => !string.IsNullOrEmpty(column.Name) && Enum.IsDefined(column.Kind)),
            "its columns are missing or without a name");
        Expect(!string.IsNullOrEmpty(LabelColumn) && Columns.All(column => column.Name != LabelColumn), $"its label column is '{LabelColumn}'");
        Expect(double.IsFinite(Recognizer.Temperature) && Recognizer.Temperature > 0, $"its temperature is {Recognizer.Temperature}");
        Expect(TableModelCatalog.Find(Recognizer.Model) is not null, $"its recognizer is a '{Recognizer.Model}', which this version does not know");
        Expect(AreColumns(Recognizer.Columns), "its recognizer looks at columns that it does not have");
        if (Creator is not { } creator)
            return;
        Expect(
            TableModelCatalog.Find(creator.Model) is { IsGenerative: true },
            $"its creator is a '{creator.Model}', which cannot make rows or which this version does not know");
        Expect(AreColumns(creator.Columns), "its creator makes columns that it does not have");
        Expect(
            creator.Steps.Count == creator.Columns.Count && creator.Steps.All(step => step >= 0 && double.IsFinite(step)),
            "the steps of its creator's columns are not one number for each");
    }

    bool AreColumns(IReadOnlyList<string> names) => names.Count >= 1 && names.All(name => Columns.Any(column => column.Name == name));

    static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new TwofoldException($"{otherwise}: the file is damaged.");
    }
}
