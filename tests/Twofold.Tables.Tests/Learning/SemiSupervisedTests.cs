namespace Twofold.Tables.Tests;

public sealed class SemiSupervisedTests
{
    public static TheoryData<string> Recipes => ["GaussianNaiveBayes", "LinearDiscriminantAnalysis"];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Six_labels_and_six_hundred_rows_without_one_tell_more_than_six_labels(string name)
    {
        IGenerativeRecipe<Table> recipe = name == "GaussianNaiveBayes" ? new GaussianNaiveBayes() : new LinearDiscriminantAnalysis();
        var (plain, learned) = (0.0, 0.0);
        for (var seed = 1ul; seed <= 5; seed++)
        {
            var (examples, labels) = SampleTables.Gaussians(606, 3, labels: 2, distance: 1.5, seed);
            var (others, truth) = SampleTables.Gaussians(2000, 3, labels: 2, distance: 1.5, seed + 100);
            var few = recipe.Fit(examples.Subset([0, 1, 2, 3, 4, 5]), labels[..6]);
            var fit = new SemiSupervised<Table>(recipe).Fit(examples, labels[..6]);
            Assert.True(fit.Converged);
            plain += Evaluation.Of([0, 1], few.PredictProbabilities(others), truth).LogLoss;
            learned += Evaluation.Of([0, 1], fit.Model.PredictProbabilities(others), truth).LogLoss;
        }

        Assert.True(learned < 0.7 * plain, $"log loss {learned / 5} with the rows without a label, {plain / 5} without them");
    }

    [Fact]
    public void The_likelihood_rises_with_every_iteration_and_is_that_of_the_model()
    {
        var (examples, labels) = SampleTables.Gaussians(300, 3, labels: 3, distance: 1.5, seed: 7);
        var recipe = new SemiSupervised<Table>(new GaussianNaiveBayes()) { Tolerance = 1e-9, UnlabeledWeight = 0.5 };
        var last = double.NegativeInfinity;
        foreach (var iterations in new[] { 1, 2, 3, 5, 8, 13 })
        {
            var fit = (recipe with { MaxIterations = iterations }).Fit(examples, labels[..12]);
            Assert.Equal(iterations, fit.Iterations);
            Assert.False(fit.Converged);

            var likelihood = fit.Model.LogLikelihood(examples);
            var density = fit.Model.LogDensity(examples);
            var sum = Enumerable.Range(0, 12).Sum(i => likelihood[i, labels[i]] + Math.Log(fit.Model.Prior[labels[i]]));
            var mean = (sum + (0.5 * density.Skip(12).Sum())) / (12 + (0.5 * 288));
            Assert.Equal(mean, fit.LogLikelihood[^1], 1e-9);
            Assert.True(mean > last, $"{mean} after {last}");
            last = mean;
        }
    }

    [Fact]
    public void The_first_iteration_is_a_fit_with_the_posterior_for_weights()
    {
        var (examples, labels) = SampleTables.Gaussians(60, 2, labels: 2, distance: 1, seed: 8);
        int[] labeled = [.. Enumerable.Range(0, 10)];
        var first = new GaussianNaiveBayes().Fit(examples.Subset(labeled), labels[..10]).PredictProbabilities(examples);
        int[] rows = [.. labeled, .. Enumerable.Range(10, 50).SelectMany(i => new[] { i, i })];
        int[] repeated = [.. labels.Take(10), .. Enumerable.Range(10, 50).SelectMany(_ => new[] { 0, 1 })];
        double[] weights = [.. Enumerable.Repeat(1.0, 10), .. Enumerable.Range(10, 50).SelectMany(i => new[] { 0.25 * first[i, 0], 0.25 * first[i, 1] })];
        var expected = new GaussianNaiveBayes().Fit(examples.Subset(rows), repeated, weights).PredictProbabilities(examples);
        var fit = new SemiSupervised<Table>(new GaussianNaiveBayes()) { MaxIterations = 1, UnlabeledWeight = 0.25 }.Fit(examples, labels[..10]);
        var actual = fit.Model.PredictProbabilities(examples);
        for (var i = 0; i < 60; i++)
            Assert.Equal(expected[i, 0], actual[i, 0], 1e-4);
    }

