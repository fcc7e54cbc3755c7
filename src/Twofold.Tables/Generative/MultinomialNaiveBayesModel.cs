using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A fitted multinomial naive Bayes: <c>counts | label, total ~ Multinomial(total, p[label])</c>. Immutable.
/// <para>
/// Its density is that of the counts given their total, multinomial coefficient included: of all rows of one total it sums to one, and of how
/// large rows are it says nothing, as the labels' posterior does not either. A missing count is summed over all that it could be. What
/// <see cref="GenerativeTableModel{TLabel}.Generate"/> makes has totals as the label's examples have them (rounded, from 1024 on to a
/// thousandth), and counts of this density.
/// </para>
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class MultinomialNaiveBayesModel<TLabel>
    : NaiveBayesModel<MultinomialNaiveBayesModel<TLabel>, TLabel>, IStoredModel<MultinomialNaiveBayesModel<TLabel>, TLabel>
    where TLabel : notnull
{
    readonly LabelSums sums;
    readonly double[,] probabilities;
    readonly double[,] logProbabilities;

    /// <summary>Restores a model from its parameters, which are copied.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</param>
    /// <param name="counts">The weighted sum of every column for each label, <c>[labels, columns]</c>, at least 0.</param>
    /// <param name="alpha">What is added to the count of every column.</param>
    /// <param name="prior">One non-negative weight for each label; null for the labels' shares of the weight.</param>
    /// <param name="schema">The columns; null for numbers without names.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public MultinomialNaiveBayesModel(
        IReadOnlyList<TLabel> labels, IReadOnlyList<double> labelWeights, double[,] counts, double alpha = 1, IReadOnlyList<double>? prior = null, Schema? schema = null)
        : this(labels, LabelSums.Restored(labels.Count, labelWeights, counts), alpha, new PriorRule(prior), schema ?? Schema.OfNumbers(counts.GetLength(1)))
    {
    }

    internal MultinomialNaiveBayesModel(IReadOnlyList<TLabel> labels, LabelSums sums, double alpha, PriorRule prior, Schema schema)
        : base(labels, sums, prior, schema)
    {
        (this.sums, Alpha) = (sums, FitArguments.RequireAlpha(alpha));
        probabilities = new double[labels.Count, Columns];
        logProbabilities = new double[labels.Count, Columns];
        for (var k = 0; k < labels.Count; k++)
        {
            var shares = probabilities.Row(k);
            for (var j = 0; j < shares.Length; j++)
                shares[j] = sums.Expected(k, j) + alpha;
            var total = TensorPrimitives.Sum<double>(shares);
            TensorPrimitives.Log(shares, logProbabilities.Row(k));
            TensorPrimitives.Subtract(logProbabilities.Row(k), Math.Log(total), logProbabilities.Row(k));
            TensorPrimitives.Divide(shares, total, shares);
        }
    }

    /// <summary>The probability of each column, <c>[labels, columns]</c>, a copy; each row sums to one.</summary>
    public double[,] Probabilities => (double[,])probabilities.Clone();

    /// <summary>The logarithms of <see cref="Probabilities"/>, scikit-learn's <c>feature_log_prob_</c>; a copy.</summary>
    public double[,] LogProbabilities => (double[,])logProbabilities.Clone();

    /// <summary>What was added to the count of every column.</summary>
    public double Alpha { get; }

    Schema IStoredModel<MultinomialNaiveBayesModel<TLabel>, TLabel>.Schema => Schema;

    private protected override long CostOfRow => (long)Columns * (Labels.Count + 2);

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        sums.AddTo(tensors);
        tensors.Add("alpha", [Alpha], 1);
        PriorRule.AddTo(tensors);
    }

    static MultinomialNaiveBayesModel<TLabel> IStoredModel<MultinomialNaiveBayesModel<TLabel>, TLabel>.From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema) =>
        new(labels, LabelSums.From(tensors, labels.Count, schema.Count), tensors.Read("alpha", 1)[0], PriorRule.From(tensors, labels.Count), schema);

    private protected override void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> likelihood)
    {
        LogScores(rows, count, likelihood);
        for (var i = 0; i < count; i++)
        {
            var answers = likelihood.Slice(i * Labels.Count, Labels.Count);
            TensorPrimitives.Add(answers, LogCoefficient(rows.Slice(i * Columns, Columns)), answers);
        }
    }

    private protected override void LogScores(ReadOnlySpan<double> rows, int count, Span<double> scores)
    {
        var labels = Labels.Count;
        scores.Clear();
        ProductOfRows.Add(rows, Columns, logProbabilities.AsFlatSpan(), Columns, scores, labels, count, labels, Columns);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Columns, Columns);
            if (double.IsNaN(scores[i * labels]))
                LogScoresOfKnown(row, scores.Slice(i * labels, labels));
            else if (TensorPrimitives.Min(row) < 0)
                scores.Slice(i * labels, labels).Fill(double.NaN);
        }
    }

    private protected override void RequireLikelihood(double[,] likelihood, Table examples)
    {
        FitArguments.RequireNonNegative(examples);
        base.RequireLikelihood(likelihood, examples);
    }

    // With total n of the known columns, whose probabilities sum to q, a sum over what the others could be:
    // Σ_c (n + c)! / (n! c!) (1 − q)^c = q^−(n + 1)
    void LogScoresOfKnown(ReadOnlySpan<double> row, Span<double> answers)
    {
        for (var k = 0; k < answers.Length; k++)
        {
            var logs = logProbabilities.Row(k);
            var shares = probabilities.Row(k);
            var (sum, known, total) = (0.0, 0.0, 0.0);
            for (var j = 0; j < row.Length; j++)
            {
                if (double.IsNaN(row[j]))
                    continue;
                known += shares[j];
                sum += row[j] * logs[j];
                total += row[j] >= 0 ? row[j] : double.NaN;
            }

            // Of a row of which nothing is known there is nothing to say.
            answers[k] = known == 0 ? 0 : sum - ((total + 1) * Math.Log(known));
        }
    }

    private protected override void ImputeRow(Span<double> row, ReadOnlySpan<double> posterior)
    {
        var total = 0.0;
        Span<bool> isMissing = row.Length <= 1024 ? stackalloc bool[row.Length] : new bool[row.Length];
        for (var j = 0; j < row.Length; j++)
        {
            (isMissing[j], row[j]) = double.IsNaN(row[j]) ? (true, 0) : (false, row[j]);
            total += row[j];
        }

        for (var k = 0; k < posterior.Length; k++)
        {
            var known = 0.0;
            for (var j = 0; j < row.Length; j++)
                known += isMissing[j] ? 0 : probabilities[k, j];

            // The mean of the negative binomial distribution that the sum above is of; of a row of which nothing is known the mean total's part.
            for (var j = 0; j < row.Length; j++)
                if (isMissing[j])
                    row[j] += posterior[k] * (known == 0 ? sums.ExpectedTotal(k) * probabilities[k, j] : (total + 1) * probabilities[k, j] / known);
        }
    }

    private protected override void GenerateRow(int label, SeededRandom random, Span<double> row)
    {
        var drawn = sums.Totals[label].Draw(random);
        var left = drawn >= 0 ? drawn : (long)Math.Round(sums.ExpectedTotal(label));
        var rest = 1.0;
        for (var j = 0; j < row.Length; j++)
        {
            var count = j == row.Length - 1 ? left : random.NextBinomial(left, Math.Min(probabilities[label, j] / rest, 1));
            (row[j], left, rest) = (count, left - count, rest - probabilities[label, j]);
        }
    }

    private protected override MultinomialNaiveBayesModel<TLabel> With(IReadOnlyList<TLabel> labels, LabelStatistics statistics, PriorRule prior) =>
        new(labels, (LabelSums)statistics, Alpha, prior, Schema);

    private protected override LabelStatistics Summarize(Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation) =>
        LabelSums.Of(examples, codes, labels, weights, null, cancellation);

    private protected override void RequireSameRecipe(MultinomialNaiveBayesModel<TLabel> other) => FitArguments.RequireSame(nameof(Alpha), Alpha, other.Alpha);

    // log (n! / Π x[j]!) of the known cells, whose total is n.
    static double LogCoefficient(ReadOnlySpan<double> row)
    {
        var (sum, total) = (0.0, 0.0);
        foreach (var cell in row)
        {
            if (cell == 0 || double.IsNaN(cell))
                continue;
            total += cell;
            sum += LogFactorial.Of(cell);
        }

        return LogFactorial.Of(total) - sum;
    }
}
