using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// What a Gaussian is fitted from: the sums of rows and of their products with themselves. Rows may be in groups (labels) with a mean each and
/// one covariance in common. All are deviations from centers near the means, so that no digits are lost to columns far from zero:
/// <code>
/// mean = c + Σ w (x − c) / Σ w
/// Σ w (x − mean)(x − mean)ᵀ = Σ w (x − c)(x − c)ᵀ − Σ w (mean − c)(mean − c)ᵀ
/// </code>
/// </summary>
sealed class GaussianSums
{
    const int BlockNumbers = 16_384;

    const int Sample = 32;

    const int MostShare = 20;

    const int MostParts = 64;

    readonly double[,] centers;
    readonly double[]? importance;
    readonly int stride;
    double[] block;
    readonly int length;
    int pending;

    /// <summary>Sums of nothing.</summary>
    /// <param name="centers">A point near each group's mean, <c>[groups, columns]</c>.</param>
    /// <param name="importance">What the products of a group count in the common covariance; null: all count 1.</param>
    public GaussianSums(double[,] centers, double[]? importance = null)
    {
        (this.centers, this.importance) = (centers, importance);
        var (groups, columns) = (centers.GetLength(0), centers.GetLength(1));
        stride = ProductTile.Padded(columns);
        length = Math.Clamp(BlockNumbers / stride, 128, 512) * stride;
        block = Rented(length);
        (Weights, Sums, Products) = (new double[groups], new double[groups, stride], new double[columns, columns]);
    }

    /// <summary>The sum of the weights of each group's rows, <c>[groups]</c>.</summary>
    public double[] Weights { get; }

    /// <summary>The weighted sums of deviations from the centers, <c>[groups, columns]</c>, padded to whole vectors.</summary>
    public double[,] Sums { get; }

    /// <summary>The lower triangle of the weighted products of deviations, <c>[columns, columns]</c>.</summary>
    public double[,] Products { get; }

    /// <summary>
    /// The sums of rows, and the means of their groups, around which the products then are. Null where a sum is not finite, with the first column
    /// where it is not.
    /// </summary>
    public static (GaussianSums? Sums, double[,] Means, int Column) Of(
        CompletedRows completed, RowSet rows, double[]? weights, double[]? importance, CancellationToken cancellation)
    {
        var centers = Near(completed, rows);
        for (var isFirst = true; ; isFirst = false)
        {
            var sums = Around(centers, completed, rows, weights, importance, cancellation);
            cancellation.ThrowIfCancellationRequested();
            var (means, isRough) = sums.Center();
            for (var j = 0; j < completed.Columns; j++)
                if (!double.IsFinite(sums.Products[j, j]))
                    return (null, means, j);
            if (!isRough || !isFirst)
                return (sums, means, -1);
            centers = means;
        }
    }

    /// <summary>Adds a row of a group.</summary>
    public void Add(ReadOnlySpan<double> row, int group, double weight)
    {
        var counted = importance is null ? weight : weight * importance[group];
        Weights[group] += weight;
        Deviations.Add(
            row, centers.Row(group), weight, counted == 1 ? 1 : Math.Sqrt(counted), Sums.Row(group), block.AsSpan(pending, stride));
        pending += stride;
        if (pending == length)
            Flush();
    }

    /// <summary>Adds the covariance of missing cells that were filled in with their expected values.</summary>
    public void AddUncertainty(KnownPartOfFull part, int group, double weight) =>
        part.AddUncertainty(importance is null ? weight : weight * importance[group], Products);

    /// <summary>Adds the rows that still wait to be added together; no more can come.</summary>
    public void Complete()
    {
        Flush();
        ArrayPool<double>.Shared.Return(block);
        block = [];
    }

    /// <summary>Adds sums around the same centers.</summary>
    public void Add(GaussianSums other)
    {
        TensorPrimitives.Add(Weights, other.Weights, Weights);
        TensorPrimitives.Add<double>(Sums.AsFlatSpan(), other.Sums.AsFlatSpan(), Sums.AsFlatSpan());
        TensorPrimitives.Add<double>(Products.AsFlatSpan(), other.Products.AsFlatSpan(), Products.AsFlatSpan());
    }

