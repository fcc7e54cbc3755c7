namespace Twofold.Tables;

/// <summary>A fitted logistic regression: one linear function of the columns for each label, and the softmax over them. Immutable.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class LogisticRegressionModel<TLabel> : IClassifier<Table, TLabel>
    where TLabel : notnull
{
    /// <summary>Restores a model from its parameters, which come from a file or a network's last layer. They must not be changed afterwards.</summary>
    /// <param name="labels">The labels, at least two.</param>
    /// <param name="coefficients">The slopes, <c>[labels, columns]</c>.</param>
    /// <param name="intercepts">The logits of an example of zeros, <c>[labels]</c>.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is not finite.</exception>
    public LogisticRegressionModel(IReadOnlyList<TLabel> labels, double[,] coefficients, double[] intercepts)
        : this(labels, coefficients, intercepts, converged: true)
    {
    }

    internal LogisticRegressionModel(IReadOnlyList<TLabel> labels, double[,] coefficients, double[] intercepts, bool converged)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(intercepts);
        var count = labels.Count;
        if (count < 2 || coefficients.GetLength(0) != count || coefficients.GetLength(1) < 1 || intercepts.Length != count)
            throw new TwofoldException(
                $"{count} labels, coefficients of shape [{coefficients.GetLength(0)}, {coefficients.GetLength(1)}] and "
                + $"{intercepts.Length} intercepts: a logistic regression needs two labels or more, [labels, columns] and one intercept for each label.");
        ModelParameters.RequireFinite(coefficients.AsFlatSpan(), "coefficients");
        ModelParameters.RequireFinite(intercepts, "intercepts");
        (Labels, Coefficients, Intercepts, Converged) = (labels, coefficients, intercepts, converged);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>
    /// The slopes of the logits, <c>[labels, columns]</c>. Of two labels the first is the reference: its row is zero, and the other one is
    /// scikit-learn's <c>coef_</c>.
    /// </summary>
    public double[,] Coefficients { get; }

    /// <summary>The logits of an example of zeros, <c>[labels]</c>.</summary>
    public double[] Intercepts { get; }

    /// <summary>The number of columns that examples must have.</summary>
    public int Columns => Coefficients.GetLength(1);

    /// <summary>Whether the fit reached its tolerance within its steps; true of a model that was restored.</summary>
    public bool Converged { get; }

    /// <summary>The logits, <c>[examples, labels]</c>: log p(label | example) up to a constant for each example.</summary>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers too large or missing.</exception>
    public double[,] DecisionFunction(Table examples)
    {
        FitArguments.RequireColumns(examples, Columns);
        var logits = new double[examples.Count, Labels.Count];
        Chunks.Run(examples.Count, (long)Columns * Labels.Count, (first, count) =>
        {
            var part = logits.AsFlatSpan().Slice(first * Labels.Count, count * Labels.Count);
            for (var i = 0; i < count; i++)
                Intercepts.CopyTo(part[(i * Labels.Count)..]);
            ProductOfRows.Add(
                examples.Values[(first * Columns)..], Columns, Coefficients.AsFlatSpan(), Columns, part, Labels.Count, count, Labels.Count, Columns);
        });
        FitArguments.RequireFinite(logits, examples);
        return logits;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers too large or missing.</exception>
    public double[,] PredictProbabilities(Table examples)
    {
        var logits = DecisionFunction(examples);
        for (var i = 0; i < logits.GetLength(0); i++)
            LogSpace.Softmax(logits.Row(i), logits.Row(i));
        return logits;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers too large or missing.</exception>
    public TLabel[] Predict(Table examples)
    {
        var logits = DecisionFunction(examples);
        var labels = new TLabel[logits.GetLength(0)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = Labels[LogSpace.IndexOfMax(logits.Row(i))];
        return labels;
    }
}
