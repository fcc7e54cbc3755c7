namespace Twofold.Tables.Tests;

/// <summary>Each kernel against its scalar formula, at sizes around the vector width, the tile and the block.</summary>
public sealed class KernelTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 130];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Product_of_rows(int depth)
    {
        foreach (var (rows, columns) in new[] { (1, 1), (3, 5), (4, 4), (5, 4), (9, 11) })
        {
            var (a, b, c) = (Random(rows, depth + 3, 1), Random(columns, depth + 1, 2), Random(rows, columns + 2, 3));
            var (added, subtracted) = ((double[,])c.Clone(), (double[,])c.Clone());
            ProductOfRows.Add(a.AsFlatSpan(), depth + 3, b.AsFlatSpan(), depth + 1, added.AsFlatSpan(), columns + 2, rows, columns, depth);
            ProductOfRows.Subtract(a.AsFlatSpan(), depth + 3, b.AsFlatSpan(), depth + 1, subtracted.AsFlatSpan(), columns + 2, rows, columns, depth);
            for (var i = 0; i < rows; i++)
                for (var k = 0; k < columns + 2; k++)
                {
                    var product = 0.0;
                    for (var j = 0; j < depth && k < columns; j++)
                        product += a[i, j] * b[k, j];
                    Assert.Equal(c[i, k] + product, added[i, k], 1e-12);
                    Assert.Equal(c[i, k] - product, subtracted[i, k], 1e-12);
                }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Weighted_row_sums(int columns)
    {
        foreach (var (rows, sets) in new[] { (0, 3), (1, 1), (3, 5), (4, 4), (7, 9) })
        {
            var (a, b, c) = (Random(rows, sets + 1, 1), Random(rows, columns + 3, 2), Random(sets, columns + 2, 3));
            var sums = (double[,])c.Clone();
            WeightedRowSums.Add(a.AsFlatSpan(), sets + 1, b.AsFlatSpan(), columns + 3, sums.AsFlatSpan(), columns + 2, rows, sets, columns);
            for (var k = 0; k < sets; k++)
                for (var j = 0; j < columns + 2; j++)
                {
                    var expected = c[k, j];
                    for (var i = 0; i < rows && j < columns; i++)
                        expected += a[i, k] * b[i, j];
                    Assert.Equal(expected, sums[k, j], 1e-12);
                }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Known_distance(int columns)
    {
        foreach (var value in new[] { 0.5, double.NaN, double.PositiveInfinity })
            for (var at = 0; at < columns; at++)
            {
                var (a, b) = (Random(1, columns, 1), Random(1, columns, 2));
                a[0, at] = value;
                var (sum, known) = (0.0, 0);
                for (var j = 0; j < columns; j++)
                    if (!double.IsNaN(a[0, j]))
                        (sum, known) = (sum + Math.Pow(a[0, j] - b[0, j], 2), known + 1);
                var actual = KnownDistance.Squared(a.AsFlatSpan(), b.AsFlatSpan());
                Assert.Equal(sum, actual.Sum, 1e-12);
                Assert.Equal(known, actual.Known);
                Assert.Equal(actual, KnownDistance.Squared(b.AsFlatSpan(), a.AsFlatSpan()));
            }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Symmetric_rank_update(int size)
    {
        foreach (var rows in new[] { 1, 4, 70 })
        {
            var x = Random(rows, size + 8, 1);
            var sums = new double[size, size];
            SymmetricRankUpdate.Add(x.AsFlatSpan().ToArray(), size + 8, rows, sums);
            for (var i = 0; i < size; i++)
                for (var j = 0; j <= i; j++)
                    Assert.Equal(Enumerable.Range(0, rows).Sum(r => x[r, i] * x[r, j]), sums[i, j], 1e-11);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Triangular_solve(int size)
    {
        var lower = Lower(size);
        var solution = Random(5, size, 2);
        var sides = new double[5, size + 1];
        for (var i = 0; i < 5; i++)
            for (var c = 0; c < size; c++)
                for (var j = 0; j <= c; j++)
                    sides[i, c] += lower[c, j] * solution[i, j];
        TriangularSolve.Rows(lower.AsFlatSpan(), size, size, sides.AsFlatSpan(), size + 1, 5);
        for (var i = 0; i < 5; i++)
            for (var c = 0; c < size; c++)
                Assert.Equal(solution[i, c], sides[i, c], 1e-10);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Cholesky_factor(int size)
    {
        var expected = Lower(size);
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                for (var m = 0; m <= Math.Min(i, j); m++)
                    matrix[i, j] += expected[i, m] * expected[j, m];
        Assert.Equal(-1, Cholesky.Factor(matrix));
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                Assert.Equal(expected[i, j], matrix[i, j], 1e-10);
    }

    [Fact]
    public void Cholesky_names_the_first_row_that_depends_on_those_before()
    {
        Assert.Equal(1, Cholesky.Factor(new double[,] { { 4, 2, 0 }, { 2, 1, 0 }, { 0, 0, 3 } }));
        Assert.Equal(0, Cholesky.Factor(new double[,] { { 0 } }));
        Assert.Equal(0, Cholesky.Factor(new double[,] { { double.NaN } }));
        Assert.Equal(2, Cholesky.Factor(new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, -1 } }));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_reaches_the_sums_that_it_belongs_to_and_no_others(double value)
    {
        const int size = 37;
        for (var at = 0; at < size; at++)
        {
            var (a, b) = (Ones(6, size), Ones(5, size));
            a[2, at] = value;
            var product = new double[6, 5];
            ProductOfRows.Add(a.AsFlatSpan(), size, b.AsFlatSpan(), size, product.AsFlatSpan(), 5, 6, 5, size);
            for (var i = 0; i < 6; i++)
                for (var k = 0; k < 5; k++)
                    Assert.Equal(i == 2 ? value : size, product[i, k]);

            var sums = new double[6, size];
            WeightedRowSums.Add(Ones(6, 6).AsFlatSpan(), 6, a.AsFlatSpan(), size, sums.AsFlatSpan(), size, 6, 6, size);
            for (var k = 0; k < 6; k++)
                for (var j = 0; j < size; j++)
                    Assert.Equal(j == at ? value : 6, sums[k, j]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1003)]
    public void Chunks_cover_every_row_once(int count)
    {
        var seen = new int[count];
        Chunks.Run(count, costOfOne: 1_000_000, (first, rows) =>
        {
            for (var i = first; i < first + rows; i++)
                Interlocked.Increment(ref seen[i]);
        });
        Assert.All(seen, times => Assert.Equal(1, times));
    }

    static double[,] Random(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var array = new double[rows, columns];
        foreach (ref var value in array.AsFlatSpan())
            value = random.NextDouble(-1, 1);
        return array;
    }

    static double[,] Ones(int rows, int columns)
    {
        var array = new double[rows, columns];
        array.AsFlatSpan().Fill(1);
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
