using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>What the examples of a logistic regression are, and how much each counts.</summary>
/// <param name="Codes">For each example the number of its label, <c>[examples]</c>.</param>
/// <param name="Labels">How many labels there are.</param>
/// <param name="Weights">How much each example counts, <c>[examples]</c>; null: all count 1.</param>
sealed record LogisticTargets(int[] Codes, int Labels, double[]? Weights)
{
    /// <summary>How many logits an example has: one for each label, but one for two of them.</summary>
    public int Outputs => Labels == 2 ? 1 : Labels;

    /// <summary>The sum of the weights.</summary>
    public double TotalWeight { get; } = Weights is null ? Codes.Length : TensorPrimitives.Sum<double>(Weights);

    /// <summary>The targets of some of the examples.</summary>
    public LogisticTargets Subset(ReadOnlySpan<int> indices)
    {
        var (codes, weights) = (new int[indices.Length], Weights is null ? null : new double[indices.Length]);
        for (var i = 0; i < indices.Length; i++)
        {
            codes[i] = Codes[indices[i]];
            if (weights is not null)
                weights[i] = Weights![indices[i]]; // Both are there or neither.
        }

        return new LogisticTargets(codes, Labels, weights);
    }
}
