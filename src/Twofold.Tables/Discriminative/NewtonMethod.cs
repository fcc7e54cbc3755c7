using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Minimizes a logistic regression by Newton's method: each step goes to the minimum of the quadratic with the loss's value, slopes and exact
/// curvature, plus the l1 penalty where there is one (Lee, Sun and Saunders 2014, "Proximal Newton-type methods for minimizing composite
/// functions"). A few steps from anywhere, each a single pass over the examples, for models of few parameters.
/// </summary>
static class NewtonMethod
{
    // What a step must gain at least of what the quadratic promises.
    const double SufficientShare = 1e-4;

    // Below this share of the value rounding hides what is gained.
    const double Rounding = 1e-15;

    const int MostHalvings = 40;

    /// <summary>
    /// Moves <paramref name="point"/> to the minimum. It has converged when the next step would leave less than <paramref name="tolerance"/> times
    /// the value to gain, judged by the last two: near the minimum each step squares the error. That step is still made.
    /// </summary>
    public static SolverOutcome Minimize(LogisticObjective objective, double[] point, double tolerance, int maxIterations)
    {
        var size = point.Length;
        var (gradient, hessian) = (new double[size], new double[size, size]);
        var trial = new double[size];
        var value = objective.Evaluate(point, gradient, hessian) + objective.Absolute(point);
        if (!double.IsFinite(value) || !TensorPrimitives.IsFiniteAll<double>(hessian.AsFlatSpan()))
            return SolverOutcome.NotFinite;

        var gainBefore = 0.0;
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            // Without a penalty separable examples have no minimum: every label is as good as certain, and it goes on for ever.
            if (objective.IsUnpenalized && value < tolerance)
                return SolverOutcome.NotConverged;

            var (step, gain) = new NewtonModel(objective, point, gradient, hessian).Minimize(tolerance * value);

            // What is left after a step is at most that share of its gain that its gain is of the one before.
            var left = gainBefore > 0 ? gain * Math.Min(1, gain / gainBefore) : gain;
            if (left <= Math.Max(tolerance, Rounding) * value)
            {
                if (gain > 0)
                    TensorPrimitives.Add(point, step, point);
                return SolverOutcome.Converged;
            }

            var (t, halvings) = (1.0, 0);
            while (true)
            {
                TensorPrimitives.MultiplyAdd(step, t, point, trial);
                var valueThere = objective.Evaluate(trial, gradient, hessian) + objective.Absolute(trial);
                if (valueThere <= value - (SufficientShare * t * gain) + (Rounding * value))
                {
                    value = valueThere;
                    break;
                }

                // No better point can be told from this one.
                if (++halvings == MostHalvings)
                    return SolverOutcome.Converged;
                t *= 0.5;
            }

            trial.CopyTo(point, 0);
            gainBefore = gain;
        }

        return SolverOutcome.NotConverged;
    }
}
