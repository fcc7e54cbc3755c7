using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// How far two sets of examples are from each other as distributions: the Fréchet distance of the normal distributions with their means and
/// covariances, |m₁ − m₂|² + tr(C₁ + C₂ − 2(C₁C₂)^½) (Heusel et al. 2017, "GANs trained by a two time-scale update rule converge to a local
/// Nash equilibrium", equation 6; covariances with n − 1, as there). 0 where the sets are alike; its unit is that of the squared features, so that
/// numbers of different networks cannot be compared. It is biased upwards, the more the fewer examples there are for the number of
/// features: compare sets of equal size, and with the distance of real examples from real ones.
/// </summary>
public static class FrechetDistance
{
    /// <summary>The squared Fréchet distance of two sets of feature rows. A covariance may be singular: fewer rows than features will do.</summary>
    /// <param name="first">The features of one set, <c>[examples, features]</c>, at least two rows.</param>
    /// <param name="second">Those of the other.</param>
    /// <returns>At least 0.</returns>
    /// <exception cref="TwofoldException">There are fewer than two rows, they have different features, or a feature is not finite or too large to be squared.</exception>
    public static double Of(double[,] first, double[,] second)
    {
        FeatureRows.Check(first, "first", 2);
        FeatureRows.Check(second, "second", 2);
        FeatureRows.CheckSameFeatures(first, "first", second, "second");
        var (means, factor) = Moments(first, Once(first));
        var (otherMeans, otherFactor) = Moments(second, Once(second));
        return Between(means, factor, otherMeans, otherFactor);
    }

    /// <summary>The squared Fréchet distance of two normal distributions that are known.</summary>
    /// <param name="means">The mean of one, <c>[features]</c>.</param>
    /// <param name="covariance">Its covariance, symmetric and without negative eigenvalues, <c>[features, features]</c>.</param>
    /// <param name="otherMeans">The mean of the other.</param>
    /// <param name="otherCovariance">Its covariance.</param>
    /// <returns>At least 0.</returns>
    /// <exception cref="TwofoldException">The shapes do not match, or a number is not finite or too large to be squared.</exception>
    public static double OfNormals(ReadOnlySpan<double> means, double[,] covariance, ReadOnlySpan<double> otherMeans, double[,] otherCovariance)
    {
        CheckCovariance(means, covariance);
        CheckCovariance(otherMeans, otherCovariance);
        FeatureRows.CheckSameFeatures(covariance, "first covariance's", otherCovariance, "second covariance's");
        return Between(means, Factor(covariance), otherMeans, Factor(otherCovariance));
    }

    /// <summary>
    /// The distance of two sets and its standard error, by drawing both sets' rows anew with replacement (Efron 1979, "Bootstrap methods"). A
    /// drawn set has fewer different rows, so that its distance is biased further; the spread is what is taken from them, not their mean.
    /// </summary>
    /// <param name="first">The features of one set, <c>[examples, features]</c>, at least two rows.</param>
    /// <param name="second">Those of the other.</param>
    /// <param name="resamples">How often they are drawn. Default 20: the standard error is known to a sixth of it.</param>
    /// <param name="seed">The seed of the draws. Default 0.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">As of <see cref="Of"/>, or fewer than two resamples.</exception>
    public static Estimate Estimated(double[,] first, double[,] second, int resamples = 20, ulong seed = 0, CancellationToken cancellation = default)
    {
        if (resamples < 2)
            throw new TwofoldException($"{resamples} resamples: at least 2 are needed to see how they differ.");
        var value = Of(first, second);
        var drawn = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var random = SeededRandom.ForPart(seed, (ulong)i);
            var (means, factor) = Drawn(first, random);
            var (otherMeans, otherFactor) = Drawn(second, random);
            drawn[i] = Between(means, factor, otherMeans, otherFactor);
        }

