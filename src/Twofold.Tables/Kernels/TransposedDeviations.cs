using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Rows as deviations from a center, turned so that rows lie side by side: what is then done to all of them alike fills whole vectors, however few
/// columns there are.
/// <code>for j, for i &lt; rows: deviation[j, i] = x[i, j] - center[j]</code>
/// </summary>
static class TransposedDeviations
{
    /// <summary>
    /// Writes the deviations of so many rows, <c>[rows, center's length]</c>, into <paramref name="deviations"/>,
    /// <c>[center's length, rows padded to whole vectors of eight]</c>, and zeros after them.
    /// </summary>
    public static void Of(ReadOnlySpan<double> rows, int count, ReadOnlySpan<double> center, Span<double> deviations)
    {
        var (columns, stride) = (center.Length, ProductTile.Padded(count));
        Transposition.Apply(rows, columns, count, columns, deviations, stride);
        for (var j = 0; j < columns; j++)
        {
            var own = deviations.Slice(j * stride, stride);
            TensorPrimitives.Subtract(own[..count], center[j], own[..count]);
            own[count..].Clear();
        }
    }
}
