namespace Twofold;

/// <summary>Labels of the caller's type as numbers 0 to K-1.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class LabelEncoding<TLabel>
    where TLabel : notnull
{
    internal LabelEncoding(TLabel[] labels, int[] codes, int[] counts) => (Labels, Codes, Counts) = (labels, codes, counts);

    /// <summary>The different labels: sorted where they can be compared, else in order of first appearance.</summary>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>
    /// For each example the index of its label in <see cref="Labels"/>, <c>[examples]</c>: labels that are such indices themselves are not copied, and
    /// must not be changed while this is in use.
    /// </summary>
    public int[] Codes { get; }

    /// <summary>The number of examples of each label, <c>[labels]</c>.</summary>
    public int[] Counts { get; }
}