    [Fact]
    public void With_all_labels_or_none_of_the_other_rows_it_is_the_plain_fit()
    {
        var (examples, labels) = SampleTables.Gaussians(40, 2, labels: 2, distance: 1, seed: 9);
        var recipe = new SemiSupervised<Table>(new GaussianNaiveBayes());
        var all = recipe.Fit(examples, labels);
        Assert.Equal((0, true), (all.Iterations, all.Converged));
        Assert.Equal(new GaussianNaiveBayes().Fit(examples, labels).PredictProbabilities(examples), all.Model.PredictProbabilities(examples));
        var alone = new GaussianNaiveBayes().Fit(examples.Subset([.. Enumerable.Range(0, 20)]), labels[..20]);
        Assert.Equal(
            alone.PredictProbabilities(examples), (recipe with { UnlabeledWeight = 0 }).Fit(examples, labels[..20]).Model.PredictProbabilities(examples));
    }

    [Fact]
    public void Weights_count_with_and_without_a_label()
    {
        var (examples, labels) = SampleTables.Gaussians(60, 2, labels: 2, distance: 1, seed: 10);
        var recipe = new SemiSupervised<Table>(new GaussianNaiveBayes()) { MaxIterations = 4, Tolerance = 1e-12 };
        double[] weights = [.. Enumerable.Range(0, 60).Select(i => i is < 4 or >= 56 ? 2.0 : i is >= 20 and < 30 ? 0 : 1)];
        int[] rows = [.. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        var labeled = rows.Count(i => i < 10);
        var weighted = recipe.Fit(examples, labels[..10], weights);
        var plain = recipe.Fit(examples.Subset(rows), [.. rows.Take(labeled).Select(i => labels[i])]);
        var (left, right) = (weighted.Model.PredictProbabilities(examples), plain.Model.PredictProbabilities(examples));
        for (var i = 0; i < 60; i++)
            Assert.Equal(left[i, 1], right[i, 1], 1e-9);
        Assert.Equal(plain.LogLikelihood, weighted.LogLikelihood, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Progress_is_told_and_the_fit_can_be_cancelled()
    {
        var (examples, labels) = SampleTables.Gaussians(100, 2, labels: 2, distance: 1, seed: 11);
        var recipe = new SemiSupervised<Table>(new GaussianNaiveBayes());
        var told = new Told();
        var fit = recipe.Fit(examples, labels[..6], progress: told);
        Assert.Equal(Enumerable.Range(1, fit.Iterations).Select(i => (double)i), told.Reports.Select(report => report.Done));
        Assert.ThrowsAny<OperationCanceledException>(() => recipe.Fit(examples, labels[..6], cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_does_not_match_is_refused_with_the_numbers()
    {
        var recipe = new SemiSupervised<Table>(new GaussianNaiveBayes());
        Table two = [[1], [2]];
        Assert.StartsWith("2 examples but 3 labels", Assert.Throws<TwofoldException>(() => recipe.Fit(two, [0, 1, 0])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 examples but 1 weights", Assert.Throws<TwofoldException>(() => recipe.Fit(two, [0, 1], [1.0])).Message, StringComparison.Ordinal);
        Assert.Contains("example 1 is -1", Assert.Throws<TwofoldException>(() => recipe.Fit(two, [0, 1], [1, -1])).Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => recipe.Fit(two, [0]));
        Assert.StartsWith("MaxIterations is 0", Assert.Throws<TwofoldException>(() => recipe with { MaxIterations = 0 }).Message, StringComparison.Ordinal);
        Assert.StartsWith("Tolerance is 0", Assert.Throws<TwofoldException>(() => recipe with { Tolerance = 0 }).Message, StringComparison.Ordinal);
        Assert.StartsWith("UnlabeledWeight is -1", Assert.Throws<TwofoldException>(() => recipe with { UnlabeledWeight = -1 }).Message, StringComparison.Ordinal);
    }

    sealed class Told : IProgress<WorkProgress>
    {
        public List<WorkProgress> Reports { get; } = [];

        public void Report(WorkProgress value) => Reports.Add(value);
    }
}
