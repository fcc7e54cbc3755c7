namespace Twofold.Photos;

/// <summary>What a comparison on photos found.</summary>
/// <param name="Result">The numbers and the advice.</param>
/// <param name="Backbone">What the photos were seen through.</param>
/// <param name="Warnings">What was left out.</param>
public sealed record PhotoComparisonResult(ComparisonResult Result, string Backbone, IReadOnlyList<string> Warnings);
