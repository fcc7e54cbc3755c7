using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// The sums of the trees so far for each row and output, and the slopes of the loss <c>Σ −w log p(y | x)</c> in them. Two labels have one
/// output, the logit of the second; more have one each and their softmax.
/// </summary>
sealed class BoostingScores
{
    const int PartRows = 256;

    // About how many multiplications an exponential takes.
    const int CostOfExponential = 20;

    readonly int[] codes;
    readonly double[]? weights;

    // log Σ exp of a row's scores, which the round's trees are grown by.
    readonly double[] normalizers;

    /// <summary>Starts every row with the logits of the labels' shares.</summary>
    /// <param name="baseline">The scores to start with, one for each output.</param>
    /// <param name="codes">Each row's label.</param>
    /// <param name="weights">How much each row counts; null: all count 1.</param>
    public BoostingScores(double[] baseline, int[] codes, double[]? weights)
    {
        (this.codes, this.weights) = (codes, weights);
        Scores = Array.ConvertAll(baseline, start =>
        {
            var scores = new double[codes.Length];
            scores.AsSpan().Fill(start);
            return scores;
        });
        normalizers = new double[IsLogistic ? 0 : codes.Length];
    }

    /// <summary>The scores of each output, <c>[outputs][rows]</c>.</summary>
    public double[][] Scores { get; }

    bool IsLogistic => Scores.Length == 1;

    /// <summary>Fixes the probabilities that the round's trees are grown by.</summary>
    public void BeginRound()
    {
        if (IsLogistic)
            return;
        ForEachPart(Scores.Length, (first, count) =>
        {
            var max = (stackalloc double[PartRows])[..count];
            var terms = (stackalloc double[PartRows])[..count];
            Scores[0].AsSpan(first, count).CopyTo(max);
            foreach (var scores in Scores.AsSpan(1))
                TensorPrimitives.Max(max, scores.AsSpan(first, count), max);
            var sums = normalizers.AsSpan(first, count);
            sums.Clear();
            foreach (var scores in Scores)
            {
                TensorPrimitives.Subtract(scores.AsSpan(first, count), max, terms);
                TensorPrimitives.Exp(terms, terms);
                TensorPrimitives.Add(sums, terms, sums);
            }

            TensorPrimitives.Log(sums, sums);
            TensorPrimitives.Add(sums, max, sums);
        });
    }

    /// <summary>Writes each row's gradient p − y and curvature p (1 − p) in an output, times its weight.</summary>
    public void WriteGradients(int output, GradientUnits units, GradientSum[] gradients) => ForEachPart(1, (first, count) =>
    {
        var probabilities = (stackalloc double[PartRows])[..count];
        WriteProbabilities(output, first, probabilities);
        var positive = IsLogistic ? 1 : output;
        for (var i = 0; i < count; i++)
        {
            var (p, weight) = (probabilities[i], weights?[first + i] ?? 1);
            gradients[first + i] = units.Encode(weight * (p - (codes[first + i] == positive ? 1 : 0)), weight * p * (1 - p), weight);
        }
    });

    /// <summary>The mean loss of some rows in nats.</summary>
    public double Loss(ReadOnlySpan<int> rows)
    {
        BeginRound();
        var (loss, total) = (0.0, 0.0);
        foreach (var row in rows)
        {
            var weight = weights?[row] ?? 1;
            loss += weight * (IsLogistic
                ? LogisticLoss(codes[row] == 1 ? Scores[0][row] : -Scores[0][row])
                : normalizers[row] - Scores[codes[row]][row]);
            total += weight;
        }

        return loss / total;
    }

    // log(1 + exp(−z)) without overflow.
    static double LogisticLoss(double z) => Math.Max(-z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));

    void WriteProbabilities(int output, int first, Span<double> probabilities)
    {
        var scores = Scores[output].AsSpan(first, probabilities.Length);
        if (IsLogistic)
        {
            TensorPrimitives.Sigmoid(scores, probabilities);
            return;
        }

        TensorPrimitives.Subtract(scores, normalizers.AsSpan(first, probabilities.Length), probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Min(probabilities, 1, probabilities);
    }

    void ForEachPart(int exponentials, Action<int, int> work) => Chunks.Run(codes.Length, exponentials * CostOfExponential, (first, count) =>
    {
        for (var start = first; start < first + count; start += PartRows)
            work(start, Math.Min(PartRows, first + count - start));
    });
}
