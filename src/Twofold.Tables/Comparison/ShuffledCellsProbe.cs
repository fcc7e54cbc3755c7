namespace Twofold.Tables;

/// <summary>Measures how well rows are noticed whose cells are each usual, but do not go together: every column of held-out rows shuffled by itself.</summary>
sealed class ShuffledCellsProbe(int repeats, double correlation) : IProbe<Table>
{
    const int MostRows = 2000;

    readonly RepeatedValues<int> values = new(repeats, correlation);

    public void Measure(FullSizeFit<Table> fit)
    {
        var random = SeededRandom.ForPart(fit.Seed, 2);
        var usual = fit.Test.Subset([.. Enumerable.Range(0, Math.Min(fit.Test.Count, MostRows))]);
        var strange = Shuffled(usual, random);
        foreach (var (e, entrant) in fit.Present)
            values.Set(e, fit.Repeat, Auroc.Of(Strangeness.Of(entrant.Model, strange), Strangeness.Of(entrant.Model, usual)));
    }

    public ContenderResult AddTo(ContenderResult result, int number) => values.OfShare(number) is { } auroc
        ? result with { Unfamiliar = [.. result.Unfamiliar, new UnfamiliarResult(UnfamiliarKind.ShuffledCells, auroc)] }
        : result;

    public IEnumerable<Advice> Advise(ComparisonResult result) =>
        Strangeness.Advise("Rows unlike any seen", "Of rows whose cells do not go together", result, UnfamiliarKind.ShuffledCells, values.OfDifference) is { } advice ? [advice] : [];

    static Table Shuffled(Table table, SeededRandom random)
    {
        var (values, column) = (table.Values.ToArray(), new double[table.Count]);
        for (var j = 0; j < table.Columns; j++)
        {
            for (var i = 0; i < column.Length; i++)
                column[i] = table[i, j];
            random.Shuffle<double>(column);
            for (var i = 0; i < column.Length; i++)
                values[(i * table.Columns) + j] = column[i];
        }

        return Table.FromFlat(values, table.Schema);
    }
}