    /// <summary>
    /// The means, <c>[groups, columns]</c>, after the products have been moved to be around them. Says too whether the centers were so far off that
    /// digits were lost: more than three of some column's.
    /// </summary>
    public (double[,] Means, bool IsRough) Center()
    {
        var columns = centers.GetLength(1);
        var means = (double[,])centers.Clone();
        var moved = new double[columns];
        for (var k = 0; k < Weights.Length; k++)
        {
            var shift = Sums.Row(k)[..columns];
            TensorPrimitives.Divide(shift, Weights[k], shift);
            TensorPrimitives.Add(means.Row(k), shift, means.Row(k));
            var counted = Weights[k] * (importance?[k] ?? 1);
            TensorPrimitives.Multiply(shift, Math.Sqrt(counted), shift);
            TensorPrimitives.MultiplyAdd(shift, shift, moved, moved);
        }

        // Σ_k √n δ (√n δ)ᵀ, taken off: the shifts are rows like any others, of the opposite sign.
        for (var i = 0; i < columns; i++)
            for (var k = 0; k < Weights.Length; k++)
            {
                var row = Products.Row(i)[..(i + 1)];
                TensorPrimitives.MultiplyAdd(Sums.Row(k)[..(i + 1)], -Sums[k, i], row, row);
            }

        // Where the centers are the means already, nothing is moved, and nothing is lost.
        var isRough = false;
        for (var j = 0; j < columns; j++)
            isRough |= moved[j] > 1000 * Math.Abs(Products[j, j]);
        return (means, isRough);
    }

    static double[] Rented(int length)
    {
        var block = ArrayPool<double>.Shared.Rent(length);
        block.AsSpan(0, length).Clear();
        return block;
    }

    // Sums of nothing again, in the same memory.
    void Restart()
    {
        block = Rented(length);
        Weights.AsSpan().Clear();
        Sums.AsFlatSpan().Clear();
        Products.AsFlatSpan().Clear();
    }

    void Flush()
    {
        SymmetricRankUpdate.Add(block, stride, pending / stride, Products);
        pending = 0;
    }

    static GaussianSums Around(
        double[,] centers, CompletedRows completed, RowSet rows, double[]? weights, double[]? importance, CancellationToken cancellation)
    {
        // The parts of the sum together take a twentieth of the table at most, and adding them up less than making them.
        var (columns, length) = (completed.Columns, ((long)completed.Columns * completed.Columns) + centers.Length);
        var most = (int)Math.Clamp(Math.Min(completed.Length / MostShare / length, rows.Count / (8 * columns)), 1, MostParts);
        var spare = new ConcurrentBag<GaussianSums>();
        return Chunks.Sum(rows.Count, (long)columns * (columns + 8), most, Part, Add);

        // What was added is used for another part.
        void Add(GaussianSums sum, GaussianSums part)
        {
            sum.Add(part);
            spare.Add(part);
        }

        GaussianSums Part(int first, int count)
        {
            if (spare.TryTake(out var sums))
                sums.Restart();
            else
                sums = new GaussianSums(centers, importance);
            var scratch = completed.Scratch();
            for (var i = first; i < first + count; i++)
            {
                if (i % 1024 == 0 && cancellation.IsCancellationRequested)
                    return sums;
                var index = rows[i];
                var row = completed.Row(index, scratch, out var part);
                var weight = weights is null ? 1 : weights[index];
                sums.Add(row, rows.GroupOf(index), weight);
                if (part is not null)
                    sums.AddUncertainty(part, rows.GroupOf(index), weight);
            }

            sums.Complete();
            return sums;
        }
    }

    // The mean of a few rows from all over the table: close enough.
    static double[,] Near(CompletedRows completed, RowSet rows)
    {
        var (centers, counts, scratch) = (new double[rows.GroupCount, completed.Columns], new int[rows.GroupCount], completed.Scratch());
        var missing = rows.GroupCount;
        var step = Math.Max(1, rows.Count / (Sample * rows.GroupCount));
        for (var i = 0; i < rows.Count; i += step)
            Count(rows[i]);

        // A rare group may have been stepped over.
        for (var i = 0; i < rows.Count && missing > 0; i++)
            if (counts[rows.GroupOf(rows[i])] == 0)
                Count(rows[i]);
        return centers;

        void Count(int index)
        {
            var group = rows.GroupOf(index);
            missing -= counts[group] == 0 ? 1 : 0;
            counts[group]++;
            var center = centers.Row(group);
            var row = completed.Row(index, scratch, out _);
            for (var j = 0; j < row.Length; j++)
                center[j] += (row[j] - center[j]) / counts[group];
        }
    }
}
