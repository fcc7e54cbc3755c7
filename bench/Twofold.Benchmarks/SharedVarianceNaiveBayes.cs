using Twofold.Tables;

namespace Twofold.Benchmarks;

/// <summary>
/// Naive Bayes as Ng and Jordan 2002 have it for numbers: each column a Gaussian with a mean for each label and one variance for all. Its posterior has the form of logistic
/// regression's, which makes the two partners; <see cref="GaussianNaiveBayes"/>, with a variance for each label, has a curved border.
/// </summary>
sealed record SharedVarianceNaiveBayes : IGenerativeRecipe<Table>
{
    // A column that is constant within the labels says nothing, and must not say everything.
    const double LeastShareOfVariance = 1e-9;

    public IGenerativeModel<Table, TLabel> Fit<TLabel>(Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        if (weights is not null)
            throw new TwofoldException("Weights were given, and this recipe counts all examples alike: leave them out.");
        var encoding = LabelEncoding.Of(labels, examples.Count);
        var (means, variances) = (new double[encoding.Labels.Count, examples.Columns], new double[examples.Columns]);
        for (var j = 0; j < examples.Columns; j++)
        {
            for (var i = 0; i < examples.Count; i++)
                means[encoding.Codes[i], j] += examples[i, j] / encoding.Counts[encoding.Codes[i]];
            var (mean, total) = (Enumerable.Range(0, examples.Count).Average(i => examples[i, j]), 0.0);
            for (var i = 0; i < examples.Count; i++)
            {
                variances[j] += Square(examples[i, j] - means[encoding.Codes[i], j]) / examples.Count;
                total += Square(examples[i, j] - mean) / examples.Count;
            }

            variances[j] = Math.Max(variances[j], total > 0 ? total * LeastShareOfVariance : 1);
        }

        return new Model<TLabel>(encoding.Labels, Array.ConvertAll(encoding.Counts, count => (double)count), means, variances);
    }

    static double Square(double value) => value * value;

    sealed class Model<TLabel>(IReadOnlyList<TLabel> labels, IReadOnlyList<double> prior, double[,] means, double[] variances) : GenerativeModel<Table, TLabel>(labels, prior)
        where TLabel : notnull
    {
        public override double[,] LogLikelihood(Table examples)
        {
            var likelihood = new double[examples.Count, Labels.Count];
            for (var i = 0; i < examples.Count; i++)
                for (var k = 0; k < Labels.Count; k++)
                    for (var j = 0; j < variances.Length; j++)
                        likelihood[i, k] -= 0.5 * (Math.Log(2 * Math.PI * variances[j]) + (Square(examples[i, j] - means[k, j]) / variances[j]));
            return likelihood;
        }

        public override Table Generate(TLabel label, int count, ulong seed, CancellationToken cancellation = default)
        {
            var (random, code) = (new SeededRandom(seed), IndexOf(label));
            return Table.FromFlat([.. Enumerable.Range(0, count * variances.Length).Select(at => means[code, at % variances.Length] + (Math.Sqrt(variances[at % variances.Length]) * random.NextGaussian()))], variances.Length);
        }

        protected override GenerativeModel<Table, TLabel> CopyWithPrior(IReadOnlyList<double> prior) => new Model<TLabel>(Labels, prior, means, variances);
    }
}