        TensorPrimitives.Subtract(drawn, TensorPrimitives.Average<double>(drawn), drawn);
        // Distances are squares already: the squares of large ones may be too large, so the largest is taken out of the root.
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(drawn));
        if (largest > 0)
            TensorPrimitives.Divide(drawn, largest, drawn);
        return new Estimate(value, largest * Math.Sqrt(TensorPrimitives.SumOfSquares<double>(drawn) / (resamples - 1)));
    }

    static int[] Once(double[,] rows) => [.. Enumerable.Repeat(1, rows.GetLength(0))];

    // A row that is drawn twice weighs twice: a third of the rows is never drawn and costs nothing.
    static (double[] Means, double[,] Factor) Drawn(double[,] rows, SeededRandom random)
    {
        var times = new int[rows.GetLength(0)];
        for (var i = 0; i < times.Length; i++)
            times[random.NextInt(times.Length)]++;
        int[] drawn = [.. Enumerable.Range(0, times.Length).Where(i => times[i] > 0)];
        return Moments(rows.Rows(drawn), [.. drawn.Select(i => times[i])]);
    }

    // With C₁ = F₁ᵀF₁ and C₂ = F₂ᵀF₂, the eigenvalues of C₁C₂ that are not 0 are those of M Mᵀ with M = F₁F₂ᵀ: symmetric, never negative but for
    // rounding, and as small as the lesser rank, where the product C₁C₂ itself is neither.
    static double Between(ReadOnlySpan<double> means, double[,] factor, ReadOnlySpan<double> otherMeans, double[,] otherFactor)
    {
        var apart = TensorPrimitives.Distance(means, otherMeans);
        var traces = TensorPrimitives.SumOfSquares<double>(factor.AsFlatSpan()) + TensorPrimitives.SumOfSquares<double>(otherFactor.AsFlatSpan());
        if (!double.IsFinite((apart * apart) + (traces * traces)))
            throw new TwofoldException("The features are too large to be squared: scale them before they are compared.");
        var (small, large) = factor.GetLength(0) <= otherFactor.GetLength(0) ? (factor, otherFactor) : (otherFactor, factor);
        if (small.GetLength(0) == 0)
            return (apart * apart) + traces;
        var product = InnerProducts.Of(small, large);
        var roots = SymmetricEigenvalues.Of(InnerProducts.Of(product, product)).Sum(value => Math.Sqrt(Math.Max(0, value)));
        return Math.Max(0, (apart * apart) + traces - (2 * roots));
    }

    // Row i stands for times[i] equal ones.
    static (double[] Means, double[,] Factor) Moments(double[,] rows, ReadOnlySpan<int> times)
    {
        var (count, features) = (rows.GetLength(0), rows.GetLength(1));
        var all = TensorPrimitives.Sum(times);
        var means = new double[features];
        for (var i = 0; i < count; i++)
            TensorPrimitives.MultiplyAdd(rows.Row(i), times[i], means, means);
        TensorPrimitives.Divide(means, all, means);
        var centered = new double[count, features];
        for (var i = 0; i < count; i++)
        {
            TensorPrimitives.Subtract(rows.Row(i), means, centered.Row(i));
            TensorPrimitives.Multiply(centered.Row(i), Math.Sqrt((double)times[i] / (all - 1)), centered.Row(i));
        }

        // Fewer rows than features are a factor of their covariance as they are.
        if (count <= features)
            return (means, centered);
        var columns = new double[features, count];
        Transposition.Apply(centered.AsFlatSpan(), features, count, features, columns.AsFlatSpan(), count);
        return (means, Factor(InnerProducts.Of(columns, columns)));
    }

    /// <summary>
    /// F with FᵀF = C, <c>[rank, features]</c>: Cholesky's factor with the largest remaining variance as the next pivot, until nothing but rounding
    /// errors is left (Higham 2002, "Accuracy and stability of numerical algorithms", 10.3).
    /// </summary>
    static double[,] Factor(double[,] covariance)
    {
        var features = covariance.GetLength(0);
        var left = new double[features];
        for (var j = 0; j < features; j++)
            left[j] = covariance[j, j];
        var negligible = features * 2.2e-16 * left.Max();
        var rows = new List<double[]>();
        while (rows.Count < features)
        {
            var pivot = TensorPrimitives.IndexOfMax<double>(left);
            if (!(left[pivot] > negligible))
                break;
            var row = covariance.Row(pivot).ToArray();
            foreach (var earlier in rows)
                TensorPrimitives.MultiplyAdd(earlier, -earlier[pivot], row, row);
            TensorPrimitives.Divide(row, Math.Sqrt(left[pivot]), row);
            for (var j = 0; j < features; j++)
                left[j] -= row[j] * row[j];
            left[pivot] = 0;
            rows.Add(row);
        }

        var factor = new double[rows.Count, features];
        foreach (var (i, row) in rows.Index())
            row.CopyTo(factor.Row(i));
        return factor;
    }

    static void CheckCovariance(ReadOnlySpan<double> means, double[,] covariance)
    {
        FeatureRows.Check(covariance, "covariance", 1);
        if (covariance.GetLength(0) != covariance.GetLength(1) || means.Length != covariance.GetLength(0))
            throw new TwofoldException($"{means.Length} means and a covariance of {covariance.GetLength(0)}x{covariance.GetLength(1)}: a square one with a row for each mean is expected.");
        if (!TensorPrimitives.IsFiniteAll(means))
            throw new TwofoldException("A mean is not finite: only finite numbers can be compared.");
    }
}
