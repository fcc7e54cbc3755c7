using CsCheck;

namespace Twofold.ContractTests;

/// <summary>What every generative model promises beyond a classifier: Bayes' rule, an honest density, and examples that agree with both.</summary>
public abstract class GenerativeModelContract<TExamples, TLabel> : ClassifierContract<TExamples, TLabel>
    where TExamples : IExamples<TExamples>
    where TLabel : notnull
{
    /// <summary>A fitted model.</summary>
    protected abstract IGenerativeModel<TExamples, TLabel> Model { get; }

    /// <summary>Examples of the kind that the model was fitted on.</summary>
    protected abstract TExamples Examples { get; }

    /// <summary>A label that the model does not know.</summary>
    protected abstract TLabel UnknownLabel { get; }

    /// <summary>Examples of one label from the very distribution that the model was fitted on, held back from the fit.</summary>
    protected abstract (TLabel Label, TExamples Examples) HeldOut { get; }

    /// <summary>The numbers of one example, however it holds them.</summary>
    protected abstract ReadOnlySpan<double> Numbers(TExamples examples, int index);

    /// <summary>A model of one or two columns with a grid of cells that holds all but nothing of its mass, and the cells' size.</summary>
    protected abstract (IDensity<TExamples> Model, TExamples Grid, double CellSize) Grid { get; }

    /// <inheritdoc/>
    protected sealed override (IClassifier<TExamples, TLabel> Model, TExamples Examples) Subject => (Model, Examples);

    [Fact]
    public void The_posterior_is_Bayes_rule_on_likelihood_and_prior()
    {
        var likelihood = Model.LogLikelihood(Examples);
        var posterior = Model.PredictProbabilities(Examples);
        for (var i = 0; i < posterior.GetLength(0); i++)
        {
            // Relative to the greatest, so that the plain formula does not underflow.
            var greatest = likelihood.Row(i).ToArray().Max();
            var joint = Model.Prior.Select((prior, k) => prior * Math.Exp(likelihood[i, k] - greatest)).ToArray();
            for (var k = 0; k < joint.Length; k++)
                Assert.Equal(joint[k] / joint.Sum(), posterior[i, k], 1e-12);
        }
    }

    [Fact]
    public void The_density_is_the_likelihood_summed_over_the_labels()
    {
        var likelihood = Model.LogLikelihood(Examples);
        var density = Model.LogDensity(Examples);
        for (var i = 0; i < density.Length; i++)
        {
            var joint = Model.Prior.Select((prior, k) => Math.Log(prior) + likelihood[i, k]).ToArray();
            Assert.Equal(LogSpace.LogSumExp(joint), density[i], 1e-9 * Math.Max(1, Math.Abs(density[i])));
        }
    }

    [Fact]
    public void Another_prior_changes_the_posterior_by_its_odds_and_the_likelihood_not_at_all()
    {
        double[] weights = [.. Enumerable.Range(1, Model.Labels.Count).Select(k => (double)k)];
        var other = Model.WithPrior(weights);
        Assert.Equal(Model.LogLikelihood(Examples), other.LogLikelihood(Examples));
        Assert.Equal(1, other.Prior.Sum(), 1e-12);

        var (before, after) = (Model.PredictProbabilities(Examples), other.PredictProbabilities(Examples));
        for (var i = 0; i < before.GetLength(0); i++)
        {
            var expected = weights.Select((weight, k) => before[i, k] * weight / Model.Prior[k]).ToArray();
            for (var k = 0; k < expected.Length; k++)
                Assert.Equal(expected[k] / expected.Sum(), after[i, k], 1e-9);
        }
    }

    [Fact]
    public void A_prior_of_zero_rules_a_label_out()
    {
        double[] weights = [0, .. Enumerable.Repeat(1.0, Model.Labels.Count - 1)];
        var probabilities = Model.WithPrior(weights).PredictProbabilities(Examples);
        for (var i = 0; i < probabilities.GetLength(0); i++)
            Assert.Equal(0, probabilities[i, 0]);
    }

    [Fact]
    public void A_prior_that_does_not_fit_is_refused_with_the_numbers()
    {
        var count = Model.Labels.Count;
        var exception = Assert.Throws<TwofoldException>(() => Model.WithPrior([.. Enumerable.Repeat(1.0, count + 1)]));
        Assert.Contains($"{count + 1} prior weights but {count} labels", exception.Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => Model.WithPrior([-1, .. Enumerable.Repeat(1.0, count - 1)]));
        Assert.Throws<TwofoldException>(() => Model.WithPrior([.. Enumerable.Repeat(0.0, count)]));
    }

    [Fact]
    public void Any_numbers_have_likelihoods_that_are_logarithms_or_an_error_that_says_what_to_do() =>
        Gen.Select(HostileNumbers.Rows, HostileNumbers.Cells).Sample(
            (rows, cells) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var likelihood = Model.LogLikelihood(Changed(Examples, rows, cells));
                Assert.Equal((rows, Model.Labels.Count), (likelihood.GetLength(0), likelihood.GetLength(1)));
                HostileNumbers.AssertLogarithms(likelihood.Cast<double>());
            }),
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void Any_prior_gives_probabilities_that_are_some_and_finite_examples_or_an_error_that_says_what_to_do() =>
        Gen.Select(HostileNumbers.Cells, Gen.ULong).Sample(
            (cells, seed) => HostileNumbers.AnswersOrSaysWhy(() =>
            {
                var model = Model.WithPrior(HostileNumbers.WeightsOf(Model.Labels.Count, cells)!); // Weights were given.
                Assert.Equal(1, model.Prior.Sum(), 1e-9);
                HostileNumbers.AssertProbabilities(model.PredictProbabilities(Examples), Examples.Count, model.Labels.Count);
                HostileNumbers.AssertLogarithms(model.LogDensity(Examples));
                foreach (var label in model.Labels)
                {
                    var made = model.Generate(label, 3, seed, TestContext.Current.CancellationToken);
                    Assert.Equal(3, made.Count);
                    HostileNumbers.AssertFinite(Rows(made).SelectMany(row => row));
                }
            }),
            iter: HostileNumbers.Tries,
            threads: 1);

    [Fact]
    public void The_same_seed_makes_the_same_examples()
    {
        var first = Model.Generate(Model.Labels[0], 20, seed: 11);
        var second = Model.Generate(Model.Labels[0], 20, seed: 11);
        Assert.Equal(20, first.Count);
        for (var i = 0; i < first.Count; i++)
            Assert.True(Numbers(first, i).SequenceEqual(Numbers(second, i)));
    }

    [Fact]
    public void Another_seed_makes_other_examples_and_no_two_are_equal()
    {
        var first = Model.Generate(Model.Labels[0], 20, seed: 11);
        var second = Model.Generate(Model.Labels[0], 20, seed: 12);
        for (var i = 0; i < first.Count; i++)
            for (var j = 0; j < second.Count; j++)
            {
                Assert.False(Numbers(first, i).SequenceEqual(Numbers(second, j)));
                Assert.True(i == j || !Numbers(first, i).SequenceEqual(Numbers(first, j)));
            }
    }

    [Fact]
    public void Generated_examples_cannot_be_told_from_held_out_ones()
    {
        var (label, held) = HeldOut;
        Assert.True(held.Count >= 300, "A two-sample test needs examples.");
        var made = Model.Generate(label, held.Count, seed: 5);
        var (distance, threshold) = TwoSampleTest.EnergyDistance(Rows(held), Rows(made), seed: 6);
        Assert.True(distance <= threshold, $"Energy distance {distance}, expected at most {threshold} of samples from one distribution.");
    }

    [Fact]
    public void Generated_examples_of_another_label_can_be_told_from_held_out_ones()
    {
        var (label, held) = HeldOut;
        var other = Model.Labels.First(known => !known.Equals(label));
        var (distance, threshold) = TwoSampleTest.EnergyDistance(Rows(held), Rows(Model.Generate(other, held.Count, seed: 5)), seed: 6);
        Assert.True(distance > threshold, $"Energy distance {distance} is not above {threshold}: the test could not fail.");
    }

    [Fact]
    public void The_density_integrates_to_one()
    {
        var (model, grid, cell) = Grid;
        var sum = model.LogDensity(grid).Sum(logDensity => Math.Exp(logDensity) * cell);
        if (model.DensityKind == DensityKind.Exact)
            Assert.Equal(1, sum, 1e-3);
        else
            Assert.InRange(sum, 0, 1.001);
    }

    [Fact]
    public void An_unknown_label_is_named_with_those_that_are_known()
    {
        var exception = Assert.Throws<TwofoldException>(() => Model.Generate(UnknownLabel, 1, seed: 1));
        Assert.Contains($"'{UnknownLabel}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Model.Labels[0]}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_than_one_example_cannot_be_asked_for() =>
        Assert.Throws<TwofoldException>(() => Model.Generate(Model.Labels[0], 0, seed: 1));

    [Fact]
    public void Generating_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => Model.Generate(Model.Labels[0], 10, seed: 1, new CancellationToken(canceled: true)));

    double[][] Rows(TExamples examples) => [.. Enumerable.Range(0, examples.Count).Select(i => Numbers(examples, i).ToArray())];
}
