namespace Twofold.Tables.Tests;

/// <summary>The kernels of Gaussians against their scalar formulas, at sizes around the vector width, the tile and the panel.</summary>
public sealed class GaussianKernelTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 65, 130];

    public static TheoryData<double> NotFinite => [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Product_tile(int depth)
    {
        for (var rows = 1; rows <= 9; rows++)
            for (var columns = 1; columns <= ProductTile.Columns; columns++)
            {
                // a by rows and by columns: its numbers may lie anywhere.
                var (a, b, c) = (Random(rows, depth, 1), Random(depth, 26, 2), Random(rows, 29, 3));
                var turned = new double[depth, rows];
                for (var i = 0; i < rows; i++)
                    for (var p = 0; p < depth; p++)
                        turned[p, i] = a[i, p];
                var (set, added, subtracted) = ((double[,])c.Clone(), (double[,])c.Clone(), (double[,])c.Clone());
                ProductTile.Calculate(a.AsFlatSpan(), depth, 1, b.AsFlatSpan(), 26, set.AsFlatSpan(), 29, rows, columns, depth, ProductTile.Outcome.Set);
                ProductTile.Calculate(turned.AsFlatSpan(), 1, rows, b.AsFlatSpan(), 26, added.AsFlatSpan(), 29, rows, columns, depth, ProductTile.Outcome.Add);
                ProductTile.Calculate(a.AsFlatSpan(), depth, 1, b.AsFlatSpan(), 26, subtracted.AsFlatSpan(), 29, rows, columns, depth, ProductTile.Outcome.Subtract);
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < columns; j++)
                    {
                        var sum = 0.0;
                        for (var p = 0; p < depth; p++)
                            sum += a[i, p] * b[p, j];
                        Assert.Equal(sum, set[i, j], 1e-12);
                        Assert.Equal(c[i, j] + sum, added[i, j], 1e-12);
                        Assert.Equal(c[i, j] - sum, subtracted[i, j], 1e-12);
                    }

                for (var i = 0; i < rows; i++)
                    for (var j = ProductTile.Padded(columns); j < 29; j++)
                        Assert.Equal(c[i, j], set[i, j]);
            }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Triangular_panels(int size)
    {
        var lower = Lower(size);
        var panels = new TriangularPanels(lower);
        var solution = Random(60, size, 2);
        var sides = new double[60, panels.Stride];
        for (var i = 0; i < 60; i++)
            for (var c = 0; c < size; c++)
                for (var j = 0; j <= c; j++)
                    sides[i, c] += lower[c, j] * solution[i, j];
        foreach (var rows in new[] { 1, 7, 8, 9, 24, 25, 60 })
        {
            var stride = ProductTile.Padded(rows);
            var columns = new double[size, stride];
            for (var c = 0; c < size; c++)
                for (var i = 0; i < rows; i++)
                    columns[c, i] = sides[i, c];
            panels.SolveColumns(columns.AsFlatSpan(), stride);
            for (var c = 0; c < size; c++)
                for (var i = 0; i < stride; i++)
                    Assert.Equal(i < rows ? solution[i, c] : 0, columns[c, i], 1e-10);
        }

        panels.Solve(sides.Row(0));
        for (var c = 0; c < panels.Stride; c++)
            Assert.Equal(c < size ? solution[0, c] : 0, sides[0, c], 1e-10);
    }

    [Fact]
    public void Triangular_lengths()
    {
        for (var size = 1; size <= TriangularLengths.Width; size++)
        {
            var (lower, center) = (Lower(size), Random(1, size, 3));
            var inverse = new TriangularPanels(lower).First;
            foreach (var rows in new[] { 1, 7, 8, 9, 16, 17, 24, 25, 48 })
            {
                var (x, stride) = (Random(rows, size, 2), ProductTile.Padded(rows));
                var (columns, lengths) = (new double[size, stride], new double[stride]);
                TransposedDeviations.Of(x.AsFlatSpan(), rows, center.AsFlatSpan(), columns.AsFlatSpan());
                TriangularLengths.OfColumns(inverse, size, columns.AsFlatSpan(), stride, lengths);
                for (var i = 0; i < rows; i++)
                {
                    // Forward substitution.
                    var (solution, length) = (new double[size], 0.0);
                    for (var r = 0; r < size; r++)
                    {
                        solution[r] = (x[i, r] - center[0, r] - Enumerable.Range(0, r).Sum(p => lower[r, p] * solution[p])) / lower[r, r];
                        length += solution[r] * solution[r];
                    }

                    Assert.Equal(length, lengths[i], 1e-11);
                    Assert.Equal(length, TriangularLengths.OfRow(inverse, x.Row(i), center.AsFlatSpan()), 1e-11);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Transposition_leaves_what_is_beside(int columns)
    {
        for (var rows = 1; rows <= 19; rows++)
        {
            var (source, target) = (Random(rows, columns + 3, 1), Random(columns, rows + 2, 2));
            var before = (double[,])target.Clone();
            Transposition.Apply(source.AsFlatSpan(), columns + 3, rows, columns, target.AsFlatSpan(), rows + 2);
            for (var j = 0; j < columns; j++)
                for (var i = 0; i < rows + 2; i++)
                    Assert.Equal(i < rows ? source[i, j] : before[j, i], target[j, i]);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Transposed_deviations(int size)
    {
        var center = Random(1, size, 2);
        foreach (var rows in new[] { 1, 7, 8, 9, 17, 48 })
        {
            var stride = ProductTile.Padded(rows);
            var (x, deviations) = (Random(rows, size, 1), Random(size, stride, 3));
            TransposedDeviations.Of(x.AsFlatSpan(), rows, center.Row(0), deviations.AsFlatSpan());
            for (var j = 0; j < size; j++)
                for (var i = 0; i < stride; i++)
                    Assert.Equal(i < rows ? x[i, j] - center[0, j] : 0, deviations[j, i]);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Squared_distances_of_columns(int size)
    {
        var (x, y, distances) = (Random(size, 24, 1), Random(1, size, 2), new double[24]);
        SquaredDistance.OfColumns(x.AsFlatSpan(), y.Row(0), distances);
        for (var i = 0; i < distances.Length; i++)
            Assert.Equal(Enumerable.Range(0, size).Sum(j => Math.Pow(x[j, i] - y[0, j], 2)), distances[i], 1e-12);
    }

    [Theory]
    [InlineData(257)]
    [InlineData(301)]
    public void Symmetric_rank_update_of_many_columns(int size)
    {
        foreach (var rows in new[] { 1, 63, 64, 65, 130 })
        {
            var x = Random(rows, size + 7, 1);
            var sums = new double[size, size];
            SymmetricRankUpdate.Add(x.AsFlatSpan().ToArray(), size + 7, rows, sums);
            for (var i = 0; i < size; i += 5)
                for (var j = 0; j <= i; j++)
                    Assert.Equal(Enumerable.Range(0, rows).Sum(r => x[r, i] * x[r, j]), sums[i, j], 1e-11);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Deviations_from_a_center(int size)
    {
        var stride = ProductTile.Padded(size);
        var (x, center, sum) = (Random(1, size, 1), Random(1, size, 2), Random(1, stride, 3));
        var (plain, scaled, added) = (Random(1, stride, 4), Random(1, stride, 5), (double[,])sum.Clone());
        Deviations.Of(x.Row(0), center.Row(0), plain.Row(0));
        Deviations.Add(x.Row(0), center.Row(0), 3, 0.5, added.Row(0), scaled.Row(0));
        for (var j = 0; j < stride; j++)
        {
            var expected = j < size ? x[0, j] - center[0, j] : 0;
            Assert.Equal(expected, plain[0, j]);
            Assert.Equal(0.5 * expected, scaled[0, j]);
            Assert.Equal(sum[0, j] + (3 * expected), added[0, j], 1e-14);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Squared_distance(int size)
    {
        var length = ProductTile.Padded(size);
        var (x, y) = (Random(1, length, 1), Random(1, length, 2));
        Assert.Equal(Enumerable.Range(0, length).Sum(j => Math.Pow(x[0, j] - y[0, j], 2)), SquaredDistance.Of(x.Row(0), y.Row(0)), 1e-12);
    }

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void What_is_not_finite_stays_in_its_row(double value)
    {
        const int size = 37, rows = 8;
        var panels = new TriangularPanels(Lower(size));
        for (var at = 0; at < size; at++)
        {
            var (sides, clean, row) = (new double[size, rows], new double[size, rows], new double[panels.Stride]);
            for (var j = 0; j < size; j++)
                for (var i = 0; i < rows; i++)
                    sides[j, i] = clean[j, i] = row[j] = i + j;
            sides[at, 2] = row[at] = value;
            panels.SolveColumns(sides.AsFlatSpan(), rows);
            panels.SolveColumns(clean.AsFlatSpan(), rows);
            panels.Solve(row);
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < size; j++)
                    if (i != 2 || j / ProductTile.Columns < at / ProductTile.Columns)
                        Assert.Equal(clean[j, i], sides[j, i]);
            var distances = new double[rows];
            SquaredDistance.OfColumns(sides.AsFlatSpan(), new double[size], distances);
            for (var i = 0; i < rows; i++)
                Assert.Equal(i != 2, double.IsFinite(distances[i]));
            Assert.False(double.IsFinite(SquaredDistance.Of(row, new double[panels.Stride])));
        }
    }

    [Fact]
    public void A_reordered_factor_is_that_of_the_reordered_covariance()
    {
        const int size = 9;
        var (lower, random) = (Lower(size), new SeededRandom(5));
        var covariance = new double[size, size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                for (var p = 0; p <= Math.Min(i, j); p++)
                    covariance[i, j] += lower[i, p] * lower[j, p];
        for (var trial = 0; trial < 40; trial++)
        {
            double[] row = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() < 0.4 ? double.NaN : random.NextGaussian())];
            int[] known = [.. Enumerable.Range(0, size).Where(j => !double.IsNaN(row[j]))];
            int[] missing = [.. Enumerable.Range(0, size).Except(known)];
            var part = new KnownPartOfFull(lower, row);

            // The textbook's way: inverses of the known block.
            var block = new double[known.Length, known.Length];
            for (var i = 0; i < known.Length; i++)
                for (var j = 0; j < known.Length; j++)
                    block[i, j] = covariance[known[i], known[j]];
            Assert.Equal(-1, Cholesky.Factor(block));
            var solved = Solved(block, [.. known.Select(j => row[j])]);
            Assert.Equal(known.Select((j, i) => row[j] * solved[i]).Sum(), part.SquaredDistance(row, new double[size], new double[size]), 1e-10);
            Assert.Equal(
                (-0.5 * known.Length * Math.Log(2 * Math.PI)) - Enumerable.Range(0, known.Length).Sum(i => Math.Log(block[i, i])), part.LogNormalizer, 1e-10);

            var (expected, whitened, uncertainty) = (new double[size], new double[size], new double[size, size]);
            part.SquaredDistance(row, new double[size], whitened);
            part.AddExpected(new double[size], whitened, 1, expected);
            part.AddUncertainty(1, uncertainty);
            foreach (var i in missing)
            {
                Assert.Equal(known.Select((j, at) => covariance[i, j] * solved[at]).Sum(), expected[i], 1e-10);
                foreach (var j in missing.Where(j => j <= i))
                {
                    var explained = Solved(block, [.. known.Select(k => covariance[k, j])]);
                    Assert.Equal(covariance[i, j] - known.Select((k, at) => covariance[i, k] * explained[at]).Sum(), uncertainty[i, j], 1e-10);
                }
            }
        }
    }

    static double[] Solved(double[,] factor, double[] side)
    {
        for (var i = 0; i < side.Length; i++)
        {
            for (var j = 0; j < i; j++)
                side[i] -= factor[i, j] * side[j];
            side[i] /= factor[i, i];
        }

        for (var i = side.Length - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < side.Length; j++)
                side[i] -= factor[j, i] * side[j];
            side[i] /= factor[i, i];
        }

        return side;
    }

    static double[,] Random(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var array = new double[rows, columns];
        foreach (ref var value in array.AsFlatSpan())
            value = random.NextDouble(-1, 1);
        return array;
    }

    static double[,] Lower(int size)
    {
        // Small beside the diagonal, so that the system is well conditioned at every size.
        var lower = Random(size, size, 4);
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                lower[i, j] = j > i ? 0 : j == i ? 1.5 + lower[i, i] : lower[i, j] / 8;
        return lower;
    }
}
