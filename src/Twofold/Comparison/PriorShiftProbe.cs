using static System.FormattableString;

namespace Twofold;

/// <summary>Measures what happens where labels are rarer or more frequent than in training, before and after the model is told.</summary>
sealed class PriorShiftProbe<TExamples> : IProbe<TExamples>
    where TExamples : IExamples<TExamples>
{
    const double OddsFactor = 9;

    readonly double[] learned;
    readonly int rarest;
    readonly RepeatedValues<(int Entrant, Measure What)> values;

    public PriorShiftProbe(int entrants, int[] counts, int repeats, double correlation)
    {
        values = new(repeats, correlation);
        learned = [.. counts.Select(count => (double)count / counts.Sum())];
        rarest = Array.IndexOf(counts, counts.Min());
        var share = learned[rarest] * OddsFactor / ((learned[rarest] * OddsFactor) + 1 - learned[rarest]);
        Shifted = [.. learned.Select((prior, k) => k == rarest ? share : prior * (1 - share) / (1 - learned[rarest]))];
    }

    enum Measure
    {
        Accuracy,
        LogLoss,
        AdjustedAccuracy,
        AdjustedLogLoss,
    }

    /// <summary>p(label) after the shift.</summary>
    public IReadOnlyList<double> Shifted { get; }

    void IProbe<TExamples>.Measure(FullSizeFit<TExamples> fit)
    {
        var weights = Array.ConvertAll(fit.TestCodes, code => Shifted[code] / learned[code]);
        foreach (var (e, entrant) in fit.Present)
        {
            var probabilities = fit.Probabilities(entrant, fit.Test);
            Score(probabilities, Measure.Accuracy, Measure.LogLoss);
            Score(Adjusted(fit, entrant, probabilities), Measure.AdjustedAccuracy, Measure.AdjustedLogLoss);

            void Score(double[,] of, Measure accuracy, Measure logLoss)
            {
                var (right, loss) = (0.0, 0.0);
                for (var i = 0; i < weights.Length; i++)
                {
                    right += LogSpace.IndexOfMax(of.Row(i)) == fit.TestCodes[i] ? weights[i] : 0;
                    loss += weights[i] * Evaluation.Loss(of[i, fit.TestCodes[i]]);
                }

                values.Set((e, accuracy), fit.Repeat, right / weights.Sum());
                values.Set((e, logLoss), fit.Repeat, loss / weights.Sum());
            }
        }
    }

    public ContenderResult AddTo(ContenderResult result, int number) =>
        values.OfShare((number, Measure.Accuracy)) is { } accuracy
        && values.Of((number, Measure.LogLoss)) is { } logLoss
        && values.OfShare((number, Measure.AdjustedAccuracy)) is { } adjustedAccuracy
        && values.Of((number, Measure.AdjustedLogLoss)) is { } adjustedLogLoss
        && values.OfDifference((number, Measure.AdjustedAccuracy), (number, Measure.Accuracy)) is { } gain
            ? result with { PriorShift = new PriorShiftResult(accuracy, logLoss, adjustedAccuracy, adjustedLogLoss, gain) }
            : result;

    public IEnumerable<Advice> Advise(ComparisonResult result)
    {
        var named = ((IEnumerable<string?>)[result.Families.Generative, result.Families.Discriminative]).OfType<string>()
            .Select(name => (Name: name, Number: result.Contenders.Index().First(contender => contender.Item.Name == name).Index, result.Find(name)!.PriorShift)) // Each is one of them.
            .Where(model => model.PriorShift is not null).ToList();
        if (named.Count < 2)
            yield break;
        var difference = values.OfDifference((named[0].Number, Measure.AdjustedAccuracy), (named[1].Number, Measure.AdjustedAccuracy))!.Value; // Both were measured.
        var use = difference.High < 0 ? named[1].Name : named[0].Name;
        yield return new Advice(
            "Where labels are more or less frequent than here",
            use,
            Invariant($"If '{result.Labels[rarest]}' made up {Shifted[rarest]:P0} instead of {learned[rarest]:P0}, {named[0].Name} would be right for {Wording.Percent(named[0].PriorShift!.Accuracy)}, and {Wording.Percent(named[0].PriorShift!.AdjustedAccuracy)} once ")
            + $"told by WithPrior ({Wording.Points(named[0].PriorShift!.Gain)} gained); {named[1].Name} for {Wording.Percent(named[1].PriorShift!.Accuracy)}, and {Wording.Percent(named[1].PriorShift!.AdjustedAccuracy)} if its probabilities are multiplied by the change of the shares. "
            + (difference.IsClear ? $"Then {use} is {Wording.Points(difference.Low > 0 ? difference : difference.Negated())} better." : $"The difference between them then, {Wording.Points(difference)}, is within noise."),
            difference,
            !difference.IsClear);
    }

    double[,] Adjusted(FullSizeFit<TExamples> fit, FittedEntrant<TExamples> entrant, double[,] probabilities)
    {
        if (entrant.Model is IGenerativeModel<TExamples, int> generative)
            return (entrant with { Model = generative.WithPrior([.. generative.Labels.Select(label => Shifted[label])]) }).Probabilities(fit.Test, fit.Labels);
        var adjusted = (double[,])probabilities.Clone();
        for (var i = 0; i < adjusted.GetLength(0); i++)
        {
            var row = adjusted.Row(i);
            var sum = 0.0;
            for (var k = 0; k < row.Length; k++)
                sum += row[k] *= Shifted[k] / learned[k];
            foreach (ref var probability in row)
                probability /= sum;
        }

        return adjusted;
    }
}
