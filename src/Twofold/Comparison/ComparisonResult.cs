namespace Twofold;

/// <summary>What a comparison found. Everything in it but costs is the same again for the same data, pairs and seed.</summary>
public sealed record ComparisonResult
{
    /// <summary>What an example is called: "row", "photo".</summary>
    public required string Noun { get; init; }

    /// <summary>The labels.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How many examples each has.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>How many examples there are in all.</summary>
    public int Examples => Counts.Sum();

    /// <summary>How many examples a repeat tests on.</summary>
    public required int TestExamples { get; init; }

    /// <summary>The sizes of the training subsets, rising; the last one is all that is not held out.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>How often the examples were divided anew.</summary>
    public required int Repeats { get; init; }

    /// <summary>How the examples were divided and intervals made, in words.</summary>
    public required string Method { get; init; }

    /// <summary>The models, from the simplest on.</summary>
    public required IReadOnlyList<ContenderResult> Contenders { get; init; }

    /// <summary>The pairs.</summary>
    public required IReadOnlyList<PairResult> Pairs { get; init; }

    /// <summary>
    /// The best generative model against the best discriminative one, where in each repeat and at each size inner validation chooses both: what choosing the best of many gains
    /// by luck is not in it.
    /// </summary>
    public required FamilyResult Families { get; init; }

    /// <summary>p(label) where labels are as rare as in <see cref="ContenderResult.PriorShift"/>.</summary>
    public IReadOnlyList<double> ShiftedPrior { get; init; } = [];

    /// <summary>Which to use for what.</summary>
    public IReadOnlyList<Advice> Advice { get; init; } = [];

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether it was stopped, so that some numbers are of fewer repeats or not there.</summary>
    public bool Stopped { get; init; }

    /// <summary>Whether the comparison goes on, and this is what it has measured so far: see <see cref="ComparisonOptions.SoFar"/>.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The result of the model of this name; null where there is none.</summary>
    public ContenderResult? Find(string name) => Contenders.FirstOrDefault(contender => contender.Name == name);
}
