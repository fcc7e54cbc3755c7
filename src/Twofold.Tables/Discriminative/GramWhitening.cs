using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A change of variables in which the loss of a logistic regression curves about equally in all directions, also across columns, so that
/// L-BFGS needs a fifth of the steps or less: with the Cholesky factor L of the columns' curvature where all labels are equally probable, a
/// multiple of their Gram matrix, the slopes of a logit are L⁻ᵀ u. Any sample of the rows makes the change a good one, and it needs few digits: it is held
/// as float32. The minimum is the same whatever it is.
/// </summary>
sealed class GramWhitening
{
    // Fewer rows make a poor matrix, more cost more than the steps that they save.
    const int RowsPerColumn = 4;

    // About so many passes over the examples are saved.
    const int PassesSaved = 40;

    // So many rows are added to the matrix together: their strips stay in the first-level cache.
    const int BatchRows = 128;

    const int Panel = 64;

    readonly LogisticObjective objective;
    readonly float[,] factor;

    GramWhitening(LogisticObjective objective, float[,] factor) => (this.objective, this.factor) = (objective, factor);

    /// <summary>The whitening of an objective; null where it costs more than it saves.</summary>
    /// <param name="objective">What is to be minimized.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="share">The curvature of a logit where all labels are equally probable.</param>
    public static GramWhitening? Of(LogisticObjective objective, LogisticTargets targets, double share)
    {
        var (count, columns) = (objective.Count, objective.Rows.Columns);
        var costOfPass = (double)count * columns * ((2 * objective.Outputs) + 4);
        var affordable = (long)(((PassesSaved * costOfPass) - (Math.Pow(columns, 3) / 6)) / (0.5 * columns * columns));
        var sample = (int)Math.Min(count, Math.Max((long)RowsPerColumn * columns, Math.Min(affordable / 4, 8L * RowsPerColumn * columns)));
        if (columns < 2 || sample > affordable)
            return null;

        var matrix = Gram(objective.Rows, targets, sample, share);

        // What is added to the diagonal keeps rounding from making the matrix indefinite.
        var ridge = 2 * columns * (MathF.BitIncrement(1) - 1);
        for (var j = 0; j < columns; j++)
            matrix[j, j] += (float)objective.CurvatureOfPenalty(j) + ridge;
        return Cholesky.Factor(matrix) < 0 ? new GramWhitening(objective, matrix) : null;
    }

    /// <summary>The objective in the new variables.</summary>
    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gradient)
    {
        var point = variables.ToArray();
        ToPoint(point);
        var value = objective.Evaluate(point, gradient);
        ForEachLogit(gradient, WideningSolve.Forward);
        return value;
    }

    /// <summary>Turns variables into the objective's parameters, in place.</summary>
    public void ToPoint(Span<double> variables) => ForEachLogit(variables, WideningSolve.Backward);

    /// <summary>Turns the objective's parameters into variables, in place.</summary>
    public void FromPoint(Span<double> point) => ForEachLogit(point, WideningSolve.Undo);

    static float[,] Gram(StandardizedRows rows, LogisticTargets targets, int sample, double share)
    {
        var columns = rows.Columns;
        var matrix = new float[columns, columns];
        var batch = new float[BatchRows * columns];
        var (runs, filled, weight) = ((sample + rows.BlockRows - 1) / rows.BlockRows, 0, 0.0);
        for (var run = 0; run < runs; run++)
        {
            // Runs of rows at equal distances, all of the rows where they are wanted.
            var first = (int)((long)run * targets.Codes.Length / runs);
            var end = Math.Min(first + rows.BlockRows, (int)((run + 1L) * targets.Codes.Length / runs));
            rows.ForEachBlock(first, end - first, (block, at, count) =>
            {
                for (var i = 0; i < count; i++)
                {
                    var weightOfRow = targets.Weights is null ? 1 : targets.Weights[at + i];
                    weight += weightOfRow;
                    Narrow(block.Slice(i * rows.Stride, columns), Math.Sqrt(share * weightOfRow), batch.AsSpan(filled * columns, columns));
                    if (++filled < BatchRows)
                        continue;
                    AddBatch(batch, filled, matrix);
                    filled = 0;
                }
            });
        }

        AddBatch(batch, filled, matrix);
        TensorPrimitives.Divide(matrix.AsFlatSpan(), (float)weight, matrix.AsFlatSpan());
        return matrix;
    }

    // matrix += batchᵀ · batch in the lower triangle. The last panels are the widest: they go first, so that no core is left with one at the end.
    static void AddBatch(float[] batch, int rows, float[,] matrix)
    {
        var columns = matrix.GetLength(0);
        var panels = (columns + Panel - 1) / Panel;
        Parallel.For(0, panels, order =>
        {
            var first = (panels - 1 - order) * Panel;
            var end = Math.Min(first + Panel, columns);
            WeightedRowSums.Add<float>(batch.AsSpan(first), columns, batch, columns, matrix.AsFlatSpan()[(first * columns)..], columns, rows, end - first, end);
        });
    }

    static void Narrow(ReadOnlySpan<double> row, double factor, Span<float> narrow)
    {
        TensorPrimitives.ConvertTruncating(row, narrow);
        TensorPrimitives.Multiply(narrow, (float)factor, narrow);
    }

    void ForEachLogit(Span<double> parameters, Action<float[,], Span<double>> change)
    {
        for (var k = 0; k < objective.Outputs; k++)
            change(factor, parameters.Slice(k * objective.Width, objective.Rows.Columns));
    }
}
