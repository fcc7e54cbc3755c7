using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// The loss of a logistic regression and its slopes, divided by the total weight of the examples: <c>mean −log p(y | x) + ‖w‖² / (2 C n)</c>.
/// The parameters are those of columns that are centered and scaled so that the loss curves about equally in all directions, which is what
/// L-BFGS needs; the penalty stays that on the slopes of the columns as they were given. Two labels have one logit, that of the second.
/// </summary>
sealed class LogisticObjective
{
    // A block of rows is used twice, for its logits and for the slopes; this many numbers stay in the second-level cache.
    const int BlockNumbers = 16_384;

    // The sums of the slopes are made in fixed parts and added in order, so that the answer does not depend on the number of cores.
    const int MaxParts = 16;

    readonly Table examples;
    readonly int[] codes;
    readonly int outputs;
    readonly int columns;
    readonly double penalty;
    readonly double[] means;
    readonly double[] scales;
    readonly double interceptScale;
    readonly CancellationToken cancellation;
    readonly Part[] parts;

    public LogisticObjective(Table examples, int[] codes, int labelCount, double c, CancellationToken cancellation)
    {
        (this.examples, this.codes, this.cancellation) = (examples, codes, cancellation);
        outputs = labelCount == 2 ? 1 : labelCount;
        columns = examples.Columns;
        penalty = 1 / (c * examples.Count);

        // The curvature of the mean loss at zero is share * variance, to which the penalty adds its own.
        var share = 1.0 / labelCount * (1 - (1.0 / labelCount));
        interceptScale = 1 / Math.Sqrt(share);
        (means, var variances) = ColumnMoments.Of(examples);
        scales = Array.ConvertAll(variances, variance => 1 / Math.Sqrt((share * variance) + penalty));
        for (var j = 0; j < columns; j++)
            if (!(scales[j] > 0))
                throw new TwofoldException($"Column {j} has numbers too large to be squared: divide it by a constant before the fit.");

        var partRows = Math.Max(64, (examples.Count + MaxParts - 1) / MaxParts);
        parts = [.. Enumerable.Range(0, (examples.Count + partRows - 1) / partRows)
            .Select(part => new Part(part * partRows, Math.Min(partRows, examples.Count - (part * partRows)), outputs, columns))];
    }

    /// <summary>One slope for each output and column, then one intercept for each output.</summary>
    public int ParameterCount => outputs * (columns + 1);

    /// <summary>The value and slopes at <paramref name="point"/>.</summary>
    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        cancellation.ThrowIfCancellationRequested();
        var weights = new double[outputs * columns];
        var intercepts = new double[outputs];
        Unscale(point, weights, intercepts);
        if (parts.Length == 1)
            AddPart(parts[0], weights, intercepts);
        else
            Parallel.ForEach(parts, part => AddPart(part, weights, intercepts));

