using System.Collections.Concurrent;

namespace Twofold;

/// <summary>Measures what examples without a label are worth to a generative model when few have one.</summary>
sealed class UnlabeledProbe<TExamples>(IReadOnlyList<Entrant<TExamples>> entrants, int labels, int repeats, double correlation) : IProbe<TExamples>
    where TExamples : IExamples<TExamples>
{
    const int MostUnlabeled = 1000;
    const int Iterations = 15;

    // More repeats than this cost more than they tell.
    const int MostRepeats = 10;

    static readonly int[] LabeledOfEach = [3, 10];

    readonly RepeatedValues<(int Entrant, int Labeled, bool Together)> values = new(repeats, correlation);
    readonly ConcurrentDictionary<int, int> unlabeledBeside = new();

    public void Measure(FullSizeFit<TExamples> fit)
    {
        if (fit.Repeat >= MostRepeats)
            return;
        foreach (var labeled in LabeledOfEach.Select(each => each * labels))
        {
            var all = Math.Min(labeled + MostUnlabeled, fit.TrainCodes.Length);
            // With fewer than so many beside them there is nothing to gain from.
            if (all < 3 * labeled)
                return;
            unlabeledBeside[labeled] = all - labeled;
            var (rows, few, codes) = (Rows(fit, all), Rows(fit, labeled), fit.TrainCodes[..labeled]);
            if (codes.Distinct().Count() < 2)
                return;
            foreach (var (e, _) in fit.Present)
            {
                // The first setting: which of them is best is not known from so few.
                var recipe = entrants[e].Settings[0].Recipe;
                try
                {
                    values.Set((e, labeled, false), fit.Repeat, Accuracy(fit, recipe.Fit(few, codes, weights: null, fit.Cancellation)));
                    if (recipe is IGenerativeRecipe<TExamples> generative)
                        values.Set(
                            (e, labeled, true),
                            fit.Repeat,
                            Accuracy(fit, new SemiSupervised<TExamples>(generative) { MaxIterations = Iterations }.Fit(rows, codes, cancellation: fit.Cancellation).Model));
                }
                catch (TwofoldException)
                {
                    // What so few examples are too few for has no number.
                }
            }
        }
    }

    public ContenderResult AddTo(ContenderResult result, int number) => result with
    {
        Unlabeled =
        [
            .. LabeledOfEach.Select(each => each * labels)
                .Where(labeled => values.Count((number, labeled, true)) > 0)
                .Select(labeled => new UnlabeledResult(
                    labeled,
                    unlabeledBeside[labeled],
                    values.OfShare((number, labeled, false))!.Value, // Where there is the second there is the first.
                    values.OfShare((number, labeled, true))!.Value,
                    values.OfDifference((number, labeled, true), (number, labeled, false))!.Value)),
        ],
    };

    public IEnumerable<Advice> Advise(ComparisonResult result)
    {
        if (result.Families is not { Generative: { } generative, Discriminative: { } discriminative } || result.Find(generative) is not { Unlabeled: [var few, ..] })
            yield break;
        int Number(string name) => entrants.Index().First(entrant => entrant.Item.Name == name).Index;
        var ahead = values.OfDifference((Number(generative), few.Labeled, true), (Number(discriminative), few.Labeled, false));
        var beside = ahead is { } by
            ? by.IsClear
                ? $" {Wording.Capital(discriminative)}, which can learn nothing from them, is then {Wording.Points(by.Low > 0 ? by : by.Negated())} {(by.Low > 0 ? "behind" : "ahead")}."
                : $" The difference to {discriminative}, which can learn nothing from them, is {Wording.Points(by)}: within noise."
            : "";
        var (use, within) = ahead is { High: < 0 } ? (discriminative, false) : (generative, ahead is not { IsClear: true });
        yield return new Advice(
            "Few labels, many without one",
            use,
            $"With {few.Labeled} labels and {Wording.Count(few.Unlabeled, result.Noun)} without, {generative} goes from {Wording.Percent(few.Alone)} to {Wording.Percent(few.Together)} right by learning from both: "
            + (few.Gain.Low > 0 ? $"{Wording.Points(few.Gain)} gained." : few.Gain.High < 0 ? $"{Wording.Points(few.Gain.Negated())} lost, so leave them out." : $"the difference, {Wording.Points(few.Gain)}, is within noise.") + beside,
            few.Gain,
            within);
    }

    static TExamples Rows(FullSizeFit<TExamples> fit, int count) => fit.Train.Subset([.. Enumerable.Range(0, count)]);

    static double Accuracy(FullSizeFit<TExamples> fit, IClassifier<TExamples, int> model) =>
        model.Predict(fit.Test).Zip(fit.TestCodes).Average(answer => answer.First == answer.Second ? 1.0 : 0);
}
