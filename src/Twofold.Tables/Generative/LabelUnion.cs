namespace Twofold.Tables;

/// <summary>The labels of two models together, in the order that a fit on both sets would have given them.</summary>
/// <param name="Labels">The different labels.</param>
/// <param name="First">For each label of the first model its index among them.</param>
/// <param name="Second">For each label of the second model its index among them.</param>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
sealed record LabelUnion<TLabel>(IReadOnlyList<TLabel> Labels, int[] First, int[] Second)
    where TLabel : notnull
{
    public static LabelUnion<TLabel> Of(IReadOnlyList<TLabel> first, IReadOnlyList<TLabel> second)
    {
        var encoding = LabelEncoding.Of([.. first, .. second], first.Count + second.Count);
        return new LabelUnion<TLabel>(encoding.Labels, encoding.Codes[..first.Count], encoding.Codes[first.Count..]);
    }
}
