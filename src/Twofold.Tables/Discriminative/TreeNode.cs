namespace Twofold.Tables;

/// <summary>A question of a <see cref="BoostedTree"/>: is the cell up to a threshold, or among a set of categories? If so, go left.</summary>
/// <param name="Column">The column that is asked about.</param>
/// <param name="Threshold">Of a column of numbers, the greatest that goes left; 0 of categories.</param>
/// <param name="CategorySet">Of a column of categories, where the set of those that go left begins in <see cref="BoostedTree.Categories"/>; −1 of numbers.</param>
/// <param name="MissingLeft">Whether a missing cell goes left.</param>
/// <param name="Left">The question that follows on the left, or <c>~index</c> of a leaf.</param>
/// <param name="Right">The question that follows on the right, or <c>~index</c> of a leaf.</param>
/// <param name="Gain">By how much the question lowered the loss of the training examples, to second order, in nats times weight.</param>
public readonly record struct TreeNode(int Column, double Threshold, int CategorySet, bool MissingLeft, int Left, int Right, double Gain)
{
    /// <summary>Whether the question is about categories.</summary>
    public bool IsCategorical => CategorySet >= 0;
}
