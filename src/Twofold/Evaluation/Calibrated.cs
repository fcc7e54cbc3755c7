namespace Twofold;

/// <summary>
/// A recipe whose models are calibrated: by cross-validation every example is held back once, the calibration is learned from what the models say of
/// examples that they did not see, and the final model is fitted on all of them. Scikit-learn's <c>CalibratedClassifierCV(ensemble=False)</c>.
/// </summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
public sealed record Calibrated<TExamples> : IClassifierRecipe<TExamples>
    where TExamples : IExamples<TExamples>
{
    /// <summary>Calibrates the models of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    public Calibrated(IClassifierRecipe<TExamples> recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Recipe = recipe;
    }

    /// <summary>The recipe whose models are calibrated.</summary>
    public IClassifierRecipe<TExamples> Recipe { get; }

    /// <summary>How; by default by sigmoids, as in scikit-learn.</summary>
    public CalibrationMethod Method { get; init; }

    /// <summary>In how many parts the examples are divided, of which each is held back once. At least 2, by default 5, as in scikit-learn.</summary>
    /// <exception cref="TwofoldException">Less than 2.</exception>
    public int Folds { get; init => field = Setting.AtLeast(value, 2); } = 5;

    /// <summary>The same seed gives the same parts, and so the same model. By default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Fits one model on each part's complement for the calibration, and one on all examples.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="labels">One label for each example, at least two different ones, each at least twice.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>, in the fits and in the calibration; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit as it does the recipe's own.</param>
    /// <exception cref="TwofoldException">A label has fewer than two examples of some weight, there are more folds than examples, or the recipe refuses.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public CalibratedModel<TExamples, TLabel> Fit<TLabel>(
        TExamples examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(examples);

        // The recipe's own fit comes first: it says best what it cannot take.
        var model = Recipe.Fit(examples, labels, weights, cancellation);

        // What weighs nothing is as good as not there, and must not be all that a part has of a label.
        int[] counting = [.. Enumerable.Range(0, examples.Count).Where(i => weights is null || weights[i] > 0)];
        var set = new LabeledSet<TExamples, TLabel>(examples, labels).Subset(counting);
        var alone = Array.IndexOf(set.Encoding.Counts, 1);
        if (alone >= 0)
            throw new TwofoldException(
                $"The label '{set.Encoding.Labels[alone]}' has one example: to be calibrated a label needs two, one to learn from and one to be judged by.");

        var heldOut = new double[set.Count, model.Labels.Count];
        foreach (var (train, test) in Stratification.Folds(set.Encoding.Codes, Folds, Seed))
        {
            var part = set.Subset(train);
            var partModel = Recipe.Fit(part.Examples, part.Labels, weights is null ? null : [.. train.Select(i => weights[counting[i]])], cancellation);
            var probabilities = partModel.PredictProbabilities(set.Examples.Subset(test));
            var columns = Columns(partModel.Labels);
            for (var i = 0; i < test.Length; i++)
                for (var k = 0; k < columns.Length; k++)
                    heldOut[test[i], columns[k]] = probabilities[i, k];
        }

        var columnOf = Columns(set.Encoding.Labels);
        int[] codes = Array.ConvertAll(set.Encoding.Codes, code => columnOf[code]);
        var calibration = Calibration.Fit(Method, heldOut, codes, weights is null ? null : [.. counting.Select(i => weights[i])]);
        return new CalibratedModel<TExamples, TLabel>(model, calibration);

        int[] Columns(IReadOnlyList<TLabel> of) => [.. of.Select(label => LabelEncoding.IndexOf(model.Labels, label))];
    }

    IClassifier<TExamples, TLabel> IClassifierRecipe<TExamples>.Fit<TLabel>(
        TExamples examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
