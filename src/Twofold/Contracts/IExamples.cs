namespace Twofold;

/// <summary>A set of examples that can be counted and picked from, so that splits and folds are written once.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IExamples<out TSelf>
    where TSelf : IExamples<TSelf>
{
    /// <summary>The number of examples.</summary>
    int Count { get; }

    /// <summary>The examples at <paramref name="indices"/>, in that order; an index may occur more than once.</summary>
    TSelf Subset(ReadOnlySpan<int> indices);
}
