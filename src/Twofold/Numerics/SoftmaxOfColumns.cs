using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold;

/// <summary>
/// Softmax down the columns of a matrix, each an example, each row a label: the examples lie side by side in a vector's lanes, so that
/// nothing is summed across lanes. The greatest logit is taken out first; nothing overflows.
/// <code>for i: m = max_k z[k, i]; s = Σ_k exp(z[k, i] − m); p[k, i] = exp(z[k, i] − m) / s, and the sum of w[i] * (m + log s)</code>
/// </summary>
static class SoftmaxOfColumns
{
    // So many factors from 1 to the number of labels, which is below 2³¹, stay finite: their product is taken instead of the sum of their logarithms.
    const int MostFactors = 32;

    /// <summary>
    /// Turns logits <c>[labels, columns]</c>, with the row stride <paramref name="stride"/>, into probabilities in place and returns the sum;
    /// <paramref name="weights"/>, <c>[columns]</c>, may be empty: all are then 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Apply(Span<double> logits, int stride, int labels, int columns, ReadOnlySpan<double> weights)
    {
        var width = Vector<double>.Count;
        var whole = columns - (columns % width);

        // Slicing once here checks the bounds of everything that is read and written below.
        ref var first = ref MemoryMarshal.GetReference(logits[..(((labels - 1) * stride) + columns)]);
        var (sums, products) = (Vector<double>.Zero, Vector<double>.One);
        var factors = 0;
        for (var i = 0; i < whole; i += width)
        {
            var max = Vector.LoadUnsafe(ref first, (nuint)i);
            for (var k = 1; k < labels; k++)
                max = Vector.Max(max, Vector.LoadUnsafe(ref first, (nuint)((k * stride) + i)));
            var total = Vector<double>.Zero;
            for (var k = 0; k < labels; k++)
            {
                var at = (nuint)((k * stride) + i);
                var e = Vector.Exp(Vector.LoadUnsafe(ref first, at) - max);
                e.StoreUnsafe(ref first, at);
                total += e;
            }

            var share = Vector<double>.One / total;
            for (var k = 0; k < labels; k++)
            {
                var at = (nuint)((k * stride) + i);
                (Vector.LoadUnsafe(ref first, at) * share).StoreUnsafe(ref first, at);
            }

            if (weights.IsEmpty)
            {
                sums += max;
                products *= total;
                if (++factors == MostFactors)
                {
                    sums += Vector.Log(products);
                    (products, factors) = (Vector<double>.One, 0);
                }
            }
            else
            {
                sums += new Vector<double>(weights[i..]) * (max + Vector.Log(total));
            }
        }

        var sum = Vector.Sum(sums + Vector.Log(products));
        for (var i = whole; i < columns; i++)
        {
            var max = double.NegativeInfinity;
            for (var k = 0; k < labels; k++)
                max = Math.Max(max, logits[(k * stride) + i]);
            var total = 0.0;
            for (var k = 0; k < labels; k++)
                total += logits[(k * stride) + i] = Math.Exp(logits[(k * stride) + i] - max);
            for (var k = 0; k < labels; k++)
                logits[(k * stride) + i] /= total;
            sum += (weights.IsEmpty ? 1 : weights[i]) * (max + Math.Log(total));
        }

        return sum;
    }
}
