using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// The quadratic that a logistic regression is near a point, with the l1 penalty added exactly, as a function of the step:
/// <c>gᵀd + ½ dᵀHd + Σ t_j |x_j + d_j|</c>.
/// </summary>
/// <param name="objective">What is to be minimized.</param>
/// <param name="point">Where.</param>
/// <param name="gradient">The slopes there.</param>
/// <param name="hessian">The curvature there, of which the lower triangle is read.</param>
sealed class NewtonModel(LogisticObjective objective, double[] point, double[] gradient, double[,] hessian)
{
    // Coordinate descent finds which parameters are zero; between its sweeps the others are solved for exactly.
    const int SweepsBetweenSolves = 4;

    const int MostRounds = 500;

    readonly int size = point.Length;

    /// <summary>The step to the minimum and how much lower it is than here. What remains of the l1 part may be off by <paramref name="slack"/>.</summary>
    public (double[] Step, double Gain) Minimize(double slack)
    {
        Complete();
        if (!objective.IsSparsifying)
        {
            var step = Array.ConvertAll(gradient, slope => -slope);
            Solve(hessian, step);
            return (step, -0.5 * TensorPrimitives.Dot(gradient, step));
        }

        return CoordinateDescent(slack);
    }

    // Softmax does not change when the same is added to all logits: what the penalties leave open is closed by asking that nothing is added.
    void Complete()
    {
        if (objective.Outputs == 1)
            return;
        var width = objective.Width;
        for (var j = 0; j < width; j++)
        {
            if (objective.CurvatureOfPenalty(j) > 0 || objective.Thresholds[j] > 0)
                continue;
            var typical = 0.0;
            for (var k = 0; k < objective.Outputs; k++)
                typical += hessian[(k * width) + j, (k * width) + j] / objective.Outputs;
            for (var k = 0; k < objective.Outputs; k++)
                for (var l = 0; l <= k; l++)
                    hessian[(k * width) + j, (l * width) + j] += typical;
        }
    }

    // x becomes S⁻¹ x. Without a penalty columns may depend on each other, or be constant: then a ridge that is small beside the diagonal decides.
    static void Solve(double[,] matrix, Span<double> x)
    {
        var size = x.Length;
        var factor = (double[,])matrix.Clone();
        for (var ridge = 1e-12; Cholesky.Factor(factor) >= 0; ridge *= 100)
        {
            matrix.AsFlatSpan().CopyTo(factor.AsFlatSpan());
            var largest = 0.0;
            for (var j = 0; j < size; j++)
                largest = Math.Max(largest, matrix[j, j]);
            for (var j = 0; j < size; j++)
                factor[j, j] += (ridge * matrix[j, j]) + (ridge * ridge * largest) + double.Epsilon;
        }

        TriangularSolve.Rows(factor.AsFlatSpan(), size, size, x, size, 1);
        for (var c = size - 1; c >= 0; c--)
        {
            x[c] /= factor[c, c];
            TensorPrimitives.MultiplyAdd(factor.Row(c)[..c], -x[c], x[..c], x[..c]);
        }
    }

    (double[] Step, double Gain) CoordinateDescent(double slack)
    {
        for (var i = 0; i < size; i++)
            for (var j = 0; j < i; j++)
                hessian[j, i] = hessian[i, j];

        // The slopes of the quadratic at the step, kept up to date: g + H d.
        var (step, slopes) = (new double[size], (double[])gradient.Clone());
        for (var round = 0; round < MostRounds; round++)
        {
            var moved = 0.0;
            for (var sweep = 0; sweep < SweepsBetweenSolves; sweep++)
            {
                moved = Sweep(step, slopes);
                if (moved <= 1e-3 * slack)
                    return (step, Gain(step, slopes));
            }

            SolveForTheOthers(step, slopes);
        }

        return (step, Gain(step, slopes));
    }

    // Each parameter in turn goes to its own minimum, the others held. Returns the most that one of them gained.
    double Sweep(double[] step, double[] slopes)
    {
        var most = 0.0;
        for (var j = 0; j < size; j++)
        {
            var curvature = hessian[j, j];
            if (!(curvature > 0))
                continue;
            var here = point[j] + step[j];
            var there = SoftThreshold((curvature * here) - slopes[j], objective.Thresholds[j]) / curvature;
            var move = there - here;
            if (move == 0)
                continue;
            step[j] = there == 0 ? -point[j] : step[j] + move;
            TensorPrimitives.MultiplyAdd(hessian.Row(j), move, slopes, slopes);
            most = Math.Max(most, curvature * move * move);
        }

        return most;
    }

    // With the signs held, the parameters that are not zero have a quadratic of their own: its minimum, as far as the signs hold.
    void SolveForTheOthers(double[] step, double[] slopes)
    {
        int[] free = [.. Enumerable.Range(0, size).Where(j => hessian[j, j] > 0 && (objective.Thresholds[j] == 0 || point[j] + step[j] != 0))];
        if (free.Length == 0)
            return;
        var (matrix, move) = (new double[free.Length, free.Length], new double[free.Length]);
        for (var a = 0; a < free.Length; a++)
        {
            var j = free[a];
            move[a] = -slopes[j] - (objective.Thresholds[j] * Math.Sign(point[j] + step[j]));
            for (var b = 0; b <= a; b++)
                matrix[a, b] = hessian[j, free[b]];
        }

        Solve(matrix, move);
        var share = 1.0;
        for (var a = 0; a < free.Length; a++)
        {
            var here = point[free[a]] + step[free[a]];
            if (objective.Thresholds[free[a]] > 0 && here * (here + move[a]) < 0)
                share = Math.Min(share, -here / move[a]);
        }

        for (var a = 0; a < free.Length; a++)
        {
            var j = free[a];
            var here = point[j] + step[j];
            var reachesZero = share < 1 && objective.Thresholds[j] > 0 && Math.Abs(here + (share * move[a])) <= 1e-15 * Math.Abs(here);
            var by = reachesZero ? -here : share * move[a];
            step[j] = reachesZero ? -point[j] : step[j] + by;
            TensorPrimitives.MultiplyAdd(hessian.Row(j), by, slopes, slopes);
        }
    }

    // −(gᵀd + ½ dᵀHd + the change of the penalty), with dᵀHd = dᵀ(slopes − g).
    double Gain(double[] step, double[] slopes)
    {
        var quadratic = 0.5 * (TensorPrimitives.Dot(gradient, step) + TensorPrimitives.Dot(slopes, step));
        var end = new double[size];
        TensorPrimitives.Add(point, step, end);
        return objective.Absolute(point) - objective.Absolute(end) - quadratic;
    }

    static double SoftThreshold(double value, double threshold) => Math.Sign(value) * Math.Max(Math.Abs(value) - threshold, 0);
}
