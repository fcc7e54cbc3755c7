using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Minimizes a smooth convex function plus an l1 penalty by L-BFGS within orthants: where no parameter changes its sign the sum is smooth, and
/// a parameter that would change it stops at zero (Andrew and Gao 2007, "Scalable training of L1-regularized log-linear models").
/// </summary>
static class OrthantWiseBfgs
{
    const double SufficientShare = 1e-4;
    const double Rounding = 1e-15;
    const int MostHalvings = 40;

    // What is gained may be a hundred times what a plain gradient step tells.
    const double Doubt = 0.01;

    /// <summary>Moves <paramref name="point"/> to the minimum; converged as <see cref="LimitedMemoryBfgs.Minimize"/> has it.</summary>
    /// <param name="function">The smooth part.</param>
    /// <param name="thresholds">What the penalty adds for each unit of a parameter's size, <c>[parameters]</c>.</param>
    /// <param name="point">Where to start; becomes the minimum.</param>
    /// <param name="tolerance">The share of the value that is not worth a step.</param>
    /// <param name="maxIterations">At most so many steps.</param>
    public static SolverOutcome Minimize(LimitedMemoryBfgs.Function function, double[] thresholds, double[] point, double tolerance, int maxIterations)
    {
        var size = point.Length;
        var (gradient, nextGradient, slopes, direction, next) = (new double[size], new double[size], new double[size], new double[size], new double[size]);
        var value = function(point, gradient) + Penalty(thresholds, point);
        if (!double.IsFinite(value))
            return SolverOutcome.NotFinite;
        var memory = new CurvatureMemory();
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            SlopesOfDescent(point, gradient, thresholds, slopes);
            memory.Descend(slopes, direction);

            // Only what goes downhill by itself: the curvature seen may be that of another orthant.
            for (var j = 0; j < size; j++)
                if (direction[j] * slopes[j] >= 0)
                    direction[j] = 0;
            var gain = -0.5 * TensorPrimitives.Dot(direction, slopes);
            if (gain <= tolerance * (memory.Count > 0 ? 1 : Doubt) * value)
                return SolverOutcome.Converged;

            var t = memory.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm(slopes)) : 1.0;
            var found = false;
            for (var halvings = 0; halvings < MostHalvings && !found; halvings++, t *= 0.5)
            {
                var promised = Move(point, direction, t, slopes, thresholds, next);
                var valueThere = function(next, nextGradient) + Penalty(thresholds, next);
                found = valueThere <= value + (SufficientShare * promised) + (Rounding * value) && promised < 0;
                if (found)
                    value = valueThere;
            }

            if (!found)
            {
                // Along the newest curvature nothing is gained; where even steepest descent gains nothing, this is the minimum.
                if (memory.Count == 0)
                    return SolverOutcome.Converged;
                memory.Clear();
                continue;
            }

            memory.Add(point, gradient, next, nextGradient);
            next.CopyTo(point, 0);
            nextGradient.CopyTo(gradient, 0);
        }

        return SolverOutcome.NotConverged;
    }

    // The slopes of the sum; at zero those of the side that goes down, or none where both go up.
    static void SlopesOfDescent(double[] point, double[] gradient, double[] thresholds, double[] slopes)
    {
        for (var j = 0; j < point.Length; j++)
        {
            var (slope, threshold) = (gradient[j], thresholds[j]);
            slopes[j] = point[j] != 0 ? slope + (Math.Sign(point[j]) * threshold)
                : slope < -threshold ? slope + threshold
                : slope > threshold ? slope - threshold
                : 0;
        }
    }

    // The step, as far as the orthant goes: that of the point, and from zero that of the descent. Returns what the slopes promise of it.
    static double Move(double[] point, double[] direction, double t, double[] slopes, double[] thresholds, double[] next)
    {
        var promised = 0.0;
        for (var j = 0; j < point.Length; j++)
        {
            var there = point[j] + (t * direction[j]);
            var side = point[j] != 0 ? Math.Sign(point[j]) : -Math.Sign(slopes[j]);
            next[j] = there * side > 0 || thresholds[j] == 0 ? there : 0;
            promised += slopes[j] * (next[j] - point[j]);
        }

        return promised;
    }

    static double Penalty(double[] thresholds, double[] point)
    {
        var sum = 0.0;
        for (var j = 0; j < point.Length; j++)
            sum += thresholds[j] * Math.Abs(point[j]);
        return sum;
    }
}
