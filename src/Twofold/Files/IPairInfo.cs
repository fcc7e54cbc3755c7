namespace Twofold;

/// <summary>What every pair, whatever it is of, says of itself.</summary>
public interface IPairInfo
{
    /// <summary>What the pair is of: "photos", "table".</summary>
    string Kind { get; }

    /// <summary>The labels, in the order of every column and count.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>The number of examples of each label that it learned from, in the order of the labels.</summary>
    IReadOnlyList<int> Counts { get; }

    /// <summary>When the training ended, UTC.</summary>
    DateTimeOffset Created { get; }

    /// <summary>The version of the library that trained it.</summary>
    string TwofoldVersion { get; }

    /// <summary>The seed of the training.</summary>
    ulong Seed { get; }

    /// <summary>Whether it has a half that creates.</summary>
    bool HasCreator { get; }
}
