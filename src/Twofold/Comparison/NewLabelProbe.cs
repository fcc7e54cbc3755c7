namespace Twofold;

/// <summary>Measures how well examples of a label are noticed that the model has never seen: each repeat leaves another label out.</summary>
sealed class NewLabelProbe<TExamples>(int repeats, double correlation) : IProbe<TExamples>
    where TExamples : IExamples<TExamples>
{
    const int MostLearned = 3000;

    readonly RepeatedValues<int> values = new(repeats, correlation);

    public void Measure(FullSizeFit<TExamples> fit)
    {
        var leftOut = fit.Repeat % fit.Labels;
        int[] learned = [.. Enumerable.Range(0, fit.TrainCodes.Length).Where(i => fit.TrainCodes[i] != leftOut).Take(MostLearned)];
        int[] strange = [.. Enumerable.Range(0, fit.TestCodes.Length).Where(i => fit.TestCodes[i] == leftOut)];
        int[] usual = [.. Enumerable.Range(0, fit.TestCodes.Length).Where(i => fit.TestCodes[i] != leftOut)];
        if (strange.Length == 0 || usual.Length == 0 || learned.Select(i => fit.TrainCodes[i]).Distinct().Count() < 2)
            return;
        var (rows, codes) = (fit.Train.Subset(learned), learned.Select(i => fit.TrainCodes[i]).ToArray());
        foreach (var (e, entrant) in fit.Present)
        {
            try
            {
                var model = entrant.Recipe.Fit(rows, codes, weights: null, fit.Cancellation);
                values.Set(e, fit.Repeat, Auroc.Of(Strangeness.Of(model, fit.Test.Subset(strange)), Strangeness.Of(model, fit.Test.Subset(usual))));
            }
            catch (TwofoldException)
            {
                // What cannot learn from the other labels has no number.
            }
        }
    }

    public ContenderResult AddTo(ContenderResult result, int number) => values.OfShare(number) is { } auroc
        ? result with { Unfamiliar = [.. result.Unfamiliar, new UnfamiliarResult(UnfamiliarKind.NewLabel, auroc)] }
        : result;

    public IEnumerable<Advice> Advise(ComparisonResult result) =>
        Strangeness.Advise(Wording.Capital($"{result.Noun}s of a label never seen"), "Each repeat leaves out one label:", result, UnfamiliarKind.NewLabel, values.OfDifference) is { } advice ? [advice] : [];
}
