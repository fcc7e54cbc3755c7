namespace Twofold;

/// <summary>How to compare. Every default is meant to be left alone.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The seed of all that is drawn by chance. The same seed gives the same numbers, on any number of cores; times apart. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// How often the examples are divided anew, at least 2; null, the default: 20 where examples times labels are at most 4,000, 10 up to 100,000 and 5
    /// above, where the luck of a division weighs less. Subsets of at most 512 examples, of which luck makes more and which cost little, are drawn three times as often.
    /// By <see cref="Times"/> they are no more than leaves each five examples to be tested on.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 2.</exception>
    public int? Repeats
    {
        get;
        init => field = value is null or >= 2 ? value : throw new TwofoldException($"{value} repeats: give at least 2, because what varies is seen by repeating.");
    }

    /// <summary>The share of the examples that each repeat holds out to test on, above 0 and below 1. Default 0.25.</summary>
    /// <exception cref="TwofoldException">Out of that range.</exception>
    public double TestShare
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new TwofoldException($"A share of {value} to test on: give a number above 0 and below 1.");
    } = 0.25;

    /// <summary>
    /// How many examples to learn from, at each point of the curves, in rising order; null, the default: from two of each label, doubling, to all that are not
    /// held out. Sizes above that are left out.
    /// </summary>
    public IReadOnlyList<int>? Sizes { get; init; }

    /// <summary>
    /// When each example was taken, in any unit, <c>[examples]</c>: every repeat then learns from the examples just before a moment and is tested on those just
    /// after it. It takes 19 examples or more. Null, the default: the order of the examples means nothing.
    /// </summary>
    public IReadOnlyList<double>? Times { get; init; }

    /// <summary>What an example is called in sentences, in the singular: "row", "photo". Default "example".</summary>
    public string Noun { get; init; } = "example";

    /// <summary>
    /// Told what the curves say so far, every two seconds or less often, while the comparison goes on; null, the default: nobody. What is measured beside the curves is only in
    /// the result.
    /// </summary>
    public IProgress<ComparisonResult>? SoFar { get; init; }

    /// <summary>Whether more than the curves is measured. Default true.</summary>
    public bool MeasureMore { get; init; } = true;
}