        var first = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            first.Loss += part.Loss;
            TensorPrimitives.Add(first.Slopes, part.Slopes, first.Slopes);
            TensorPrimitives.Add(first.Residuals, part.Residuals, first.Residuals);
        }

        // The chain rule through w = scale * v and b = interceptScale * c − Σ mean * w.
        var perExample = 1.0 / examples.Count;
        for (var k = 0; k < outputs; k++)
        {
            var residual = first.Residuals[k] * perExample;
            var slopes = first.Slopes.AsSpan(k * columns, columns);
            var row = gradient.Slice(k * columns, columns);
            for (var j = 0; j < columns; j++)
                row[j] = scales[j] * ((slopes[j] * perExample) - (residual * means[j]) + (penalty * weights[(k * columns) + j]));
            gradient[(outputs * columns) + k] = interceptScale * residual;
        }

        return (first.Loss * perExample) + (0.5 * penalty * TensorPrimitives.SumOfSquares(weights));
    }

    /// <summary>The parameters of a model, one row for each label.</summary>
    public (double[,] Coefficients, double[] Intercepts) Decode(ReadOnlySpan<double> point)
    {
        var labelCount = outputs == 1 ? 2 : outputs;
        var coefficients = new double[labelCount, columns];
        var intercepts = new double[labelCount];
        Unscale(point, coefficients.AsFlatSpan()[((labelCount - outputs) * columns)..], intercepts.AsSpan(labelCount - outputs));
        if (outputs > 1)
        {
            // A constant added to all intercepts changes nothing; without one they are unique.
            var mean = intercepts.Average();
            TensorPrimitives.Subtract(intercepts, mean, intercepts);
        }

        return (coefficients, intercepts);
    }

    /// <summary>The point whose <see cref="Decode"/> gives the same answers as these parameters.</summary>
    public void Encode(double[,] coefficients, double[] intercepts, Span<double> point)
    {
        var reference = outputs == 1 ? 1 : 0;
        for (var k = 0; k < outputs; k++)
        {
            var weights = coefficients.Row(k + reference).ToArray();
            var intercept = intercepts[k + reference];
            if (reference == 1)
            {
                TensorPrimitives.Subtract(weights, coefficients.Row(0), weights);
                intercept -= intercepts[0];
            }

            TensorPrimitives.Divide(weights, scales, point.Slice(k * columns, columns));
            point[(outputs * columns) + k] = (intercept + TensorPrimitives.Dot(weights, means)) / interceptScale;
        }
    }

    void Unscale(ReadOnlySpan<double> point, Span<double> weights, Span<double> intercepts)
    {
        for (var k = 0; k < outputs; k++)
        {
            var row = weights.Slice(k * columns, columns);
            TensorPrimitives.Multiply(point.Slice(k * columns, columns), scales, row);
            intercepts[k] = (interceptScale * point[(outputs * columns) + k]) - TensorPrimitives.Dot(row, means);
        }
    }

    void AddPart(Part part, double[] weights, double[] intercepts)
    {
        part.Clear();
        var blockRows = Math.Clamp(BlockNumbers / columns / 4 * 4, 4, 256);
        Span<double> logits = new double[blockRows * outputs];
        for (var first = part.First; first < part.First + part.Count; first += blockRows)
        {
            var count = Math.Min(blockRows, part.First + part.Count - first);
            var block = examples.Values.Slice(first * columns, count * columns);
            var residuals = logits[..(count * outputs)];
            for (var i = 0; i < count; i++)
                intercepts.CopyTo(residuals[(i * outputs)..]);
            ProductOfRows.Add(block, columns, weights, columns, residuals, outputs, count, outputs, columns);
            part.Loss += outputs == 1
                ? LogisticLoss(residuals, codes.AsSpan(first, count))
                : SoftmaxLoss(residuals, codes.AsSpan(first, count));
            WeightedRowSums.Add(residuals, outputs, block, columns, part.Slopes, columns, count, outputs, columns);
            for (var i = 0; i < count; i++)
                TensorPrimitives.Add(part.Residuals, residuals.Slice(i * outputs, outputs), part.Residuals);
        }
    }

    // log(1 + exp(z)) − y z, without overflow; each logit becomes its residual p − y.
    static double LogisticLoss(Span<double> logits, ReadOnlySpan<int> codes)
    {
        Span<double> exponentials = new double[logits.Length];
        TensorPrimitives.Abs(logits, exponentials);
        TensorPrimitives.Negate(exponentials, exponentials);
        TensorPrimitives.Exp(exponentials, exponentials);
        var loss = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            var (z, e, y) = (logits[i], exponentials[i], codes[i]);
            loss += Math.Max(z, 0) - (y * z);
            logits[i] = ((z >= 0 ? 1 : e) / (1 + e)) - y;
        }

        TensorPrimitives.LogP1(exponentials, exponentials);
        return loss + TensorPrimitives.Sum(exponentials);
    }

    // log Σ exp(z) − z_y; each row of logits becomes its residuals p − [k = y].
    static double SoftmaxLoss(Span<double> logits, ReadOnlySpan<int> codes)
    {
        var outputs = logits.Length / codes.Length;
        var loss = 0.0;
        for (var i = 0; i < codes.Length; i++)
        {
            var row = logits.Slice(i * outputs, outputs);
            var max = TensorPrimitives.Max(row);
            TensorPrimitives.Subtract(row, max, row);
            loss -= row[codes[i]];
            TensorPrimitives.Exp(row, row);
            var sum = TensorPrimitives.Sum(row);
            loss += Math.Log(sum);
            TensorPrimitives.Divide(row, sum, row);
            row[codes[i]] -= 1;
        }

        return loss;
    }

    sealed class Part(int first, int count, int outputs, int columns)
    {
        public int First => first;

        public int Count => count;

        public double Loss { get; set; }

        public double[] Slopes { get; } = new double[outputs * columns];

        public double[] Residuals { get; } = new double[outputs];

        public void Clear()
        {
            Loss = 0;
            Slopes.AsSpan().Clear();
            Residuals.AsSpan().Clear();
        }
    }
}
