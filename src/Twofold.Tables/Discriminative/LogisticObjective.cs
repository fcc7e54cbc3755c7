using System.Buffers;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// What a logistic regression minimizes, divided by C and by the examples' total weight W, with its slopes and curvature:
/// <c>Σ_i w_i (−log p(y_i | x_i)) / W + l2 ‖β‖² / 2 + l1 ‖β‖₁</c>. The l1 part is left to the solver, which gets its
/// <see cref="Thresholds"/>. The parameters are those of <see cref="StandardizedRows"/>, while the penalties stay those on the slopes of the
/// columns as they were given. Two labels have one logit, that of the second.
/// </summary>
/// <remarks>
/// The parameters of a logit stand together, <see cref="Width"/> of them: the slopes of the dense columns, the intercept, the slopes of the
/// sparse columns.
/// </remarks>
sealed class LogisticObjective
{
    // Each part of the examples has sums of its own in memory.
    const int MostParts = 16;

    // From so many logits on, whose products go over a block several rows at a time, it pays to bring its rows into the cache in order first.
    const int WorthPacking = 4;

    readonly StandardizedRows rows;
    readonly SparseRows? sparse;
    readonly int[] codes;
    readonly double[]? weights;
    readonly double totalWeight;
    readonly double l2;
    readonly double l1;
    readonly double[] scales;
    readonly CancellationToken cancellation;
    double[]? center;

    /// <param name="rows">The dense columns.</param>
    /// <param name="sparse">The sparse columns after them, and what each is multiplied by; null where there are none.</param>
    /// <param name="targets">What the examples are.</param>
    /// <param name="penalty">The weights of both penalties in the mean loss.</param>
    /// <param name="cancellation">Stops an evaluation before it begins.</param>
    public LogisticObjective(
        StandardizedRows rows,
        (SparseRows Rows, double[] Scales)? sparse,
        LogisticTargets targets,
        (double L2, double L1) penalty,
        CancellationToken cancellation)
    {
        (this.rows, this.sparse, codes, weights, this.cancellation) = (rows, sparse?.Rows, targets.Codes, targets.Weights, cancellation);
        (l2, l1, totalWeight) = (penalty.L2, penalty.L1, targets.TotalWeight);
        Outputs = targets.Outputs;
        scales = [.. rows.Scales, .. sparse?.Scales ?? []];
        Width = scales.Length;

        Thresholds = new double[ParameterCount];
        for (var k = 0; k < Outputs; k++)
            for (var j = 0; j < Width; j++)
                Thresholds[(k * Width) + j] = j == rows.Columns ? 0 : l1 * scales[j];
    }

    /// <summary>How many logits an example has: one for each label, but one for two of them.</summary>
    public int Outputs { get; }

    /// <summary>How many parameters a logit has.</summary>
    public int Width { get; }

    /// <summary>How many parameters there are.</summary>
    public int ParameterCount => Outputs * Width;

    /// <summary>How many examples there are.</summary>
    public int Count => codes.Length;

    /// <summary>The dense columns.</summary>
    public StandardizedRows Rows => rows;

    /// <summary>Whether there are sparse columns.</summary>
    public bool HasSparse => sparse is not null;

    /// <summary>What the l1 penalty adds for each unit of a parameter's size, <c>[parameters]</c>; 0 for intercepts.</summary>
    public double[] Thresholds { get; }

    /// <summary>Whether there is an l1 penalty.</summary>
    public bool IsSparsifying => l1 > 0;

    /// <summary>Whether there is no penalty at all: separable examples then have no minimum.</summary>
    public bool IsUnpenalized => l1 == 0 && l2 == 0;

    /// <summary>Lets the l2 penalty be that on the slopes' distance from those of a point, in the place of zero.</summary>
    public void PenalizeDistanceFrom(ReadOnlySpan<double> point) => center = point.ToArray();

    /// <summary>What the l2 penalty adds to the curvature along a logit's parameters, <c>[width]</c>; 0 for the intercept.</summary>
    public double CurvatureOfPenalty(int j) => j == rows.Columns ? 0 : l2 * scales[j] * scales[j];

