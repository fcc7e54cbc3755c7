using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// The probability of the second of two labels from its logit, and the part of the log loss that does not depend on the true label. Neither
/// overflows, since only exponentials of −|z| are taken.
/// <code>for i: p[i] = 1 / (1 + exp(−z[i])), and the sum of w[i] * log(1 + exp(z[i])) = w[i] * (max(z[i], 0) + log(1 + exp(−|z[i]|)))</code>
/// </summary>
static class LogisticFunction
{
    // So many factors from 1 to 2 stay below 2¹⁰²³: their product is taken instead of the sum of their logarithms.
    const int MostFactors = 1000;

    /// <summary>
    /// The probabilities of both labels, <c>[examples, 2]</c>; each has all its digits, however close the other is to 1.
    /// <code>for i: p[i, 0] = 1 / (1 + exp(z[i])), p[i, 1] = 1 / (1 + exp(−z[i]))</code>
    /// </summary>
    /// <param name="logits">The logits of the second label, <c>[examples]</c>.</param>
    /// <param name="probabilities">The outcome, <c>[examples × 2]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<double> logits, Span<double> probabilities)
    {
        var width = Vector256<double>.Count;
        var whole = logits.Length - (logits.Length % width);
        ref var from = ref MemoryMarshal.GetReference(logits);
        ref var to = ref MemoryMarshal.GetReference(probabilities[..(2 * logits.Length)]);
        for (var i = 0; i < whole; i += width)
        {
            var z = Vector256.LoadUnsafe(ref from, (nuint)i);
            var e = Vector256.Exp(-Vector256.Abs(z));
            var greater = Vector256<double>.One / (Vector256<double>.One + e);
            var less = e * greater;
            var isSecond = Vector256.GreaterThanOrEqual(z, Vector256<double>.Zero);
            var firsts = Vector256.ConditionalSelect(isSecond, less, greater);
            var seconds = Vector256.ConditionalSelect(isSecond, greater, less);
            Pairs(firsts, seconds, Vector256.Create(0L, 0, 1, 1)).StoreUnsafe(ref to, (nuint)(2 * i));
            Pairs(firsts, seconds, Vector256.Create(2L, 2, 3, 3)).StoreUnsafe(ref to, (nuint)((2 * i) + width));
        }

        for (var i = whole; i < logits.Length; i++)
        {
            var e = Math.Exp(-Math.Abs(logits[i]));
            var (greater, less) = (1 / (1 + e), e / (1 + e));
            (probabilities[2 * i], probabilities[(2 * i) + 1]) = logits[i] >= 0 ? (less, greater) : (greater, less);
        }
    }

    // first, second, first, second
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Pairs(Vector256<double> firsts, Vector256<double> seconds, Vector256<long> places) =>
        Vector256.ConditionalSelect(Vector256.Create(-1L, 0, -1, 0).AsDouble(), Vector256.Shuffle(firsts, places), Vector256.Shuffle(seconds, places));

    /// <summary>Turns logits into probabilities in place and returns the sum; <paramref name="weights"/> may be empty: all are then 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ApplyWithLoss(Span<double> logits, ReadOnlySpan<double> weights)
    {
        var width = Vector<double>.Count;
        var whole = logits.Length - (logits.Length % width);
        ref var first = ref MemoryMarshal.GetReference(logits);
        var (sums, products) = (Vector<double>.Zero, Vector<double>.One);
        var factors = 0;
        for (var i = 0; i < whole; i += width)
        {
            var z = Vector.LoadUnsafe(ref first, (nuint)i);
            var e = Vector.Exp(-Vector.Abs(z));
            var u = Vector<double>.One + e;
            (Vector.ConditionalSelect(Vector.GreaterThanOrEqual(z, Vector<double>.Zero), Vector<double>.One, e) / u).StoreUnsafe(ref first, (nuint)i);
            var positive = Vector.Max(z, Vector<double>.Zero);
            if (weights.IsEmpty)
            {
                sums += positive;
                products *= u;
                if (++factors == MostFactors)
                {
                    sums += Vector.Log(products);
                    (products, factors) = (Vector<double>.One, 0);
                }
            }
            else
            {
                sums += new Vector<double>(weights[i..]) * (positive + Vector.Log(u));
            }
        }

        var sum = Vector.Sum(sums + Vector.Log(products));
        for (var i = whole; i < logits.Length; i++)
        {
            var z = logits[i];
            var e = Math.Exp(-Math.Abs(z));
            logits[i] = (z >= 0 ? 1 : e) / (1 + e);
            sum += (weights.IsEmpty ? 1 : weights[i]) * (Math.Max(z, 0) + Math.Log(1 + e));
        }

        return sum;
    }
}
