using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Minimizes a smooth convex function by L-BFGS (Nocedal 1980; Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5).
/// </summary>
static class LimitedMemoryBfgs
{
    // What is gained may be a hundred times what a plain gradient step tells.
    const double Doubt = 0.01;

    /// <summary>The value at a point; the slopes are written to the span.</summary>
    public delegate double Function(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>
    /// Moves <paramref name="point"/> to the minimum. It has converged when the next step would lower the value by less than
    /// <paramref name="tolerance"/> times itself, as the last steps' curvature tells, or when rounding leaves nothing to gain.
    /// </summary>
    public static SolverOutcome Minimize(Function function, double[] point, double tolerance, int maxIterations)
    {
        var gradient = new double[point.Length];
        var direction = new double[point.Length];
        var value = function(point, gradient);
        if (!double.IsFinite(value))
            return SolverOutcome.NotFinite;
        var memory = new CurvatureMemory();
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            memory.Descend(gradient, direction);

            // Half the slope along a Newton step is what it gains. Before the first step nothing is known of the curvature but the scaling.
            var gain = -0.5 * TensorPrimitives.Dot(direction, gradient);
            if (gain <= tolerance * (memory.Count > 0 ? 1 : Doubt) * Math.Abs(value))
                return SolverOutcome.Converged;

            var next = LineSearch(function, point, value, gradient, direction, iteration == 0);
            if (next is null)
            {
                // Along the newest curvature nothing is gained; where even steepest descent gains nothing, this is the minimum.
                if (memory.Count == 0)
                    return SolverOutcome.Converged;
                memory.Clear();
                continue;
            }

            memory.Add(point, gradient, next.Point, next.Gradient);
            next.Point.CopyTo(point, 0);
            next.Gradient.CopyTo(gradient, 0);
            value = next.Value;
        }

        return SolverOutcome.NotConverged;
    }

    // On a line a convex function's slope only rises: bracket the minimum between a falling and a rising point, and stop where the value is
    // lower and the slope has flattened (the Wolfe conditions). Null where no such point can be told from the start.
    static Trial? LineSearch(Function function, double[] point, double value, double[] gradient, double[] direction, bool first)
    {
        const double sufficientDecrease = 1e-4, flattened = 0.9, rounding = 1e-14;
        const int maxTrials = 40;
        var slope = TensorPrimitives.Dot(direction, gradient);
        if (!(slope < 0))
            return null;

        var trial = new Trial(point.Length);
        var (low, lowSlope, high, highSlope) = (0.0, slope, double.PositiveInfinity, double.NaN);
        var t = first ? Math.Min(1, 1 / TensorPrimitives.Norm(gradient)) : 1.0;
        for (var i = 0; i < maxTrials; i++)
        {
            TensorPrimitives.MultiplyAdd(direction, t, point, trial.Point);
            trial.Value = function(trial.Point, trial.Gradient);
            var slopeHere = TensorPrimitives.Dot(direction, trial.Gradient);
            var lower = trial.Value <= value + (sufficientDecrease * t * slope) + (rounding * Math.Abs(value));
            if (lower && Math.Abs(slopeHere) <= -flattened * slope)
                return trial;

            if (lower && slopeHere < 0)
                (low, lowSlope) = (t, slopeHere);
            else
                (high, highSlope) = (t, slopeHere);
            t = double.IsPositiveInfinity(high) ? 4 * t : Between(low, lowSlope, high, highSlope);
        }

        return null;
    }

    // Where the line through the two slopes crosses zero, kept away from the ends.
    static double Between(double low, double lowSlope, double high, double highSlope)
    {
        var share = lowSlope / (lowSlope - highSlope);
        return low + ((high - low) * (share is > 0 and < 1 ? Math.Clamp(share, 0.1, 0.9) : 0.5));
    }

    sealed class Trial(int length)
    {
        public double[] Point { get; } = new double[length];

        public double[] Gradient { get; } = new double[length];

        public double Value { get; set; }
    }
}
