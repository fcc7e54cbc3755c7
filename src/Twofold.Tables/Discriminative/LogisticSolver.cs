namespace Twofold.Tables;

/// <summary>
/// Minimizes a logistic regression by the method that its shape asks for:
/// <list type="bullet">
/// <item>Few parameters: <see cref="NewtonMethod"/>, of many rows from where it ends on a twentieth of them.</item>
/// <item>More: L-BFGS, after a <see cref="GramWhitening"/> where that pays. With an l1 penalty, which must stay that on the slopes one by one,
/// <see cref="OrthantWiseBfgs"/> without it.</item>
/// </list>
/// </summary>
sealed class LogisticSolver
{
    // Up to this many parameters a step with the exact curvature is hardly dearer than one without.
    const int FewParameters = 64;

    // Above it the curvature is too large a matrix to be factored at every step.
    const int ManyParameters = 1024;

    // So many multiplications are over in a few hundredths of a second.
    const double CheapStep = 1e9;

    const int SampleStep = 20;

    // So many rows of a sample are enough for each parameter, and so many for each label.
    const int RowsPerParameter = 50;
    const int RowsPerLabel = 100;

    const int MostStepsOnSample = 30;

    readonly EncodedTable examples;
    readonly LogisticTargets targets;
    readonly (double L2, double L1) penalty;
    readonly double tolerance;
    readonly int maxIterations;
    readonly CancellationToken cancellation;

    /// <param name="examples">Finite numbers.</param>
    /// <param name="targets">What the examples are.</param>
    /// <param name="penalty">The weights of both penalties in the mean loss.</param>
    /// <param name="tolerance">The share of the minimum that is not worth a step.</param>
    /// <param name="maxIterations">At most so many steps.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    public LogisticSolver(
        EncodedTable examples, LogisticTargets targets, (double L2, double L1) penalty, double tolerance, int maxIterations, CancellationToken cancellation) =>
        (this.examples, this.targets, this.penalty, this.tolerance, this.maxIterations, this.cancellation) = (examples, targets, penalty, tolerance, maxIterations, cancellation);

    /// <summary>Whether the l2 penalty is that on the distance from where the fit starts, in the place of zero. Default false.</summary>
    public bool StaysNearStart { get; init; }

    /// <summary>One row of coefficients and one intercept for each label, and whether they are those of the minimum.</summary>
    public (double[,] Coefficients, double[] Intercepts, SolverOutcome Outcome) Solve((double[,] Coefficients, double[] Intercepts)? start)
    {
        var width = examples.Dense.Columns + 1 + (examples.Sparse?.Columns ?? 0);
        var parameters = (long)targets.Outputs * width;
        var costOfCurvature = 0.5 * targets.Codes.Length * parameters * parameters;
        var isNewton = examples.Sparse is null
            && (parameters <= FewParameters || (parameters <= ManyParameters && (penalty.L1 > 0 || costOfCurvature <= CheapStep)));

        if (isNewton && start is null && Sample(parameters) is { } sample)
        {
            var few = new EncodedTable(examples.Dense.Subset(sample), null);
            var onSample = new LogisticSolver(few, targets.Subset(sample), penalty, tolerance, MostStepsOnSample, cancellation);
            var rows = onSample.Standardized();
            var (coefficients, intercepts, _) = onSample.Solve(rows, null, isNewton);
            return Solve(rows.Of(examples.Dense), (coefficients, intercepts), isNewton);
        }

        return Solve(Standardized(), start, isNewton);
    }

    (double[,] Coefficients, double[] Intercepts, SolverOutcome Outcome) Solve(
        StandardizedRows rows, (double[,] Coefficients, double[] Intercepts)? start, bool isNewton)
    {
        var objective = new LogisticObjective(rows, StandardizedSparse(), targets, penalty, cancellation);
        var point = new double[objective.ParameterCount];
        if (start is { } known)
            objective.Encode(known.Coefficients, known.Intercepts, point);
        if (StaysNearStart)
            objective.PenalizeDistanceFrom(point);
        var outcome = isNewton ? NewtonMethod.Minimize(objective, point, tolerance, maxIterations)
            : objective.IsSparsifying ? OrthantWiseBfgs.Minimize(objective.Evaluate, objective.Thresholds, point, tolerance, maxIterations)
            : MinimizeSmooth(objective, point);
        var (coefficients, intercepts) = objective.Decode(point);
        return (coefficients, intercepts, outcome);
    }

    SolverOutcome MinimizeSmooth(LogisticObjective objective, double[] point)
    {
        if (GramWhitening.Of(objective, targets, Share) is not { } whitening)
            return LimitedMemoryBfgs.Minimize(objective.Evaluate, point, tolerance, maxIterations);
        whitening.FromPoint(point);
        var outcome = LimitedMemoryBfgs.Minimize(whitening.Evaluate, point, tolerance, maxIterations);
        whitening.ToPoint(point);
        return outcome;
    }

    // The curvature of a logit where all labels are equally probable.
    double Share => 1.0 / targets.Labels * (1 - (1.0 / targets.Labels));

    StandardizedRows Standardized()
    {
        var columns = examples.Dense.Columns;
        var (means, variances) = (new double[columns], new double[columns]);
        if (columns > 0)
        {
            var moments = KnownMoments.Of(examples.Dense, targets.Weights);
            (means, variances) = (moments.Means, moments.Variances);
        }

        // The curvature along a column is share * variance, to which the penalty adds its own: both are made about 1.
        var scales = new double[columns + 1];
        for (var j = 0; j < columns; j++)
        {
            if (!double.IsFinite(variances[j]))
                throw new TwofoldException($"Column {j} has numbers too large to be squared: divide it by a constant before the fit.");
            scales[j] = Scale(Share * variances[j]);
        }

        scales[columns] = 1 / Math.Sqrt(Share);
        return new StandardizedRows(examples.Dense, means, scales, targets.Outputs);
    }

    (SparseRows Rows, double[] Scales)? StandardizedSparse()
    {
        if (examples.Sparse is not { } rows)
            return null;

        // Not centered, which would leave no zeros: the mean square takes the place of the variance.
        var squares = new double[rows.Columns];
        for (var i = 0; i < rows.Count; i++)
        {
            var indices = rows.Indices(i);
            var values = rows.Values(i);
            for (var m = 0; m < indices.Length; m++)
                squares[indices[m]] += (targets.Weights is null ? 1 : targets.Weights[i]) * values[m] * values[m];
        }

        return (rows, Array.ConvertAll(squares, square => Scale(Share * square / targets.TotalWeight)));
    }

    double Scale(double curvature) => curvature + penalty.L2 > 0 ? 1 / Math.Sqrt(curvature + penalty.L2) : 1;

    // One row of every twenty, at random, so that no period of the table's meets that of the sample; null where that would be too few.
    int[]? Sample(long parameters)
    {
        var count = targets.Codes.Length / SampleStep;
        if (count < Math.Max(RowsPerParameter * parameters, RowsPerLabel * targets.Labels))
            return null;
        var random = new SeededRandom(1);
        var rows = new int[count];
        var ofLabel = new int[targets.Labels];
        for (var i = 0; i < count; i++)
        {
            rows[i] = (i * SampleStep) + random.NextInt(SampleStep);
            ofLabel[targets.Codes[rows[i]]]++;
        }

        return ofLabel.Min() >= RowsPerLabel ? rows : null;
    }
}
