namespace Twofold.Tables;

/// <summary>Finds columns that give the label away: each alone tells the label of nearly all rows that were held out.</summary>
static class Giveaway
{
    const double Suspicious = 0.99;

    // Where one label is nearly all there is, telling it is no feat.
    const double LeastErrorLeft = 0.1;

    const int MostRows = 2000;

    /// <summary>The columns, with the share of held-out rows whose label they tell.</summary>
    public static IEnumerable<(int Column, double Share)> Find(Table table, int[] codes, CancellationToken cancellation)
    {
        var rows = Stratification.Some(codes, MostRows, seed: 0);
        int[] labels = [.. rows.Select(i => codes[i])];
        if (labels.GroupBy(code => code).Max(group => group.Count()) > labels.Length * (1 - LeastErrorLeft) || labels.Distinct().Count() < 2 || table.Columns < 2)
            yield break;
        var sample = table.Subset(rows);
        var folds = Stratification.Folds(labels, 2, seed: 0);
        for (var j = 0; j < table.Columns; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Share(sample.Select([j]), labels, folds, cancellation) is var share && share >= Suspicious)
                yield return (j, share);
        }
    }

    static double Share(Table column, int[] labels, IReadOnlyList<(int[] Train, int[] Test)> folds, CancellationToken cancellation)
    {
        try
        {
            var right = 0;
            foreach (var (train, test) in folds)
            {
                var model = new MixedNaiveBayes().Fit(column.Subset(train), [.. train.Select(i => labels[i])], weights: null, cancellation);
                right += model.Predict(column.Subset(test)).Zip(test).Count(answer => answer.First == labels[answer.Second]);
            }

            return (double)right / labels.Length;
        }
        catch (TwofoldException)
        {
            // A column that is missing in all of a fold tells nothing.
            return 0;
        }
    }
}
