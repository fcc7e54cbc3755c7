namespace Twofold;

/// <summary>Measures how far probabilities can be believed.</summary>
sealed class CalibrationProbe<TExamples>(int entrants, int repeats, double correlation) : IProbe<TExamples>
    where TExamples : IExamples<TExamples>
{
    const int Bins = 10;

    readonly RepeatedValues<int> errors = new(repeats, correlation);
    readonly Sums?[,] bins = new Sums?[entrants, repeats];

    public void Measure(FullSizeFit<TExamples> fit)
    {
        var names = Enumerable.Range(0, fit.Labels).ToArray();
        foreach (var (e, entrant) in fit.Present)
        {
            var probabilities = fit.Probabilities(entrant, fit.Test);
            errors.Set(e, fit.Repeat, Evaluation.Of(names, probabilities, fit.TestCodes).CalibrationError);
            var sums = new Sums(new int[Bins], new double[Bins], new int[Bins]);
            for (var i = 0; i < fit.TestCodes.Length; i++)
            {
                var row = probabilities.Row(i);
                var said = LogSpace.IndexOfMax(row);
                var bin = Math.Clamp((int)(row[said] * Bins), 0, Bins - 1);
                sums.Counts[bin]++;
                sums.Probabilities[bin] += row[said];
                sums.Right[bin] += said == fit.TestCodes[i] ? 1 : 0;
            }

            bins[e, fit.Repeat] = sums;
        }
    }

    public ContenderResult AddTo(ContenderResult result, int number) =>
        errors.OfShare(number) is { } error ? result with { Calibration = new CalibrationResult(error, [.. Diagram(number)]) } : result;

    public IEnumerable<Advice> Advise(ComparisonResult result) => [];

    IEnumerable<ReliabilityBin> Diagram(int entrant)
    {
        var measured = Enumerable.Range(0, repeats).Select(repeat => bins[entrant, repeat]).OfType<Sums>().ToList();
        var total = measured.Sum(sums => sums.Counts.Sum());
        for (var bin = 0; bin < Bins; bin++)
        {
            var count = measured.Sum(sums => sums.Counts[bin]);
            if (count == 0)
                continue;
            var right = (double)measured.Sum(sums => sums.Right[bin]) / count;
            // Repeats share examples: what is known is about what one repeat's number of them tells.
            var error = 1.96 * Estimate.OfShare(right, Math.Max(1, count / measured.Count)).StandardError;
            yield return new ReliabilityBin(
                (double)count / total, measured.Sum(sums => sums.Probabilities[bin]) / count, new Interval(right, Math.Max(0, right - error), Math.Min(1, right + error)));
        }
    }

    sealed record Sums(int[] Counts, double[] Probabilities, int[] Right);
}
