using static System.FormattableString;

namespace Twofold.Tables;

/// <summary>Measures what missing cells cost a model that learned from the table as it is.</summary>
sealed class MissingCellsProbe(Schema schema, int repeats, double correlation) : IProbe<Table>
{
    static readonly double[] Shares = [0, 0.1, 0.3, 0.5, 0.7];

    // What is said in words is about this share.
    const double Told = 0.3;

    const int MostColumns = 30;

    // A row whose holes no other row has costs a model of dependent columns a factorization.
    const int MostRows = 2000, FewestRows = 200, MostCells = 40_000;

    readonly RepeatedValues<(int Entrant, double Share, bool IsLoss)> shares = new(repeats, correlation);
    readonly RepeatedValues<(int Entrant, int Column)> columns = new(repeats, correlation);

    public void Measure(FullSizeFit<Table> fit)
    {
        var count = Math.Min(fit.Test.Count, Math.Clamp(MostCells / schema.Count, FewestRows, MostRows));
        var random = SeededRandom.ForPart(fit.Seed, 1);
        var rows = Enumerable.Range(0, fit.Test.Count).ToArray();
        random.Shuffle<int>(rows);
        var test = fit.Test.Subset(rows.AsSpan(0, count));
        int[] codes = [.. rows[..count].Select(i => fit.TestCodes[i])];
        var drawn = Holes.Draw(test, random);
        foreach (var share in Shares)
        {
            var holed = Holes.Make(test, (i, j) => drawn[(i * test.Columns) + j] < share);
            foreach (var (e, entrant) in fit.Present)
            {
                var answers = TestAnswers.Of(fit.Probabilities(entrant, holed), codes);
                shares.Set((e, share, false), fit.Repeat, answers.Right.Average());
                shares.Set((e, share, true), fit.Repeat, answers.Loss.Average());
            }
        }

        for (var column = 0; column < Math.Min(schema.Count, MostColumns); column++)
        {
            fit.Cancellation.ThrowIfCancellationRequested();
            var without = Holes.Make(test, (_, j) => j == column);
            foreach (var (e, entrant) in fit.Present)
                columns.Set((e, column), fit.Repeat, shares[(e, 0, false), fit.Repeat] - TestAnswers.Of(fit.Probabilities(entrant, without), codes).Right.Average());
        }
    }

    public ContenderResult AddTo(ContenderResult result, int number) => shares.Count((number, 0, false)) == 0 ? result : result with
    {
        MissingCells = new MissingCellsResult(
            [.. Shares.Select(share => new MissingShare(share, shares.OfShare((number, share, false))!.Value, shares.Of((number, share, true))!.Value))], // Whoever has one share has all.
            [
                .. Enumerable.Range(0, Math.Min(schema.Count, MostColumns))
                    .Select(column => new MissingColumn(schema[column].Name, columns.Of((number, column))!.Value))
                    .OrderByDescending(column => column.AccuracyLost.Value),
            ]),
    };

    public IEnumerable<Advice> Advise(ComparisonResult result)
    {
        if (result.Families is not { Generative: { } generative, Discriminative: { } discriminative })
            yield break;
        var (g, d) = (Number(generative), Number(discriminative));
        if (shares.OfDifference((g, Told, false), (d, Told, false)) is not { } ahead
            || result.Find(generative)!.MissingCells is not { } ours || result.Find(discriminative)!.MissingCells is not { } theirs) // Both are among them.
            yield break;
        var dearest = theirs.Columns[0];
        var from = Shares.Skip(1).Where(share => shares.OfDifference((g, share, false), (d, share, false)) is { Low: > 0 }).Select(share => (double?)share).FirstOrDefault();
        var use = ahead.High < 0 ? discriminative : generative;
        yield return new Advice(
            "Rows with missing cells",
            use,
            Invariant($"With {Told:P0} of the cells missing {generative}, which sums over them, is right for {Wording.Percent(At(ours))}, {discriminative} for {Wording.Percent(At(theirs))}: ")
            + (ahead.IsClear ? $"{use} is {Wording.Points(ahead.Low > 0 ? ahead : ahead.Negated())} better." : $"the difference, {Wording.Points(ahead)}, is within noise.")
            + (from is { } share && !(share == Told) ? Invariant($" From {share:P0} missing on, {generative} is clearly ahead.") : "")
            + $" The column whose loss costs {discriminative} most is '{dearest.Column}': {Wording.Points(dearest.AccuracyLost)}.",
            ahead,
            !ahead.IsClear);

        int Number(string name) => result.Contenders.Index().First(contender => contender.Item.Name == name).Index;
        static Interval At(MissingCellsResult of) => of.KnockedOut.First(point => point.Share == Told).Accuracy;
    }
}
