using System.Numerics.Tensors;

namespace Twofold.Tests;

/// <summary>The oracle's numbers are those of numpy 1.24.2 and scipy 1.10.1: <c>Oracles/make_scores.py</c>.</summary>
public sealed class CreatorScoreTests
{
    [Fact]
    public void The_Frechet_distance_is_that_of_numpy_and_scipy() =>
        Assert.Equal(0.23577732618322056, FrechetDistance.Of(Rows(60, 7, 0.4), Rows(50, 7, 0.1)), 1e-6);

    [Fact]
    public void The_error_of_a_distance_is_a_number_where_its_square_is_none()
    {
        var (ones, others) = (Rows(60, 7, 0.4), Rows(50, 7, 0.1));
        var (plain, large) = (FrechetDistance.Estimated(ones, others), FrechetDistance.Estimated(Scaled(ones, 1e76, 0), Scaled(others, 1e76, 0)));
        Assert.Equal(1, large.StandardError / plain.StandardError / 1e152, 1e-9);
    }

    [Fact]
    public void Fewer_rows_than_features_have_a_Frechet_distance_too()
    {
        Assert.Equal(4.765160580961078, FrechetDistance.Of(Rows(9, 12, 0.4), Rows(60, 12, 0.1)), 1e-5);
        Assert.Equal(4.765160580961078, FrechetDistance.Of(Rows(60, 12, 0.1), Rows(9, 12, 0.4)), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Independent_normals_are_as_far_apart_as_their_means_and_deviations(int features)
    {
        var (means, others) = (new double[features], new double[features]);
        var (covariance, otherCovariance) = (new double[features, features], new double[features, features]);
        var expected = 0.0;
        for (var j = 0; j < features; j++)
        {
            // One has no variance at all.
            var (deviation, other) = (j, 1 + (0.5 * j));
            (means[j], others[j]) = (0.1 * j, 1);
            (covariance[j, j], otherCovariance[j, j]) = (deviation * deviation, other * other);
            expected += ((means[j] - 1) * (means[j] - 1)) + ((deviation - other) * (deviation - other));
        }

        Assert.Equal(expected, FrechetDistance.OfNormals(means, covariance, others, otherCovariance), 1e-6 * expected);
    }

    [Fact]
    public void Covariances_that_turn_each_other_have_the_distance_of_two_dimensions()
    {
        // tr (C₁C₂)^½ = √(tr C₁C₂ + 2 √(det C₁C₂)) where there are two.
        double[,] first = { { 2, 1 }, { 1, 3 } };
        double[,] second = { { 5, -2 }, { -2, 1 } };
        var trace = (2 * 5) + (1 * -2) + (1 * -2) + (3 * 1);
        var expected = 2 + 3 + 5 + 1 - (2 * Math.Sqrt(trace + (2 * Math.Sqrt(5.0 * 1.0))));
        Assert.Equal(expected, FrechetDistance.OfNormals([0, 0], first, [0, 0], second), 1e-12);
    }

    [Fact]
    public void Equal_sets_have_no_distance_and_one_that_is_moved_has_that_of_its_mean()
    {
        var rows = Rows(60, 7, 0.4);
        Assert.Equal(0, FrechetDistance.Of(rows, rows), 1e-6);
        Assert.Equal(7 * 4, FrechetDistance.Of(rows, Scaled(rows, 1, 2)), 1e-5);

        // Constant features: a covariance of nothing but zeros.
        Assert.Equal(7 * 9, FrechetDistance.Of(new double[3, 7], Scaled(new double[20, 7], 1, 3)), 1e-9);
    }

    [Fact]
    public void The_bootstrap_finds_how_much_the_distance_differs_from_sample_to_sample()
    {
        var distances = Enumerable.Range(0, 60).Select(i => FrechetDistance.Of(Normal(200, 3, 0, (ulong)i), Normal(200, 3, 1, (ulong)(1000 + i)))).ToArray();
        var mean = distances.Average();
        var spread = Math.Sqrt(distances.Sum(distance => (distance - mean) * (distance - mean)) / (distances.Length - 1));
        var estimate = FrechetDistance.Estimated(Normal(200, 3, 0, 7), Normal(200, 3, 1, 8), resamples: 60, seed: 3);
        Assert.Equal(FrechetDistance.Of(Normal(200, 3, 0, 7), Normal(200, 3, 1, 8)), estimate.Value);
        Assert.InRange(estimate.StandardError, 0.6 * spread, 1.6 * spread);
        Assert.Equal(estimate, FrechetDistance.Estimated(Normal(200, 3, 0, 7), Normal(200, 3, 1, 8), resamples: 60, seed: 3));
    }

    [Fact]
    public void Many_features_are_no_obstacle()
    {
        // Large enough that blocks and threads meet their remainders.
        var (first, second) = (Normal(310, 301, 0, 1), Normal(150, 301, 0.5, 2));
        var forth = FrechetDistance.Of(first, second);
        Assert.Equal(forth, FrechetDistance.Of(second, first), 1e-8 * forth);
        Assert.Equal(4 * forth, FrechetDistance.Of(Scaled(first, 2, 5), Scaled(second, 2, 5)), 1e-6 * forth);
    }

    [Fact]
    public void Eigenvalues_are_those_of_numpy()
    {
        var rows = Rows(6, 6, 0.2);
        var symmetric = new double[6, 6];
        for (var i = 0; i < 6; i++)
            for (var j = 0; j < 6; j++)
                symmetric[i, j] = rows[i, j] + rows[j, i];
        double[] expected = [-4.1863166853627005, -3.0701291688986556, -1.2751937074455815, 1.0161116875050693, 3.3022569023948334, 3.8418085135371554];
        foreach (var (value, right) in SymmetricEigenvalues.Of(symmetric).Order().Zip(expected))
            Assert.Equal(right, value, 1e-13);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(700)]
    public void Eigenvalues_of_a_chain_of_springs_are_known(int n)
    {
        // 2 − 2 cos(k π / (n + 1)), turned by a reflection so that nothing is tridiagonal any more; many lie close together.
        var matrix = new double[n, n];
        var (v, mv) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            v[i] = Math.Sqrt(1.0 / n);
            matrix[i, i] = 2;
            if (i > 0)
                matrix[i, i - 1] = matrix[i - 1, i] = -1;
        }

        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                mv[i] += matrix[i, j] * v[j];
        var vmv = v.Zip(mv, (a, b) => a * b).Sum();
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                matrix[i, j] += (4 * vmv * v[i] * v[j]) - (2 * v[i] * mv[j]) - (2 * mv[i] * v[j]);
        foreach (var (k, value) in SymmetricEigenvalues.Of(matrix).Order().Index())
            Assert.Equal(2 - (2 * Math.Cos((k + 1) * Math.PI / (n + 1))), value, 1e-12);
    }

    [Fact]
    public void Manifold_scores_are_those_of_the_authors_code()
    {
        var (made, real) = (Scaled(Rows(60, 7, 0.4), 1.2, 0.6), Rows(50, 7, 0.1));
        var five = ManifoldScores.Of(made, real);
        Assert.Equal(0.8166666666666667, five.Precision.Value, 1e-12);
        Assert.Equal(1, five.Recall.Value, 1e-12);
        Assert.Equal(0.5366666666666666, five.Density.Value, 1e-12);
        Assert.Equal(0.88, five.Coverage.Value, 1e-12);
        var three = ManifoldScores.Of(made, real, neighbors: 3);
        Assert.Equal(0.5333333333333333, three.Precision.Value, 1e-12);
        Assert.Equal(0.92, three.Recall.Value, 1e-12);
        Assert.Equal(0.4611111111111111, three.Density.Value, 1e-12);
        Assert.Equal(0.62, three.Coverage.Value, 1e-12);
        Assert.Equal(Estimate.OfShare(0.88, 50), five.Coverage);
    }

    [Fact]
    public void What_is_like_the_real_has_all_scores_near_1_and_what_is_elsewhere_none()
    {
        var real = Normal(400, 6, 0, 1);
        var alike = ManifoldScores.Of(Normal(400, 6, 0, 2), real);
        Assert.InRange(alike.Density.Value, 0.9, 1.1);

        // Naeem et al. 2020, section 3.3: 1 − (n − 1)…(n − k) / ((2n − 1)…(2n − k)) is expected of sets of the same n.
        Assert.InRange(alike.Coverage.Value, 0.93, 1);
        var elsewhere = ManifoldScores.Of(Normal(400, 6, 20, 3), real);
        Assert.Equal((0.0, 0.0, 0.0, 0.0), (elsewhere.Precision.Value, elsewhere.Recall.Value, elsewhere.Density.Value, elsewhere.Coverage.Value));
    }

    [Fact]
    public void One_picture_made_again_and_again_looks_real_and_covers_little()
    {
        var real = Normal(300, 4, 0, 1);
        var scores = ManifoldScores.Of(new double[300, 4], real);
        Assert.Equal(1, scores.Precision.Value);
        Assert.Equal(0, scores.Recall.Value);
        Assert.InRange(scores.Coverage.Value, 0, 0.2);
    }

    [Fact]
    public void Copies_are_found_and_real_examples_have_the_rate_that_was_asked()
    {
        var (train, heldOut, made) = (Normal(500, 5, 0, 1), Normal(400, 5, 0, 2), Normal(200, 5, 0, 3));
        for (var i = 0; i < 50; i++)
            train.Row(3 * i).CopyTo(made.Row(i));
        var copies = CopyRate.Of(made, heldOut, train);
        Assert.Equal(0.01, copies.HeldOutRate, 1e-12);
        Assert.InRange(copies.Rate.Value, 0.25, 0.29);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 3 * i), copies.Nearest.Take(50));
        Assert.All(copies.Distances.Take(50), distance => Assert.Equal(0, distance, 1e-6));
        Assert.Equal(Estimate.OfShare(copies.Rate.Value, 200), copies.Rate);

