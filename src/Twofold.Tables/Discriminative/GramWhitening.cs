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

    // As long as the matrix costs no more than so many, more rows are better.
    const int PassesSpent = 1;

    // So many rows are added to the matrix together, panel by panel of columns, each in one piece: two panels stay in the first-level cache.
    const int BatchRows = 128;

    const int Panel = 32;

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
        var sample = (int)Math.Min(count, Math.Max((long)RowsPerColumn * columns, affordable / PassesSaved * PassesSpent));
        if (columns < 2 || sample > affordable)
            return null;

        var matrix = Gram(objective.Rows, targets, sample, share);

        // A sample's matrix is too flat in some directions, the more columns and the fewer rows it has: a little more on the diagonal, which is
        // about 1, makes up for it. Some is needed in any case, lest rounding makes the matrix indefinite.
        var ridge = (2 * columns * (MathF.BitIncrement(1) - 1)) + (sample < count ? 0.04f * columns / sample : 0);
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
        var batch = new float[BatchRows * Panel * ((columns + Panel - 1) / Panel)];
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
                    Narrow(block.Slice(i * rows.Stride, columns), Math.Sqrt(share * weightOfRow), batch.AsSpan(filled * Panel));
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

    // matrix += batchᵀ · batch in the lower triangle. The last panels have the most to do: they go first, so that no core is left with one at the end.
    static void AddBatch(float[] batch, int rows, float[,] matrix)
    {
        var columns = matrix.GetLength(0);
        var panels = (columns + Panel - 1) / Panel;
        Parallel.For(0, panels, order =>
        {
            var panel = panels - 1 - order;
            var sets = Math.Min(Panel, columns - (panel * Panel));
            for (var other = 0; other <= panel; other++)
                WeightedRowSums.Add<float>(
                    batch.AsSpan(panel * BatchRows * Panel),
                    Panel,
                    batch.AsSpan(other * BatchRows * Panel),
                    Panel,
                    matrix.AsFlatSpan()[((panel * Panel * columns) + (other * Panel))..],
                    columns,
                    rows,
                    sets,
                    Math.Min(Panel, columns - (other * Panel)));
        });
    }

    // A row's numbers times a factor, panel by panel.
    static void Narrow(ReadOnlySpan<double> row, double factor, Span<float> panels)
    {
        for (var first = 0; first < row.Length; first += Panel)
        {
            var numbers = row[first..Math.Min(first + Panel, row.Length)];
            for (var j = 0; j < numbers.Length; j++)
                panels[(first * BatchRows) + j] = (float)(factor * numbers[j]);
        }
    }

    void ForEachLogit(Span<double> parameters, Action<float[,], Span<double>> change)
    {
        for (var k = 0; k < objective.Outputs; k++)
            change(factor, parameters.Slice(k * objective.Width, objective.Rows.Columns));
    }
}
