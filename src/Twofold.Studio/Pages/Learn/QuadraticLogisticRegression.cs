using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>
/// Logistic regression on x, y, x², xy and y²: the discriminative twin of quadratic discriminant analysis, whose log-odds are of that form too.
/// </summary>
sealed record QuadraticLogisticRegression : IClassifierRecipe<Table>
{
    public IClassifier<Table, TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull =>
        new Model<TLabel>(new LogisticRegression().Fit(WithSquares(examples), labels, weights, cancellation));

    static Table WithSquares(Table points)
    {
        var values = new double[points.Count * 5];
        for (var i = 0; i < points.Count; i++)
        {
            var (x, y) = (points[i, 0], points[i, 1]);
            ReadOnlySpan<double> row = [x, y, x * x, x * y, y * y];
            row.CopyTo(values.AsSpan(i * row.Length));
        }

        return Table.FromFlat(values, columns: 5);
    }

    sealed class Model<TLabel>(IClassifier<Table, TLabel> onSquares) : IClassifier<Table, TLabel>
    {
        public IReadOnlyList<TLabel> Labels => onSquares.Labels;

        public TLabel[] Predict(Table examples) => onSquares.Predict(WithSquares(examples));

        public double[,] PredictProbabilities(Table examples) => onSquares.PredictProbabilities(WithSquares(examples));
    }
}