        var few = CopyRate.Of(made, heldOut.Rows([0, 1, 2, 3]), train);
        Assert.Equal(0.25, few.HeldOutRate);
    }

    [Fact]
    public void Where_none_were_held_out_the_training_examples_tell_how_near_real_ones_are()
    {
        var (train, made) = (Normal(400, 5, 0, 1), Normal(200, 5, 0, 3));
        for (var i = 0; i < 50; i++)
            train.Row(3 * i).CopyTo(made.Row(i));
        var copies = CopyRate.AmongTraining(made, train);
        Assert.Equal(0.01, copies.HeldOutRate, 1e-12);
        Assert.InRange(copies.Rate.Value, 0.25, 0.29);

        // Each example a second time: it is no neighbor of itself.
        var twice = new double[800, 5];
        train.AsFlatSpan().CopyTo(twice.AsFlatSpan());
        train.AsFlatSpan().CopyTo(twice.AsFlatSpan()[(400 * 5)..]);
        var again = CopyRate.AmongTraining(made, twice, variants: 2);
        Assert.Equal(copies.Threshold, again.Threshold, 1e-12);
        Assert.Equal(copies.Ratios, again.Ratios);
        Assert.Contains("equally often", Assert.Throws<TwofoldException>(() => CopyRate.AmongTraining(made, train, variants: 3)).Message);
    }

    [Fact]
    public void What_is_plain_is_near_to_everything_and_no_copy_and_a_softened_copy_is_one()
    {
        var (train, heldOut, others) = (Normal(400, 64, 0, 1), Normal(300, 64, 0, 2), Normal(200, 64, 0, 3));

        var soft = CopyRate.Of(Scaled(others, 0.6, 0), heldOut, train);
        var copied = CopyRate.Of(Scaled(train.Rows([.. Enumerable.Range(0, 200)]), 0.6, 0), heldOut, train);

        // By the distance alone most would be copies: only one real row in a hundred is as near to any.
        var near = CopyRate.Of(heldOut, heldOut, train).Distances.Order().ElementAt(2);
        Assert.InRange(soft.Distances.Count(distance => distance <= near) / 200.0, 0.5, 1);
        Assert.InRange(soft.Rate.Value, 0, 0.05);
        Assert.Equal(1, copied.Rate.Value);
        Assert.Equal(Enumerable.Range(0, 200), copied.Nearest);
    }

    [Fact]
    public void A_ratio_is_the_nearest_distance_over_the_mean_of_the_next_fifty()
    {
        var (train, made) = (Normal(200, 3, 0, 1), Normal(20, 3, 0, 3));
        train.Row(7).CopyTo(made.Row(0));
        var ratios = CopyRate.Of(made, made, train).Ratios;

        Assert.Equal(0, ratios[0]);
        for (var i = 1; i < 20; i++)
        {
            double[] distances = [.. Enumerable.Range(0, 200).Select(j => TensorPrimitives.Distance(made.Row(i), train.Row(j))).Order()];
            Assert.Equal(distances[0] / distances[1..51].Average(), ratios[i], 1e-12);
        }
    }

    [Fact]
    public void Of_what_stands_there_often_one_more_is_no_copy()
    {
        var train = Normal(200, 3, 0, 1);
        for (var i = 1; i < 60; i++)
            train.Row(0).CopyTo(train.Row(i));
        var copies = CopyRate.Of(train.Rows([0, 100]), Normal(200, 3, 0, 2), train);
        Assert.Equal([1.0, 0], copies.Ratios);
        Assert.Equal(0.5, copies.Rate.Value);
    }

    [Fact]
    public void Nearest_rows_and_mean_distances_are_those_of_scipy()
    {
        var (made, real) = (Rows(60, 7, 0.4), Rows(50, 7, 0.1));
        var copies = CopyRate.Of(made, real, real);
        Assert.Equal(0.9648022323047621, copies.Distances.Average(), 1e-12);
        Assert.Equal(0, copies.Nearest[0]);
        Assert.Equal(2.6909198882577496, Diversity.Of(made).Value, 1e-12);
    }

    [Fact]
    public void The_error_of_diversity_is_how_much_it_differs_from_sample_to_sample()
    {
        var means = Enumerable.Range(0, 80).Select(i => Diversity.Of(Normal(100, 2, 0, (ulong)i)).Value).ToArray();
        var mean = means.Average();
        var spread = Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / (means.Length - 1));
        Assert.InRange(Diversity.Of(Normal(100, 2, 0, 99)).StandardError, 0.7 * spread, 1.4 * spread);
    }

    [Fact]
    public void The_error_of_a_share_is_binomial_and_stays_where_nothing_was_counted()
    {
        Assert.Equal(Math.Sqrt(0.3 * 0.7 / 10_000), Estimate.OfShare(0.3, 10_000).StandardError, 1e-6);
        Assert.Equal(Estimate.OfShare(0.25, 4), Estimate.OfShare([false, true, false, false]));

        // The standard deviation of Beta(0.5, 120.5).
        Assert.Equal(0.005807821230662355, Estimate.OfShare(0, 120).StandardError, 1e-12);
        Assert.Equal(new Estimate(2.5, Math.Sqrt(1.25 / 4)), Estimate.OfMean([1, 2, 3, 4]));
        Assert.Equal(new Estimate(2, 2.5), Estimate.OfMeans([new Estimate(1, 3), new Estimate(3, 4)]));
    }

    [Fact]
    public void Rows_that_cannot_be_compared_are_refused_by_name()
    {
        var rows = Rows(20, 3, 0.1);
        var broken = Rows(20, 3, 0.1);
        broken[4, 2] = double.NaN;
        Refused("1 second rows", () => FrechetDistance.Of(rows, new double[1, 3]));
        Refused("second rows 2", () => FrechetDistance.Of(rows, new double[20, 2]));
        Refused("Feature 2 of first row 4 is NaN", () => FrechetDistance.Of(broken, rows));
        Refused("too large", () => FrechetDistance.Of(Scaled(rows, 1e200, 0), rows));
        Refused("2x3", () => FrechetDistance.OfNormals([1, 2], new double[2, 3], [1, 2], new double[2, 2]));
        Refused("1 resamples", () => FrechetDistance.Estimated(rows, rows, resamples: 1));
        Refused("at least 6", () => ManifoldScores.Of(new double[5, 3], rows));
        Refused("0 neighbors", () => ManifoldScores.Of(rows, rows, neighbors: 0));
        Refused("Feature 2 of real row 4", () => ManifoldScores.Of(rows, broken));
        Refused("0 held-out rows", () => CopyRate.Of(rows, new double[0, 3], rows));
        Refused("training rows 4", () => CopyRate.Of(rows, rows, new double[7, 4]));
        Refused("quantile of 0", () => CopyRate.Of(rows, rows, rows, quantile: 0));
        Refused("at least 2", () => Diversity.Of(new double[1, 3]));
        Refused("0 examples", () => Estimate.OfShare([]));
        Refused("share of 1.1", () => Estimate.OfShare(1.1, 3));
        Refused("0 values", () => Estimate.OfMean([]));
        Refused("0 estimates", () => Estimate.OfMeans([]));

        static void Refused(string part, Func<object> score) =>
            Assert.Contains(part, Assert.Throws<TwofoldException>(score).Message, StringComparison.Ordinal);
    }

    // As in make_scores.py.
    static double[,] Rows(int count, int features, double phase)
    {
        var rows = new double[count, features];
        for (var i = 0; i < count; i++)
            for (var j = 0; j < features; j++)
                rows[i, j] = Math.Sin((1.7 * i * (j + 1)) + (phase * (i + 1))) + (0.3 * Math.Cos((0.9 * i) + j) * (1 + phase));
        return rows;
    }

    static double[,] Normal(int count, int features, double mean, ulong seed)
    {
        var random = new SeededRandom(seed);
        var rows = new double[count, features];
        foreach (ref var value in rows.AsFlatSpan())
            value = mean + random.NextGaussian();
        return rows;
    }

    static double[,] Scaled(double[,] rows, double factor, double offset)
    {
        var scaled = (double[,])rows.Clone();
        foreach (ref var value in scaled.AsFlatSpan())
            value = (factor * value) + offset;
        return scaled;
    }
}
