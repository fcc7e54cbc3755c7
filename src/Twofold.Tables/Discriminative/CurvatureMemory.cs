using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// What the last steps of a minimization saw of the curvature, as an approximation of the inverse Hessian that is never written out (Nocedal
/// 1980; Nocedal and Wright, Numerical Optimization, algorithm 7.4).
/// </summary>
sealed class CurvatureMemory
{
    const int Most = 10;

    readonly List<Step> steps = new(Most);

    /// <summary>How many steps it holds.</summary>
    public int Count => steps.Count;

    /// <summary>Forgets all steps.</summary>
    public void Clear() => steps.Clear();

    /// <summary>Takes a step in, and forgets the oldest where there are too many. A step along which the slope did not rise says nothing.</summary>
    public void Add(double[] point, double[] gradient, double[] nextPoint, double[] nextGradient)
    {
        var step = steps.Count < Most ? new Step(point.Length) : steps[0];
        if (steps.Count == Most)
            steps.RemoveAt(0);
        TensorPrimitives.Subtract(nextPoint, point, step.Move);
        TensorPrimitives.Subtract(nextGradient, gradient, step.Bend);
        step.Curvature = TensorPrimitives.Dot(step.Move, step.Bend);
        if (step.Curvature > 0)
            steps.Add(step);
    }

    /// <summary>The two-loop recursion: direction = −H · gradient, H the inverse curvature that the last steps saw.</summary>
    public void Descend(double[] gradient, double[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        Span<double> alphas = stackalloc double[Most];
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

    sealed class Step(int length)
    {
        public double[] Move { get; } = new double[length];

        public double[] Bend { get; } = new double[length];

        public double Curvature { get; set; }
    }
}
