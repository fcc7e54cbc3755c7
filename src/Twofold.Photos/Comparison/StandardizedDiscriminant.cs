using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>A linear discriminant analysis of standardized columns: its prior and its shrinkage are for columns of about unit spread, as a recognizer's twin has them.</summary>
sealed record StandardizedDiscriminant : IGenerativeRecipe<Table>
{
    /// <summary>What is fitted on the standardized columns.</summary>
    public required LinearDiscriminantAnalysis Recipe { get; init; }

    /// <inheritdoc/>
    public IGenerativeModel<Table, TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var standardization = Standardization.Fit(examples);
        return new Model<TLabel>(standardization, Recipe.Fit(standardization.Apply(examples), labels, weights, cancellation));
    }

    sealed class Model<TLabel>(Standardization standardization, IGenerativeModel<Table, TLabel> model) : GenerativeModel<Table, TLabel>(model.Labels, model.Prior)
        where TLabel : notnull
    {
        // A density of z = (x − m) / s becomes one of x by the derivative, 1 / Π s.
        readonly double logDerivative = -standardization.Scales.Sum(scale => Math.Log(scale));

        public override double[,] LogLikelihood(Table examples)
        {
            var likelihood = model.LogLikelihood(standardization.Apply(examples));
            foreach (ref var value in likelihood.AsFlatSpan())
                value += logDerivative;
            return likelihood;
        }

        public override Table Generate(TLabel label, int count, ulong seed, CancellationToken cancellation = default)
        {
            var values = model.Generate(label, count, seed, cancellation).Values.ToArray();
            var columns = standardization.Means.Count;
            for (var i = 0; i < values.Length; i++)
                values[i] = (values[i] * standardization.Scales[i % columns]) + standardization.Means[i % columns];
            return Table.FromFlat(values, columns);
        }

        protected override GenerativeModel<Table, TLabel> CopyWithPrior(IReadOnlyList<double> prior) => new Model<TLabel>(standardization, model.WithPrior(prior));
    }
}
