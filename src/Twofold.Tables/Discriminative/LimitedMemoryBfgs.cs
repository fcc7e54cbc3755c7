using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Minimizes a smooth convex function by L-BFGS (Nocedal 1980; Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5).
/// </summary>
static class LimitedMemoryBfgs
{
    // How many of the last steps describe the curvature.
    const int Memory = 10;

    /// <summary>The value at a point; the slopes are written to the span.</summary>
    public delegate double Function(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>
    /// Moves <paramref name="point"/> to the minimum. Returns true when no slope is steeper than <paramref name="tolerance"/> or rounding
    /// leaves nothing to gain, false when <paramref name="maxIterations"/> were not enough.
    /// </summary>
    public static bool Minimize(Function function, double[] point, double tolerance, int maxIterations)
    {
        var gradient = new double[point.Length];
        var direction = new double[point.Length];
        var value = function(point, gradient);
        var steps = new List<Step>(Memory);
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            if (Math.Abs(TensorPrimitives.MaxMagnitude(gradient)) <= tolerance)
                return true;

            Descend(steps, gradient, direction);
            var next = LineSearch(function, point, value, gradient, direction, iteration == 0);
            if (next is null)
            {
                // Along the newest curvature nothing is gained; where even steepest descent gains nothing, this is the minimum.
                if (steps.Count == 0)
                    return true;
                steps.Clear();
                continue;
            }

            var step = steps.Count < Memory ? new Step(point.Length) : steps[0];
            if (steps.Count == Memory)
                steps.RemoveAt(0);
            TensorPrimitives.Subtract(next.Point, point, step.Move);
            TensorPrimitives.Subtract(next.Gradient, gradient, step.Bend);
            step.Curvature = TensorPrimitives.Dot(step.Move, step.Bend);
            if (step.Curvature > 0)
                steps.Add(step);
            next.Point.CopyTo(point, 0);
            next.Gradient.CopyTo(gradient, 0);
            value = next.Value;
        }

        return false;
    }

    // The two-loop recursion: direction = −H · gradient, H the inverse curvature that the last steps saw.
    static void Descend(List<Step> steps, double[] gradient, double[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        Span<double> alphas = stackalloc double[Memory];
        for (var s = steps.Count - 1; s >= 0; s--)
        {
            alphas[s] = TensorPrimitives.Dot(steps[s].Move, direction) / steps[s].Curvature;
            TensorPrimitives.MultiplyAdd(steps[s].Bend, -alphas[s], direction, direction);
        }

        if (steps.Count > 0)
            TensorPrimitives.Multiply(direction, steps[^1].Curvature / TensorPrimitives.SumOfSquares(steps[^1].Bend), direction);
        for (var s = 0; s < steps.Count; s++)
        {
            var beta = TensorPrimitives.Dot(steps[s].Bend, direction) / steps[s].Curvature;
            TensorPrimitives.MultiplyAdd(steps[s].Move, alphas[s] - beta, direction, direction);
        }
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

    sealed class Step(int length)
    {
        public double[] Move { get; } = new double[length];

        public double[] Bend { get; } = new double[length];

        public double Curvature { get; set; }
    }

    sealed class Trial(int length)
    {
        public double[] Point { get; } = new double[length];

        public double[] Gradient { get; } = new double[length];

        public double Value { get; set; }
    }
}
