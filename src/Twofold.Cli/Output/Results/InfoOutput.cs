using System.Text.Json.Serialization;
using Twofold.Photos;
using Twofold.Tables;

namespace Twofold.Cli;

/// <summary>What a model is and can do.</summary>
[JsonDerivedType(typeof(PhotoInfoOutput))]
[JsonDerivedType(typeof(TableInfoOutput))]
abstract record InfoOutput
{
    /// <summary>Takes over what every pair says of itself.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="can">What this kind of pair can do, as commands; one with a creator also "generate".</param>
    protected InfoOutput(IPairInfo pair, params string[] can)
    {
        Kind = pair.Kind;
        Labels = pair.Labels.Zip(pair.Counts).ToDictionary(label => label.First, label => label.Second);
        (Created, TwofoldVersion, Seed) = (pair.Created, pair.TwofoldVersion, pair.Seed);
        Can = pair.HasCreator ? [.. can, "generate"] : can;
    }

    /// <summary>"photos" or "table".</summary>
    public string Kind { get; }

    /// <summary>The labels with the number of examples that it learned each from.</summary>
    public IReadOnlyDictionary<string, int> Labels { get; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>By which version.</summary>
    public string TwofoldVersion { get; }

    /// <summary>With which seed.</summary>
    public ulong Seed { get; }

    /// <summary>Whether its training was stopped before its end.</summary>
    public bool Stopped { get; protected init; }

    /// <summary>What it can do, as commands: "predict", "sort", "measure", "generate".</summary>
    public IReadOnlyList<string> Can { get; }

    /// <summary>What is to be said of the two halves, each line with its heading.</summary>
    protected abstract IEnumerable<IReadOnlyList<string>> Halves { get; }

    public static InfoOutput Of(IPairInfo info) => info switch
    {
        TablePairInfo table => new TableInfoOutput(table),
        PhotoPairInfo photos => new PhotoInfoOutput(photos),
        _ => throw new NotSupportedException($"{info.GetType()} has no description."),
    };

    public IEnumerable<string> AsLines() => TextTable.Of(
    [
        ["labels", string.Join(", ", Labels.Select(label => $"{label.Key} ({label.Value:N0})"))],
        ["can", string.Join(", ", Can)],
        ["trained", $"{Created:yyyy-MM-dd HH:mm} UTC by Twofold {TwofoldVersion}, seed {Seed}{(Stopped ? "; stopped before its end" : "")}"],
        .. Halves,
    ]);
}
