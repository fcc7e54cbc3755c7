namespace Twofold.Tables;

/// <summary>What a column's density is made of, apart from what is summed up of the examples: the kind and, of a histogram, the bins.</summary>
/// <param name="Kind">The kind of density.</param>
/// <param name="Bins">The bins of a histogram; null of the other kinds.</param>
sealed record ColumnPlan(ColumnDensityKind Kind, HistogramBins? Bins = null)
{
    // What the choice is made on: more hardly changes it.
    const int MostToChooseOn = 20_000;

    // Some times as much is still a number: bins have widths, and what is made of the outer ones lies beyond them.
    const double Largest = 1e300;

    /// <summary>
    /// The plan of a column where none is given. Category columns are categorical, texts are words, and numbers that are all 0 or 1 are
    /// Bernoulli. Else the kind of the smallest Bayesian information criterion (Schwarz 1978) on at most 20,000 examples, evenly spaced:
    /// whole numbers are Poisson, negative binomial (if none is negative) or a histogram of whole numbers; others are Gaussian,
    /// log-normal (if all are above 0) or a histogram.
    /// </summary>
    /// <exception cref="TwofoldException">No cell of the column is known.</exception>
    public static ColumnPlan Guess(Table examples, int column, int[] codes, int labels, double[]? weights, double alpha, CancellationToken cancellation)
    {
        switch (examples.Schema[column].Kind)
        {
            case ColumnKind.Category:
                return new ColumnPlan(ColumnDensityKind.Categorical);
            case ColumnKind.Text:
                return new ColumnPlan(ColumnDensityKind.Words);
        }

        var known = Known(examples, column, weights);
        var cells = Array.ConvertAll(known, i => examples[i, column]);
        if (cells.Length == 0)
            throw new TwofoldException($"No example has a number in {examples.Schema.Describe(column)}: leave the column out.");
        var (isWhole, least) = (cells.All(cell => cell == Math.Floor(cell) && Math.Abs(cell) < 1e15), cells.Min());
        if (isWhole && least >= 0 && cells.Max() <= 1)
            return new ColumnPlan(ColumnDensityKind.Bernoulli);

        List<ColumnPlan> candidates = [Histogram(cells)];
        if (isWhole && least >= 0)
            candidates.AddRange([new ColumnPlan(ColumnDensityKind.Poisson), new ColumnPlan(ColumnDensityKind.NegativeBinomial)]);
        else if (!isWhole)
            candidates.Add(new ColumnPlan(ColumnDensityKind.Gaussian));
        if (!isWhole && least > 0)
            candidates.Add(new ColumnPlan(ColumnDensityKind.LogNormal));

        var stride = (known.Length + MostToChooseOn - 1) / MostToChooseOn;
        int[] chosen = [.. known.Where((_, at) => at % stride == 0)];
        var (sample, sampleCodes) = (Table.FromFlat(Array.ConvertAll(chosen, i => examples[i, column]), 1), Array.ConvertAll(chosen, i => codes[i]));
        var sampleWeights = weights is null ? null : Array.ConvertAll(chosen, i => weights[i]);
        return candidates.MinBy(candidate => candidate.Criterion(sample, sampleCodes, labels, sampleWeights, alpha, cancellation))!; // There is one.
    }

    /// <summary>The plan of a column whose kind was given by name.</summary>
    /// <exception cref="TwofoldException">The kind is not one for the column.</exception>
    public static ColumnPlan Given(ColumnDensityKind kind, Table examples, int column, double[]? weights)
    {
        var isFit = examples.Schema[column].Kind switch
        {
            ColumnKind.Text => kind == ColumnDensityKind.Words,
            ColumnKind.Category => kind == ColumnDensityKind.Categorical,
            _ => kind is not (ColumnDensityKind.Words or ColumnDensityKind.Categorical),
        };
        if (!isFit)
            throw new TwofoldException(
                $"The kind {kind} was given for {examples.Schema.Describe(column)}, which is a {examples.Schema[column].Kind} column: "
                + "texts are Words, categories are Categorical, and numbers any of the others.");
        if (kind != ColumnDensityKind.Histogram)
            return new ColumnPlan(kind);
        var cells = Array.ConvertAll(Known(examples, column, weights), i => examples[i, column]);
        return cells.Length > 0 ? Histogram(cells) : throw new TwofoldException($"No example has a number in {examples.Schema.Describe(column)}: leave the column out.");
    }

    /// <summary>Sums up a column of the examples.</summary>
    /// <exception cref="TwofoldException">A cell cannot be one of this kind; the message names it.</exception>
    public LabelStatistics Summarize(Table examples, int column, int[] codes, int labels, double[]? weights, CancellationToken cancellation)
    {
        if (Kind == ColumnDensityKind.Words)
            return WordCounts.Of(examples, column, codes, labels, weights, cancellation);
        var cells = new double[examples.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = examples[i, column];
            cells[i] = double.IsNaN(cell) || weights?[i] == 0 ? double.NaN : Converted(cell) is var converted && !double.IsNaN(converted)
                ? converted
                : throw Unfit(examples, i, column);
        }

        var single = Table.FromFlat(cells, 1);
        if (Kind is not (ColumnDensityKind.Bernoulli or ColumnDensityKind.Categorical or ColumnDensityKind.Histogram))
            return LabelMoments.Of(single, codes, labels, weights, cancellation);
        var size = Bins?.Count ?? (Kind == ColumnDensityKind.Bernoulli ? 2 : examples.Schema[column].Values.Count);
        return CategoryCounts.Of(single, codes, labels, weights, cancellation, [size]);
    }