    /// <summary>The value without the l1 penalty, and its slopes, at <paramref name="point"/>.</summary>
    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var sums = SumOver(point, withCurvature: false);
        return Finish(sums, point, gradient);
    }

    /// <summary>The same with the curvature: the lower triangle of the Hessian, <c>[parameters, parameters]</c>, in the same pass. Dense columns only.</summary>
    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient, double[,] hessian)
    {
        var sums = SumOver(point, withCurvature: true);
        var value = Finish(sums, point, gradient);
        var stride = rows.Stride;
        var pair = 0;
        for (var k = 0; k < Outputs; k++)
            for (var l = 0; l <= k; l++, pair++)
            {
                var block = sums.Curvature.AsSpan(pair * stride * stride, stride * stride);
                for (var i = 0; i < Width; i++)
                {
                    // Each block is symmetric, and of the sums only the lower triangle is complete.
                    var row = hessian.Row((k * Width) + i).Slice(l * Width, Width);
                    for (var j = 0; j < Width; j++)
                        row[j] = block[(Math.Max(i, j) * stride) + Math.Min(i, j)] / totalWeight;
                    if (k == l)
                        row[i] += CurvatureOfPenalty(i);
                }
            }

        return value;
    }

    /// <summary>The l1 penalty at a point.</summary>
    public double Absolute(ReadOnlySpan<double> point)
    {
        if (!IsSparsifying)
            return 0;
        var sum = 0.0;
        for (var i = 0; i < point.Length; i++)
            sum += Thresholds[i] * Math.Abs(point[i]);
        return sum;
    }

    /// <summary>The parameters of a model, one row for each label, dense columns before sparse ones.</summary>
    public (double[,] Coefficients, double[] Intercepts) Decode(ReadOnlySpan<double> point)
    {
        var labelCount = Outputs == 1 ? 2 : Outputs;
        var coefficients = new double[labelCount, Width - 1];
        var intercepts = new double[labelCount];
        for (var k = 0; k < Outputs; k++)
        {
            var parameters = point.Slice(k * Width, Width);
            var slopes = coefficients.Row(k + labelCount - Outputs);
            var dense = rows.Columns;
            TensorPrimitives.Multiply(parameters[..dense], scales.AsSpan(0, dense), slopes);
            TensorPrimitives.Multiply(parameters[(dense + 1)..], scales.AsSpan(dense + 1), slopes[dense..]);
            intercepts[k + labelCount - Outputs] = (parameters[dense] * scales[dense]) - TensorPrimitives.Dot(slopes[..dense], rows.Means);
        }

        if (Outputs > 1)
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
        var dense = rows.Columns;
        var reference = Outputs == 1 ? 1 : 0;
        for (var k = 0; k < Outputs; k++)
        {
            var slopes = coefficients.Row(k + reference).ToArray();
            var intercept = intercepts[k + reference];
            if (reference == 1)
            {
                TensorPrimitives.Subtract(slopes, coefficients.Row(0), slopes);
                intercept -= intercepts[0];
            }

            var parameters = point.Slice(k * Width, Width);
            TensorPrimitives.Divide(slopes.AsSpan(0, dense), scales.AsSpan(0, dense), parameters);
            parameters[dense] = (intercept + TensorPrimitives.Dot(slopes.AsSpan(0, dense), rows.Means)) / scales[dense];
            TensorPrimitives.Divide(slopes.AsSpan(dense), scales.AsSpan(dense + 1), parameters[(dense + 1)..]);
        }
    }

    double Finish(Sums sums, ReadOnlySpan<double> point, Span<double> gradient)
    {
        var (columns, squares) = (rows.Columns, 0.0);
        for (var k = 0; k < Outputs; k++)
        {
            var parameters = point.Slice(k * Width, Width);
            var slopes = gradient.Slice(k * Width, Width);
            var dense = sums.Dense.AsSpan(k * sums.Stride, sums.Stride);
            if (sums.IsRaw)
            {
                // The chain rule through w = scale * v and b = scale * c − Σ mean * w.
                for (var j = 0; j < columns; j++)
                    slopes[j] = scales[j] * (dense[j] - (rows.Means[j] * sums.Residuals[k]));
                slopes[columns] = scales[columns] * sums.Residuals[k];
            }
            else
            {
                dense[..(columns + 1)].CopyTo(slopes);
            }

            for (var j = columns + 1; j < Width; j++)
                slopes[j] = scales[j] * sums.Sparse[((j - columns - 1) * Outputs) + k];
            for (var j = 0; j < Width; j++)
            {
                var curvature = CurvatureOfPenalty(j);
                var distance = parameters[j] - (center is null ? 0 : center[(k * Width) + j]);
                slopes[j] = (slopes[j] / totalWeight) + (curvature * distance);
                squares += curvature * distance * distance;
            }
        }

        return (sums.Loss / totalWeight) + (0.5 * squares);
    }

    Sums SumOver(ReadOnlySpan<double> point, bool withCurvature)
    {
        cancellation.ThrowIfCancellationRequested();
        var parameters = new Parameters(this, point, isRaw: rows.IsNear && !withCurvature && Outputs < WorthPacking);
        var pairs = withCurvature ? Outputs * (Outputs + 1) / 2 : 0;
        var ofCurvature = (long)pairs * rows.Stride * rows.Stride;
        var size = (long)(Outputs * rows.Stride) + parameters.Sparse.Length + ofCurvature;
        var most = (int)Math.Clamp((long)Count * rows.Stride / 20 / size, 4, MostParts);
        return Chunks.Sum(
            Count,
            (2L * Outputs * rows.Stride) + (ofCurvature / 2),
            most,
            (first, count) =>
            {
                var part = new Sums(parameters, Outputs, checked((int)ofCurvature));
                AddPart(part, first, count, parameters);
                return part;
            },
            static (all, part) => all.Add(part));
    }

    void AddPart(Sums part, int first, int count, Parameters parameters)
    {
        var blockRows = rows.BlockRows;
        var withCurvature = part.Curvature.Length > 0;
        var logits = ArrayPool<double>.Shared.Rent(Outputs * blockRows);
        var residuals = ArrayPool<double>.Shared.Rent(Outputs * blockRows);
        var products = ArrayPool<double>.Shared.Rent(withCurvature ? blockRows * rows.Stride : 1);
        try
        {
            if (parameters.IsRaw)
                rows.ForEachRawBlock(first, count, AddBlock);
            else
                rows.ForEachBlock(first, count, AddBlock);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(logits);
            ArrayPool<double>.Shared.Return(residuals);
            ArrayPool<double>.Shared.Return(products);
        }

        void AddBlock(ReadOnlySpan<double> block, int at, int n)
        {
            // Logits lie [outputs, examples]: a vector is several examples of one label.
            var stride = parameters.Stride;
            var z = logits.AsSpan(0, Outputs * n);
            for (var k = 0; k < Outputs; k++)
                z.Slice(k * n, n).Fill(parameters.Offsets[k]);
            ProductOfRows.Add(parameters.Dense, stride, block, stride, z, n, Outputs, n, stride);
            if (sparse is not null)
                AddSparseLogits(parameters.Sparse, z, at, n);
            part.Loss += Outputs == 1 ? ToProbabilities(z, at) : ToProbabilities(z, at, n);

            if (withCurvature)
            {
                AddCurvature(part, block, z, products, at, n);
                return;
            }

            var r = ToResiduals(z, residuals, at, n);
            WeightedRowSums.Add(r, Outputs, block, stride, part.Dense, stride, n, Outputs, stride);
            for (var i = 0; i < r.Length; i += Outputs)
                for (var k = 0; k < Outputs; k++)
                    part.Residuals[k] += r[i + k];
            if (sparse is not null)
                AddSparseSlopes(part.Sparse, r, at, n);
        }
    }

    ReadOnlySpan<double> WeightsOf(int first, int count) => weights is null ? [] : weights.AsSpan(first, count);

    // log(1 + exp(z)) − y z
    double ToProbabilities(Span<double> logits, int first)
    {
        var weight = WeightsOf(first, logits.Length);
        var code = codes.AsSpan(first, logits.Length);
        var ofTruth = 0.0;
        if (weight.IsEmpty)
            for (var i = 0; i < logits.Length; i++)
                ofTruth += code[i] * logits[i];
        else
            for (var i = 0; i < logits.Length; i++)
                ofTruth += weight[i] * code[i] * logits[i];
        return LogisticFunction.ApplyWithLoss(logits, weight) - ofTruth;
    }

    // log Σ exp(z) − z_y
    double ToProbabilities(Span<double> logits, int first, int count)
    {
        var weight = WeightsOf(first, count);
        var code = codes.AsSpan(first, count);
        var ofTruth = 0.0;
        for (var i = 0; i < count; i++)
            ofTruth += (weight.IsEmpty ? 1 : weight[i]) * logits[(code[i] * count) + i];
        return SoftmaxOfColumns.Apply(logits, count, Outputs, count, weight) - ofTruth;
    }

    // w (p − [k = y]) as [examples, outputs].
    ReadOnlySpan<double> ToResiduals(ReadOnlySpan<double> probabilities, Span<double> residuals, int first, int count)
    {
        var weight = WeightsOf(first, count);
        var code = codes.AsSpan(first, count);
        if (Outputs == 1)
            for (var i = 0; i < count; i++)
                residuals[i] = probabilities[i] - code[i];
        else
            for (var i = 0; i < count; i++)
            {
                for (var k = 0; k < Outputs; k++)
                    residuals[(i * Outputs) + k] = probabilities[(k * count) + i];
                residuals[(i * Outputs) + code[i]] -= 1;
            }

        if (!weight.IsEmpty)
            for (var i = 0; i < count; i++)
                foreach (ref var residual in residuals.Slice(i * Outputs, Outputs))
                    residual *= weight[i];
        return residuals[..(count * Outputs)];
    }

    // For each pair of logits the sum of w p_k ([k = l] − p_l) x xᵀ. The spare column of the products takes w (p_k − [k = y]), so that the row
    // of sums beside the curvature is the slopes, for nothing.
    void AddCurvature(Sums part, ReadOnlySpan<double> block, ReadOnlySpan<double> probabilities, Span<double> products, int first, int count)
    {
        const int tile = 4;
        var stride = rows.Stride;
        var spare = rows.Columns + 1;
        Span<double> residuals = stackalloc double[count];
        Span<double> curvatures = stackalloc double[count];
        var pair = 0;
        for (var k = 0; k < Outputs; k++)
            for (var l = 0; l <= k; l++, pair++)
            {
                for (var i = 0; i < count; i++)
                {
                    var (p, q) = (probabilities[(k * count) + i], probabilities[(l * count) + i]);
                    var weight = weights is null ? 1 : weights[first + i];
                    var truth = Outputs == 1 ? codes[first + i] : codes[first + i] == k ? 1 : 0;
                    residuals[i] = k == l ? weight * (p - truth) : 0;
                    curvatures[i] = weight * p * ((k == l ? 1 : 0) - q);
                }

                MultiplyRows.To(block, stride, curvatures, products, count);
                for (var i = 0; i < count; i++)
                    products[(i * stride) + spare] = residuals[i];

                var sums = part.Curvature.AsSpan(pair * stride * stride, stride * stride);
                for (var set = 0; set < stride; set += tile)
                    WeightedRowSums.Add(products[set..], stride, block, stride, sums[(set * stride)..], stride, count, tile, set + tile);
                if (k == l)
                    sums.Slice(spare * stride, spare).CopyTo(part.Dense.AsSpan(k * stride));
            }
    }

    void AddSparseLogits(double[] parameters, Span<double> logits, int first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var indices = sparse!.Indices(first + i); // Only called where there are sparse columns.
            var values = sparse.Values(first + i);
            for (var m = 0; m < indices.Length; m++)
                for (var k = 0; k < Outputs; k++)
                    logits[(k * count) + i] += values[m] * parameters[(indices[m] * Outputs) + k];
        }
    }

    void AddSparseSlopes(double[] slopes, ReadOnlySpan<double> residuals, int first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var indices = sparse!.Indices(first + i); // Only called where there are sparse columns.
            var values = sparse.Values(first + i);
            var residual = residuals.Slice(i * Outputs, Outputs);
            for (var m = 0; m < indices.Length; m++)
                for (var k = 0; k < residual.Length; k++)
                    slopes[(indices[m] * Outputs) + k] += values[m] * residual[k];
        }
    }

    // The parameters as the kernels want them: dense ones for standardized rows, filled up like them, or for the table's own; sparse ones with
    // all logits of a column together.
    sealed class Parameters
    {
        public Parameters(LogisticObjective objective, ReadOnlySpan<double> point, bool isRaw)
        {
            var (rows, scales, outputs, width) = (objective.rows, objective.scales, objective.Outputs, objective.Width);
            var columns = rows.Columns;
            (IsRaw, Stride) = (isRaw, isRaw ? columns : rows.Stride);
            Dense = new double[outputs * Stride];
            Offsets = new double[outputs];
            Sparse = new double[(width - columns - 1) * outputs];
            for (var k = 0; k < outputs; k++)
            {
                var parameters = point.Slice(k * width, width);
                var dense = Dense.AsSpan(k * Stride, Stride);
                if (isRaw)
                {
                    TensorPrimitives.Multiply(parameters[..columns], scales.AsSpan(0, columns), dense);
                    Offsets[k] = (parameters[columns] * scales[columns]) - TensorPrimitives.Dot(dense, rows.Means);
                }
                else
                {
                    parameters[..(columns + 1)].CopyTo(dense);
                }

                for (var j = columns + 1; j < width; j++)
                    Sparse[((j - columns - 1) * outputs) + k] = scales[j] * parameters[j];
            }
        }

        public bool IsRaw { get; }

        public int Stride { get; }

        public double[] Dense { get; }

        public double[] Offsets { get; }

        public double[] Sparse { get; }
    }

    sealed class Sums(Parameters parameters, int outputs, int curvature)
    {
        public bool IsRaw => parameters.IsRaw;

        public int Stride => parameters.Stride;

        public double Loss { get; set; }

        public double[] Dense { get; } = new double[parameters.Dense.Length];

        public double[] Residuals { get; } = new double[outputs];

        public double[] Sparse { get; } = new double[parameters.Sparse.Length];

        public double[] Curvature { get; } = new double[curvature];

        public void Add(Sums part)
        {
            Loss += part.Loss;
            TensorPrimitives.Add(Dense, part.Dense, Dense);
            TensorPrimitives.Add(Residuals, part.Residuals, Residuals);
            TensorPrimitives.Add(Sparse, part.Sparse, Sparse);
            TensorPrimitives.Add(Curvature, part.Curvature, Curvature);
        }
    }
}
