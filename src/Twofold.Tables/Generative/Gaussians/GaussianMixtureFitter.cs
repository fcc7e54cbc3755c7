namespace Twofold.Tables;

/// <summary>
/// Learns the mixture of Gaussians of one label by expectation maximization: from the parameters, how much of each row each Gaussian made
/// (E); from that, the parameters under which the rows are most likely (M). No step makes them less likely.
/// </summary>
/// <param name="recipe">The hyperparameters.</param>
/// <param name="examples">The table.</param>
/// <param name="weights">How much each of the table's rows counts; null: all count 1.</param>
/// <param name="label">How messages call the label.</param>
/// <param name="part">The label's part of the seed.</param>
/// <param name="cancellation">Stops the fit between two steps.</param>
sealed class GaussianMixtureFitter(
    GaussianMixtureClassifier recipe, Table examples, double[]? weights, string label, ulong part, CancellationToken cancellation)
{
    const double HeldBack = 0.2;

    // More components in a row than this that are no better end the search.
    const int Patience = 2;

    /// <summary>The mixture of the rows at these indices.</summary>
    public GaussianMixture Fit(int[] rows) => Fit(rows, recipe.Components ?? Chosen(rows));

    GaussianMixture Fit(int[] rows, int components)
    {
        if (rows.Length < components)
            throw new TwofoldException($"The label {label} has {rows.Length} examples, fewer than the {components} Gaussians that it is to be made of: give it more examples, or fewer {nameof(recipe.Components)}.");
        var scales = Scales(rows);
        GaussianMixture? best = null;

        // One Gaussian of complete rows is found at once, from wherever it starts.
        for (var start = 0; start < (components == 1 ? 1 : recipe.Starts); start++)
        {
            var random = SeededRandom.ForPart(recipe.Seed, (part * 1_000_003) + ((ulong)components * 1009) + (ulong)start);
            if (Improved(KMeans.Start(examples, rows, weights, scales, components, recipe.Covariance, random), rows, scales) is { } found
                && (best is null || found.LogLikelihoods[^1] > best.LogLikelihoods[^1]))
                best = found;
        }

        return best ?? throw new TwofoldException(
            $"A Gaussian of the label {label} has collapsed onto fewer examples than it has directions (there are {rows.Length} examples in {examples.Columns} columns): "
            + $"ask for fewer {nameof(recipe.Components)}, a greater {nameof(recipe.Regularization)}, or a diagonal {nameof(recipe.Covariance)}.");
    }

    // The number of Gaussians under which rows that were held back are most likely.
    int Chosen(int[] rows)
    {
        var shuffled = rows.ToArray();
        SeededRandom.ForPart(recipe.Seed, part).Shuffle<int>(shuffled);
        var held = (int)(rows.Length * HeldBack);
        var parameters = recipe.Covariance == CovarianceKind.Full ? examples.Columns + 1 : 2;
        var most = Math.Min(recipe.MaxComponents, (rows.Length - held) / parameters);
        if (held == 0 || most <= 1)
            return 1;

        int[] test = [.. shuffled[..held].Order()];
        int[] train = [.. shuffled[held..].Order()];
        var (best, greatest) = (1, double.NegativeInfinity);
        for (var components = 1; components <= most && components <= best + Patience; components++)
        {
            var likelihood = new MixtureStep(Fit(train, components), examples, test, weights, cancellation).LogLikelihood;
            if (likelihood > greatest)
                (best, greatest) = (components, likelihood);
        }

        return best;
    }

    // Null where a Gaussian collapses on the way.
    GaussianMixture? Improved(GaussianMixture mixture, int[] rows, double[] scales)
    {
        double[] floors = [.. scales.Select(scale => recipe.Regularization * scale)];
        var likelihoods = new List<double>();
        for (var iteration = 0; ; iteration++)
        {
            var step = new MixtureStep(mixture, examples, rows, weights, cancellation);
            likelihoods.Add(step.LogLikelihood);
            var hasConverged = iteration > 0 && likelihoods[^1] - likelihoods[^2] < recipe.Tolerance;
            if (hasConverged || iteration == recipe.MaxIterations)
                return mixture.Reported(hasConverged, likelihoods);
            if (step.Maximized(floors) is not { } next)
                return null;
            mixture = next;
        }
    }

    // The variance of each column's known cells.
    double[] Scales(int[] rows)
    {
        var (columns, scratch) = (examples.Columns, examples.Scratch(1));
        var (known, means, squares) = (new double[columns], new double[columns], new double[columns]);
        foreach (var index in rows)
        {
            var (row, weight) = (examples.Rows(index, 1, scratch).ToArray(), weights?[index] ?? 1);
            for (var j = 0; j < columns; j++)
            {
                if (double.IsNaN(row[j]))
                    continue;
                known[j] += weight;
                var before = row[j] - means[j];
                means[j] += before * weight / known[j];
                squares[j] += weight * before * (row[j] - means[j]);
            }
        }

        for (var j = 0; j < columns; j++)
        {
            squares[j] /= known[j];
            if (!double.IsFinite(squares[j]) && known[j] > 0)
            {
                FitArguments.RequireNoInfinity(examples);
                throw FitArguments.TooLarge(examples.Schema, j);
            }

            if (!(squares[j] > Math.Pow(1e-14 * means[j], 2)))
                throw new TwofoldException(
                    $"Within the label {label}, {examples.Schema.Describe(j)} {(known[j] == 0 ? "is missing throughout" : "is constant")}, and its covariance is singular: leave the column out, or give examples in which it varies.");
        }

        return squares;
    }
}
