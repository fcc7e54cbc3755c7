namespace Twofold.Tables;

/// <summary>
/// <see cref="MixedNaiveBayes"/> on subsets of a table that is known: a column that happens to be all zeros and ones in ten rows is not taken for one of nothing else. What kinds of
/// numbers there are is read from the whole table, as the categories are; labels are not.
/// </summary>
sealed class WholeTableNaiveBayes : IGenerativeRecipe<Table>
{
    readonly Domain[] domains;

    public WholeTableNaiveBayes(Table whole) => domains = [.. Enumerable.Range(0, whole.Columns).Select(j => Domain.Of(whole, j))];

    public IGenerativeModel<Table, TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(examples);
        var kinds = new Dictionary<string, ColumnDensityKind>();
        for (var j = 0; j < domains.Length; j++)
            // Where the rows say less than the table, a kind that takes all that the table has.
            if (examples.Schema[j].Kind == ColumnKind.Number && Domain.Of(examples, j) != domains[j])
                kinds[examples.Schema[j].Name] = domains[j].IsWhole ? ColumnDensityKind.Histogram : ColumnDensityKind.Gaussian;
        return new MixedNaiveBayes { Kinds = kinds }.Fit(examples, labels, weights, cancellation);
    }

    readonly record struct Domain(bool IsBinary, bool IsWhole, bool IsNotNegative, bool IsPositive)
    {
        public static Domain Of(Table table, int column)
        {
            var domain = new Domain(true, true, true, true);
            for (var i = 0; i < table.Count; i++)
                if (table[i, column] is var cell && !double.IsNaN(cell))
                    domain = new Domain(domain.IsBinary && cell is 0 or 1, domain.IsWhole && cell == Math.Floor(cell), domain.IsNotNegative && cell >= 0, domain.IsPositive && cell > 0);
            return domain;
        }
    }
}
