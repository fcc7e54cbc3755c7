namespace Twofold.Photos;

/// <summary>What a model file says of itself: the content of its <c>model.json</c>.</summary>
public sealed record PhotoPairInfo : IPairInfo
{
    /// <summary>The format's newest version, which this library writes. Older ones are read for ever.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The kind of a model for photos.</summary>
    public const string PhotoKind = "photos";

    /// <summary>The version of the file's format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>What the model is about: "photos".</summary>
    public string Kind { get; init; } = PhotoKind;

    /// <summary>The labels, in the order of every column and count.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>When the training ended, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The version of the library that trained it.</summary>
    public required string TwofoldVersion { get; init; }

    /// <summary>The versions of the libraries that it was trained with.</summary>
    // Of a file that was written before this was in it, the reader sets null.
    public IReadOnlyDictionary<string, string> Libraries { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>The seed of the training.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether the training was stopped before its end, and this is what it had learned by then.</summary>
    public bool Stopped { get; init; }

    /// <summary>What it learned from.</summary>
    public required TrainingDataInfo Data { get; init; }

    /// <summary>The recognizing half.</summary>
    public required RecognizerInfo Recognizer { get; init; }

    /// <summary>The creating half; null where none was trained.</summary>
    public CreatorInfo? Creator { get; init; }

    IReadOnlyList<int> IPairInfo.Counts => Data.Counts;

    bool IPairInfo.HasCreator => Creator is not null;

    /// <summary>Checks what the rest of the library relies on, because a file can say anything.</summary>
    /// <exception cref="TwofoldException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Expect(Labels.Count is >= 1 and <= 100_000 && Labels.All(label => !string.IsNullOrEmpty(label)), "its labels are missing or empty");
        Expect(Labels.Distinct(StringComparer.Ordinal).Count() == Labels.Count, "a label stands twice among its labels");
        Expect(Data.Counts.Count == Labels.Count, $"it has {Labels.Count} labels but {Data.Counts.Count} counts");
        Expect(Recognizer.FeatureCount is >= 1 and <= 65_536, $"its recognizer has {Recognizer.FeatureCount} features");
        Expect(
            Recognizer.Preparation is { Width: >= 1 and <= 4096, Height: >= 1 and <= 4096, ShortSide: >= 1 and <= 8192 },
            $"its photos are cut to {Recognizer.Preparation}");
        Expect(double.IsFinite(Recognizer.Temperature) && Recognizer.Temperature > 0, $"its temperature is {Recognizer.Temperature}");
        Expect(Creator is null or { Kind: CreatorInfo.Gan or CreatorInfo.Flow }, $"its creator is of the kind '{Creator?.Kind}', and this version knows {CreatorInfo.Gan} and {CreatorInfo.Flow}");
        Expect(Creator?.Labels is null || (Creator.Labels.Count >= 1 && Creator.Labels.Distinct(StringComparer.Ordinal).Count() == Creator.Labels.Count && Creator.Labels.All(Labels.Contains)), "its creator's labels are not labels of the model");
        Expect(Creator is null or { Size: >= 1 and <= 4096, NoiseDimension: >= 1 and <= 65_536 }, $"its creator is {Creator}");
    }

    static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new TwofoldException($"{otherwise}: the file is damaged.");
    }
}
