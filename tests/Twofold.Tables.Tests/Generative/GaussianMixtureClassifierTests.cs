namespace Twofold.Tables.Tests;

public sealed class GaussianMixtureClassifierModelTests : MixtureContract
{
    public GaussianMixtureClassifierModelTests()
        : base(CovarianceKind.Full)
    {
    }
}

public sealed class DiagonalGaussianMixtureClassifierModelTests : MixtureContract
{
    public DiagonalGaussianMixtureClassifierModelTests()
        : base(CovarianceKind.Diagonal)
    {
    }
}

/// <summary>A mixture of two well-known Gaussians for each of two labels, of either kind.</summary>
public abstract class MixtureContract(CovarianceKind kind) : GenerativeTableModelContract
{
    readonly Lazy<GaussianMixtureClassifierModel<int>> fitted = new(() =>
        new GaussianMixtureClassifier { Components = 2, Covariance = kind }.Fit(Rows(6000, kind, seed: 1).Examples, Rows(6000, kind, seed: 1).Labels));

    protected override GenerativeTableModel<int> TableModel => fitted.Value;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(fitted.Value);

    protected override Table Examples => Rows(200, kind, seed: 1).Examples;

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut
    {
        get
        {
            var (examples, labels) = Rows(800, kind, seed: 2);
            return (1, examples.Subset([.. Enumerable.Range(0, 800).Where(i => labels[i] == 1)]));
        }
    }

    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = Rows(300, kind, seed: 3);
            return (new GaussianMixtureClassifier { Components = 2, Covariance = kind }.Fit(examples.Select([0, 1]), labels), SampleTables.Grid(-16, 20, 0.1), 0.01);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 3);

    protected override (double[] Cells, double Width) Range(int column) => ([.. Enumerable.Range(0, 2000).Select(i => -30 + (0.03 * i))], 0.03);

    static (Table Examples, int[] Labels) Rows(int count, CovarianceKind kind, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        return ((double[][])[.. labels.Select(label =>
        {
            var (center, common) = (random.NextDouble() < 0.3 ? 6 : 0, kind == CovarianceKind.Full ? random.NextGaussian() : 0);
            return (double[])[center + label + common + random.NextGaussian(), center - label + common + (0.5 * random.NextGaussian()), label + random.NextGaussian()];
        })], labels);
    }
}

public sealed class GaussianMixtureClassifierTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => GaussianOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new GaussianMixtureClassifier { Components = 2 };

    protected override Table TwoKinds => SampleTables.Gaussians(80, 2, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Log_likelihoods_at_given_parameters_are_those_of_scikit_learn(string name)
    {
        var oracle = GaussianOracle.Of(name);
        foreach (var expected in oracle.Mixtures)
        {
            var columns = expected.Means[0].Length;
            var means = Shaped(expected.Means, columns);
            var mixture = expected.Kind == "full"
                ? GaussianMixture.OfFull(expected.Shares, means, [.. expected.Factors.Select(factor => Shaped([.. factor.Chunk(columns)], columns))])
                : GaussianMixture.OfDiagonal(expected.Shares, means, Shaped(expected.Factors, columns));
            var likelihood = new GaussianMixtureClassifierModel<int>([0, 1], [mixture, mixture], [1, 1]).LogLikelihood(oracle.Asked());
            for (var i = 0; i < expected.LogDensities.Length; i++)
                Assert.Equal(expected.LogDensities[i], likelihood[i, 1], 1e-9 * Math.Abs(expected.LogDensities[i]));
        }
    }

    [Theory]
    [InlineData(CovarianceKind.Full, 0)]
    [InlineData(CovarianceKind.Full, 0.2)]
    [InlineData(CovarianceKind.Diagonal, 0)]
    [InlineData(CovarianceKind.Diagonal, 0.2)]
    public void No_step_makes_the_examples_less_likely(CovarianceKind kind, double missing)
    {
        var (examples, labels) = SampleTables.Moons(600, seed: 1);
        var table = SampleTables.WithHoles(examples, missing, seed: 2, from: 0);
        var model = new GaussianMixtureClassifier { Components = 4, Covariance = kind, Regularization = 0, Tolerance = 1e-9, MaxIterations = 60 }.Fit(table, labels);
        foreach (var mixture in model.Mixtures)
        {
            Assert.True(mixture.LogLikelihoods.Count > 2);
            for (var step = 1; step < mixture.LogLikelihoods.Count; step++)
                Assert.True(mixture.LogLikelihoods[step] >= mixture.LogLikelihoods[step - 1] - 1e-10);
        }
    }

    [Theory]
    [InlineData(CovarianceKind.Full)]
    [InlineData(CovarianceKind.Diagonal)]
    public void A_made_mixture_is_found_again_with_the_number_of_its_Gaussians(CovarianceKind kind)
    {
        double[,] centers = { { 0, 0 }, { 7, 1 }, { 2, 8 } };
        double[] shares = [0.2, 0.3, 0.5];
        var made = new GaussianMixtureClassifierModel<int>(
            [0, 1], [Made(0), Made(20)], [1, 1]);
        var rows = Table.FromFlat([.. made.Generate(0, 3000, seed: 1).Values, .. made.Generate(1, 3000, seed: 2).Values], 2);
        var model = new GaussianMixtureClassifier { Covariance = kind, MaxComponents = 6 }.Fit(rows, [.. Enumerable.Range(0, 6000).Select(i => i / 3000)]);
        Assert.Equal(3, model.Mixtures[0].Shares.Count);
        Assert.True(model.Mixtures[0].Converged);
        for (var c = 0; c < 3; c++)
        {
            var nearest = Enumerable.Range(0, 3).MinBy(found => Math.Abs(model.Mixtures[0].Means[found, 0] - centers[c, 0]) + Math.Abs(model.Mixtures[0].Means[found, 1] - centers[c, 1]));
            Assert.Equal(centers[c, 0], model.Mixtures[0].Means[nearest, 0], 0.15);
            Assert.Equal(centers[c, 1], model.Mixtures[0].Means[nearest, 1], 0.15);
            Assert.Equal(shares[c], model.Mixtures[0].Shares[nearest], 0.04);
            Assert.Equal(1, model.Mixtures[0].CholeskyFactors[nearest][0, 0], 0.1);
        }

        GaussianMixture Made(double shift)
        {
            var means = (double[,])centers.Clone();
            foreach (ref var mean in means.AsFlatSpan())
                mean += shift;
            return GaussianMixture.OfDiagonal(shares, means, new double[,] { { 1, 1 }, { 1, 1 }, { 1, 1 } });
        }
    }

    [Fact]
    public void Moons_and_rings_are_told_apart_better_than_by_one_Gaussian_a_label()
    {
        foreach (var made in new[] { SampleTables.Moons(2000, seed: 1), SampleTables.Rings(2000, seed: 1) })
        {
            var set = new LabeledSet<Table, int>(made.Examples, made.Labels);
            var (train, test) = set.Split(0.5, seed: 2);
            var mixture = Accuracy(new GaussianMixtureClassifier(), train, test);
            Assert.True(mixture > 0.95, $"{mixture}");
            Assert.True(mixture > Accuracy(new LinearDiscriminantAnalysis(), train, test) + 0.05);
            Assert.True(mixture >= Accuracy(new QuadraticDiscriminantAnalysis(), train, test));
        }
    }

    [Fact]
    public void Rows_with_missing_cells_help_to_find_the_mixture()
    {
        var (examples, labels) = SampleTables.Moons(2000, seed: 1);
        var table = SampleTables.WithHoles(examples, share: 0.2, seed: 2, from: 0);
        var model = new GaussianMixtureClassifier { Components = 5 }.Fit(table, labels);
        var (test, truth) = SampleTables.Moons(1000, seed: 5);
        Assert.True(model.Predict(test).Zip(truth).Count(pair => pair.First == pair.Second) > 940);
    }

    [Fact]
    public void One_Gaussian_a_label_is_a_quadratic_discriminant_analysis_that_divides_by_n()
    {
        var (examples, labels) = SampleTables.Gaussians(300, 3, labels: 2, distance: 1, seed: 3);
        var mixture = new GaussianMixtureClassifier { Components = 1, Regularization = 0 }.Fit(examples, labels).Mixtures[0];
        var quadratic = new QuadraticDiscriminantAnalysis().Fit(examples, labels);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(quadratic.Means[0, i], mixture.Means[0, i], 1e-12);
            for (var j = 0; j <= i; j++)
                Assert.Equal(quadratic.CholeskyFactors[0][i, j] * Math.Sqrt(149.0 / 150), mixture.CholeskyFactors[0][i, j], 1e-12);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_mixture_and_a_prior_can_be_given()
    {
        var (examples, labels) = SampleTables.Moons(400, seed: 1);
        var recipe = new GaussianMixtureClassifier { Components = 3, Seed = 5, Prior = [3, 1] };
        var (first, second) = (recipe.Fit(examples, labels), recipe.Fit(examples, labels));
        Assert.Equal(first.LogLikelihood(examples), second.LogLikelihood(examples));
        Assert.Equal([0.75, 0.25], first.Prior);
    }

    [Fact]
    public void What_cannot_be_learned_is_named()
    {
        var (examples, labels) = SampleTables.Moons(40, seed: 1);
        Assert.Contains("label '0' has 20 examples", Message(() => new GaussianMixtureClassifier { Components = 30 }.Fit(examples, labels)), StringComparison.Ordinal);
        Assert.Contains(
            "Within the label '1', column 1 is constant",
            Message(() => new GaussianMixtureClassifier().Fit([[1, 2], [2, 3], [3, 5], [1, 7], [2, 7], [4, 7]], [0, 0, 0, 1, 1, 1])), StringComparison.Ordinal);
        Assert.Contains("collapsed", Message(() => new GaussianMixtureClassifier { Components = 10, Regularization = 0 }.Fit(examples, labels)), StringComparison.Ordinal);
        Assert.Contains("is missing throughout", Message(() => new GaussianMixtureClassifier().Fit([[1, double.NaN], [2, double.NaN], [3, 5], [1, 7]], [0, 0, 1, 1])), StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => new GaussianMixtureClassifier { Components = 0 });
        Assert.Throws<TwofoldException>(() => new GaussianMixtureClassifier { Starts = 0 });
        Assert.Throws<TwofoldException>(() => new GaussianMixtureClassifier { Tolerance = 0 });
        Assert.Throws<TwofoldException>(() => new GaussianMixtureClassifier { Regularization = -1 });

        static string Message(Action fit) => Assert.Throws<TwofoldException>(fit).Message;
    }

    static double Accuracy(IClassifierRecipe<Table> recipe, LabeledSet<Table, int> train, LabeledSet<Table, int> test) =>
        (double)recipe.Fit(train.Examples, train.Labels).Predict(test.Examples).Zip(test.Labels).Count(pair => pair.First == pair.Second) / test.Count;

    static double[,] Shaped(double[][] rows, int columns)
    {
        var shaped = new double[rows.Length, columns];
        for (var i = 0; i < rows.Length; i++)
            rows[i].CopyTo(shaped.Row(i));
        return shaped;
    }
}