    /// <summary>The density that follows from what was summed up; not of words.</summary>
    public ColumnDensity Density(LabelStatistics statistics, double alpha) => (Kind, statistics) switch
    {
        (ColumnDensityKind.Gaussian or ColumnDensityKind.LogNormal, LabelMoments moments) => new GaussianColumn(moments, alpha, Kind == ColumnDensityKind.LogNormal),
        (_, LabelMoments moments) => new CountColumn(moments, alpha, Kind == ColumnDensityKind.Poisson),
        (ColumnDensityKind.Histogram, CategoryCounts counts) when Bins is not null => new HistogramColumn(Bins, counts, alpha),
        (_, CategoryCounts counts) => new CategoryColumn(counts, alpha, Kind == ColumnDensityKind.Bernoulli),
        _ => throw new ArgumentException($"A column of kind {Kind} is not made of {statistics.GetType().Name}.", nameof(statistics)),
    };

    /// <summary>Whether statistics of the one plan can be added to those of the other.</summary>
    public bool Matches(ColumnPlan other) =>
        Kind == other.Kind && (Bins is null || other.Bins is null ? Bins == other.Bins : Bins.IsWhole == other.Bins.IsWhole && Bins.Edges.AsSpan().SequenceEqual(other.Bins.Edges));

    static ColumnPlan Histogram(double[] cells) =>
        new(ColumnDensityKind.Histogram, HistogramBins.Of(cells, cells.All(cell => cell == Math.Floor(cell) && Math.Abs(cell) < 1e15)));

    static int[] Known(Table examples, int column, double[]? weights)
    {
        int[] known = [.. Enumerable.Range(0, examples.Count).Where(i => !double.IsNaN(examples[i, column]) && weights?[i] != 0)];
        foreach (var i in known)
            if (double.IsInfinity(examples[i, column]))
                throw new TwofoldException($"Row {i}, {examples.Schema.Describe(column)} is {examples[i, column]}: a finite number is expected, or NaN for a missing one.");
        foreach (var i in known)
            if (Math.Abs(examples[i, column]) > Largest)
                throw new TwofoldException($"Row {i}, {examples.Schema.Describe(column)} is {examples[i, column]}: a number of at most {Largest} is expected; divide the column by a constant before the fit.");
        return known;
    }

    // What is wrong with a cell that cannot be one of this kind.
    TwofoldException Unfit(Table examples, int row, int column)
    {
        var expected = Kind switch
        {
            ColumnDensityKind.LogNormal => "numbers above 0",
            ColumnDensityKind.Poisson or ColumnDensityKind.NegativeBinomial => "whole numbers of at least 0",
            ColumnDensityKind.Bernoulli => "0 and 1",
            ColumnDensityKind.Histogram when Bins is { IsWhole: true } => "whole numbers",
            _ => "finite numbers",
        };
        return new TwofoldException(
            $"Row {row}, {examples.Schema.Describe(column)} is {examples.Text(row, column)}, where the column's kind, {Kind}, takes {expected}: "
            + "correct it, or give another kind by name.");
    }

    // What is summed up of a cell; NaN where the cell cannot be one of this kind.
    double Converted(double cell) => Kind switch
    {
        ColumnDensityKind.LogNormal => cell > 0 ? Math.Log(cell) : double.NaN,
        ColumnDensityKind.Poisson or ColumnDensityKind.NegativeBinomial => cell >= 0 && cell == Math.Floor(cell) ? cell : double.NaN,
        ColumnDensityKind.Bernoulli => cell is 0 or 1 ? cell : double.NaN,
        ColumnDensityKind.Histogram when Bins is not null => double.IsFinite(cell) && (!Bins.IsWhole || cell == Math.Floor(cell)) ? Bins.IndexOf(cell) : double.NaN,
        _ => double.IsFinite(cell) ? cell : double.NaN,
    };

    // −2 log likelihood + parameters · log n
    double Criterion(Table sample, int[] codes, int labels, double[]? weights, double alpha, CancellationToken cancellation)
    {
        var density = Density(Summarize(sample, 0, codes, labels, weights, cancellation), alpha);
        var (logLikelihood, total, answers) = (0.0, 0.0, new double[labels]);
        for (var i = 0; i < sample.Count; i++)
        {
            Array.Clear(answers);
            density.AddLogs(sample[i, 0], answers);
            var weight = weights is null ? 1 : weights[i];
            (logLikelihood, total) = (logLikelihood + (weight * answers[codes[i]]), total + weight);
        }

        return (-2 * logLikelihood) + (labels * density.Parameters * Math.Log(total));
    }
}
