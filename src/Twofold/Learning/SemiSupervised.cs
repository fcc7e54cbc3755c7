namespace Twofold;

/// <summary>
/// Learns a generative model from examples of which only some have a label (Nigam, McCallum, Thrun, Mitchell 2000, "Text classification from labeled
/// and unlabeled documents using EM"). The model says what label each of the others may have, learns from them as examples of all labels with those
/// probabilities as weights, and so on, until the likelihood of everything that is known no longer grows. Helps where the model's assumptions hold; a
/// discriminative model, which knows no p(example), cannot do it.
/// </summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
public sealed record SemiSupervised<TExamples>
    where TExamples : IExamples<TExamples>
{
    // A label that is less probable than this changes nothing worth a copy of the example.
    const double LeastShare = 1e-6;

    /// <summary>Lets the models of a recipe learn from examples without a label.</summary>
    /// <param name="recipe">The recipe.</param>
    public SemiSupervised(IGenerativeRecipe<TExamples> recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Recipe = recipe;
    }

    /// <summary>The recipe that learns.</summary>
    public IGenerativeRecipe<TExamples> Recipe { get; }

    /// <summary>At most so many fits after the first one. At least 1, by default 100, as in scikit-learn's <c>GaussianMixture</c>.</summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int MaxIterations { get; init => field = Setting.AtLeast(value, 1); } = 100;

    /// <summary>
    /// The fit is done when the mean log-likelihood of an example grows by less than this, in nats. Above 0, by default 1e-3, as in scikit-learn's
    /// <c>GaussianMixture</c>.
    /// </summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Tolerance { get; init => field = Setting.Positive(value, ", such as 1e-3"); } = 1e-3;

    /// <summary>
    /// How much an example without a label counts beside one with a label, so that very many of them do not drown the labels. At least 0, which leaves
    /// them out; by default 1.
    /// </summary>
    /// <exception cref="TwofoldException">Below 0 or not finite.</exception>
    public double UnlabeledWeight { get; init => field = Setting.NotNegative(value); } = 1;

    /// <summary>Learns from all examples, the first of which have a label.</summary>
    /// <param name="examples">The examples, first those with a label, then the others.</param>
    /// <param name="labels">The labels of the first examples, at least two different ones; not more than there are examples.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>, those without a label too; null (the default): all count 1.</param>
    /// <param name="progress">Told after each fit.</param>
    /// <param name="cancellation">Stops the work between two passes.</param>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match, or the recipe refuses.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public SemiSupervisedFit<TExamples, TLabel> Fit<TLabel>(
        TExamples examples,
        IReadOnlyList<TLabel> labels,
        IReadOnlyList<double>? weights = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count > examples.Count)
            throw new TwofoldException($"{examples.Count} examples but {labels.Count} labels: give at most one label for each example, those of the first ones.");
        var counts = CheckedWeights(examples.Count, labels.Count, weights);

        int[] labeled = [.. Enumerable.Range(0, labels.Count)];
        var model = Recipe.Fit(examples.Subset(labeled), labels, weights is null ? null : counts[..labels.Count], cancellation);
        var expected = Expect(model, examples, labels, counts);
        var trace = new List<double> { expected.LogLikelihood };
        var converged = labels.Count == examples.Count || UnlabeledWeight == 0;
        while (!converged && trace.Count <= MaxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = Maximize(model, examples, labels, counts, expected.Posterior, cancellation);
            cancellation.ThrowIfCancellationRequested();
            expected = Expect(next, examples, labels, counts);

            // A recipe that smooths maximizes something else than the likelihood, which may then fall in the end.
            var gain = expected.LogLikelihood - trace[^1];
            converged = !(gain >= Tolerance);
            if (!(gain >= 0))
                break;
            model = next;
            trace.Add(expected.LogLikelihood);
            progress?.Report(new WorkProgress(
                "Learning from examples without a label", trace.Count - 1, MaxIterations, "fits", $"mean log-likelihood {expected.LogLikelihood:F4}"));
        }

        return new SemiSupervisedFit<TExamples, TLabel>(model, converged, trace);
    }

    double[] CheckedWeights(int examples, int labeled, IReadOnlyList<double>? weights)
    {
        if (weights is not null && weights.Count != examples)
            throw new TwofoldException($"{examples} examples but {weights.Count} weights: each example needs one weight.");
        var counts = new double[examples];
        for (var i = 0; i < examples; i++)
        {
            var weight = weights?[i] ?? 1;
            if (!(weight >= 0 && double.IsFinite(weight)))
                throw new TwofoldException($"The weight of example {i} is {weight}: give a finite number of at least 0.");
            counts[i] = i < labeled ? weight : UnlabeledWeight * weight;
        }

        return counts;
    }

    // p(label | example), [examples, labels], and the mean of log p(example, label) where the label is known and of log p(example) where it is not.
    static (double[,] Posterior, double LogLikelihood) Expect<TLabel>(
        IGenerativeModel<TExamples, TLabel> model, TExamples examples, IReadOnlyList<TLabel> labels, double[] counts)
        where TLabel : notnull
    {
        var joint = model.LogLikelihood(examples);
        double[] logPrior = [.. model.Prior.Select(share => Math.Log(share))];
        var columns = model.Labels.Select((label, k) => (label, k)).ToDictionary(pair => pair.label, pair => pair.k);
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            var row = joint.Row(i);
            for (var k = 0; k < row.Length; k++)
                row[k] += logPrior[k];
            sum += counts[i] == 0 ? 0 : counts[i] * (i < labels.Count ? row[columns[labels[i]]] : LogSpace.LogSumExp(row));
            total += counts[i];
            LogSpace.Softmax(row, row);
        }

        return (joint, sum / total);
    }

    // Each example without a label stands there once for each label, with the label's probability for a weight.
    IGenerativeModel<TExamples, TLabel> Maximize<TLabel>(
        IGenerativeModel<TExamples, TLabel> model,
        TExamples examples,
        IReadOnlyList<TLabel> labels,
        double[] counts,
        double[,] posterior,
        CancellationToken cancellation)
        where TLabel : notnull
    {
        List<int> rows = [.. Enumerable.Range(0, labels.Count)];
        List<TLabel> rowLabels = [.. labels];
        List<double> rowWeights = [.. counts.Take(labels.Count)];
        for (var i = labels.Count; i < counts.Length; i++)
            for (var k = 0; k < model.Labels.Count; k++)
                if (counts[i] > 0 && posterior[i, k] >= LeastShare)
                {
                    rows.Add(i);
                    rowLabels.Add(model.Labels[k]);
                    rowWeights.Add(counts[i] * posterior[i, k]);
                }

        return Recipe.Fit(examples.Subset([.. rows]), rowLabels, rowWeights, cancellation);
    }
}
