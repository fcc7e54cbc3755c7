namespace Twofold.Tables;

/// <summary>
/// A fitted naive Bayes of mixed columns: given the label, every column has a density of its own kind, independent of the others. Immutable.
/// <para>
/// Its density is the product over the known cells: per unit of a Gaussian, log-normal or histogram column, the probability of a cell of the
/// others, and of a text that of its bag of words given how many they are. What is made of a text column is words without an order. Learning
/// more keeps the kinds and the bins of the first fit. A row alone can hold no text: there its text cells
/// are NaN, missing.
/// </para>
/// <para>
/// A number that its column's kind does not have, such as 34.5 of counts or 0 of a log-normal column, is answered about and not refused: its
/// log-likelihood is −744, that of the least number above 0, of every label alike. The other cells decide which label it is, and the density of the row
/// says that it is like none. To learn from it is refused.
/// </para>
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class MixedNaiveBayesModel<TLabel> : NaiveBayesModel<MixedNaiveBayesModel<TLabel>, TLabel>, IStoredModel<MixedNaiveBayesModel<TLabel>, TLabel>
    where TLabel : notnull
{
    readonly ColumnPlan[] plans;
    readonly MixedStatistics statistics;

    // One of the two for each column.
    readonly ColumnDensity?[] densities;
    readonly WordColumn?[] texts;

    internal MixedNaiveBayesModel(
        IReadOnlyList<TLabel> labels, ColumnPlan[] plans, MixedStatistics statistics, double alpha, bool generateMissing, PriorRule prior, Schema schema)
        : base(labels, statistics, prior, schema)
    {
        (this.plans, this.statistics, Alpha, GenerateMissing) = (plans, statistics, FitArguments.RequireAlpha(alpha), generateMissing);
        for (var j = 0; j < plans.Length; j++)
            if (statistics.Columns[j] is LabelMoments moments && !double.IsFinite(moments.Pooled(0).Variance))
                throw LabelMoments.TooLarge(schema, j);
        densities = [.. plans.Zip(statistics.Columns, (plan, column) => plan.Kind == ColumnDensityKind.Words ? null : plan.Density(column, alpha))];
        texts = [.. statistics.Columns.Select(column => column is WordCounts words ? new WordColumn(words, alpha) : null)];
    }

    /// <summary>The kind of each column, <c>[columns]</c>.</summary>
    public IReadOnlyList<ColumnDensityKind> Kinds => [.. plans.Select(plan => plan.Kind)];

    /// <summary>How many examples a label is given besides its own.</summary>
    public double Alpha { get; }

    /// <summary>Whether generated rows have missing cells, as often as the examples of their label have in that column.</summary>
    public bool GenerateMissing { get; }

    Schema IStoredModel<MixedNaiveBayesModel<TLabel>, TLabel>.Schema => Schema;

    private protected override long CostOfRow => 20L * Columns * (Labels.Count + 1);

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        tensors.Add("label-weights", statistics.LabelWeights, Labels.Count);
        tensors.Add("kinds", [.. plans.Select(plan => (double)plan.Kind)], Columns);
        tensors.Add("edges", [.. plans.Select(plan => (double)(plan.Bins?.Edges.Length ?? 0))], Columns);
        for (var j = 0; j < Columns; j++)
        {
            if (plans[j].Bins is { } bins)
            {
                tensors.Add($"{j}.edges", bins.Edges, bins.Edges.Length);
                tensors.Add($"{j}.whole", [bins.IsWhole ? 1.0 : 0.0], 1);
            }

            switch (statistics.Columns[j])
            {
                case LabelMoments moments:
                    moments.AddTo(tensors, $"{j}.");
                    break;
                case CategoryCounts counts:
                    counts.AddTo(tensors, $"{j}.");
                    break;
                case WordCounts words:
                    words.AddTo(tensors, $"{j}.");
                    break;
            }
        }

        tensors.Add("alpha", [Alpha], 1);
        tensors.Add("generate-missing", [GenerateMissing ? 1.0 : 0.0], 1);
        PriorRule.AddTo(tensors);
    }

    static MixedNaiveBayesModel<TLabel> IStoredModel<MixedNaiveBayesModel<TLabel>, TLabel>.From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        var (kinds, edges) = (tensors.Read("kinds", schema.Count), tensors.Read("edges", schema.Count));
        var (plans, columns) = (new ColumnPlan[schema.Count], new LabelStatistics[schema.Count]);
        for (var j = 0; j < plans.Length; j++)
        {
            var kind = (ColumnDensityKind)(int)kinds[j];
            if (!Enum.IsDefined(kind) || (kind == ColumnDensityKind.Words) != (schema[j].Kind == ColumnKind.Text) || edges[j] is < 0 or > int.MaxValue)
                throw Damaged(j);
            HistogramBins? bins = null;
            if (kind == ColumnDensityKind.Histogram)
            {
                var read = tensors.Read($"{j}.edges", (int)edges[j]);
                for (var edge = 1; edge < read.Length; edge++)
                    if (!(read[edge] > read[edge - 1]))
                        throw Damaged(j);
                bins = read.Length >= 2 ? new HistogramBins(read, tensors.Read($"{j}.whole", 1)[0] != 0) : throw Damaged(j);
            }

            plans[j] = new ColumnPlan(kind, bins);
            columns[j] = kind switch
            {
                ColumnDensityKind.Words => WordCounts.From(tensors, labels.Count, $"{j}."),
                ColumnDensityKind.Bernoulli => CategoryCounts.From(tensors, labels.Count, [2], $"{j}."),
                ColumnDensityKind.Categorical => CategoryCounts.From(tensors, labels.Count, [schema[j].Values.Count], $"{j}."),
                ColumnDensityKind.Histogram => CategoryCounts.From(tensors, labels.Count, [bins!.Count], $"{j}."), // Read above.
                _ => LabelMoments.From(tensors, labels.Count, 1, $"{j}."),
            };
        }

        var labelWeights = tensors.Read("label-weights", labels.Count);
        ModelParameters.RequireNonNegative(labelWeights, "label weights");
        return new MixedNaiveBayesModel<TLabel>(
            labels, plans, new MixedStatistics(labelWeights, columns), tensors.Read("alpha", 1)[0], tensors.Read("generate-missing", 1)[0] != 0,
            PriorRule.From(tensors, labels.Count), schema);

        static TwofoldException Damaged(int column) => new($"The model's density of column {column} is damaged: train it again or take it from a backup.");
    }

    private protected override void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> likelihood)
    {
        likelihood.Clear();
        for (var i = 0; i < count; i++)
        {
            var answers = likelihood.Slice(i * Labels.Count, Labels.Count);
            for (var j = 0; j < Columns; j++)
            {
                var cell = rows[(i * Columns) + j];
                if (double.IsInfinity(cell))
                    answers.Fill(double.NaN);
                else if (!double.IsNaN(cell))
                    densities[j]?.AddLogs(cell, answers);
            }
        }
    }

    private protected override void LogLikelihood(Table examples, int first, int count, double[] scratch, Span<double> likelihood)
    {
        base.LogLikelihood(examples, first, count, scratch, likelihood);
        for (var j = 0; j < Columns; j++)
        {
            if (texts[j] is not { } words)
                continue;
            for (var i = 0; i < count; i++)
                if (examples.Text(first + i, j) is { } text)
                    words.AddLogs(text, likelihood.Slice(i * Labels.Count, Labels.Count));
        }
    }

    private protected override void LogScores(Table examples, int first, int count, double[] scratch, Span<double> scores) =>
        LogLikelihood(examples, first, count, scratch, scores);

    /// <summary>A missing text stays missing.</summary>
    private protected override void ImputeRow(Span<double> row, ReadOnlySpan<double> posterior)
    {
        for (var j = 0; j < row.Length; j++)
            if (double.IsNaN(row[j]) && densities[j] is { } density)
                row[j] = density.Expect(posterior);
    }

    private protected override void GenerateRow(int label, SeededRandom random, Span<double> row)
    {
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = densities[j]?.Draw(label, random) ?? double.NaN;
            if (GenerateMissing && random.NextDouble() < statistics.MissingShare(label, j))
                row[j] = double.NaN;
        }
    }

    private protected override Table GenerateRows(int label, int count, ulong seed, CancellationToken cancellation)
    {
        var table = base.GenerateRows(label, count, seed, cancellation);
        if (Schema.IsNumbers || texts.All(column => column is null))
            return table;
        var (values, columns) = (table.Values.ToArray(), Schema.ToArray());
        for (var j = 0; j < Columns; j++)
        {
            if (texts[j] is not { } words)
                continue;

            // Beside the numbers that the rows' other columns were drawn with.
            var (made, codes) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var random = SeededRandom.ForPart(~seed, (ulong)(((long)i * Columns) + j));
                if (GenerateMissing && random.NextDouble() < statistics.MissingShare(label, j))
                    continue;
                var text = words.Draw(label, random);
                if (codes.TryAdd(text, made.Count))
                    made.Add(text);
                values[(i * Columns) + j] = codes[text];
            }

            columns[j] = new Column(Schema[j].Name, ColumnKind.Text, made);
        }

        return Table.FromFlat(values, new Schema(columns));
    }

    private protected override MixedNaiveBayesModel<TLabel> With(IReadOnlyList<TLabel> labels, LabelStatistics statistics, PriorRule prior) =>
        new(labels, plans, (MixedStatistics)statistics, Alpha, GenerateMissing, prior, Schema);

    private protected override LabelStatistics Summarize(Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation) =>
        MixedStatistics.Of(examples, plans, codes, labels, weights, cancellation);

    private protected override void RequireSameRecipe(MixedNaiveBayesModel<TLabel> other)
    {
        FitArguments.RequireSame(nameof(Alpha), Alpha, other.Alpha);
        for (var j = 0; j < Columns; j++)
            if (!plans[j].Matches(other.plans[j]))
                throw new TwofoldException(
                    $"The models have densities of other kinds or bins in {Schema.Describe(j)}, {plans[j].Kind} and {other.plans[j].Kind}: "
                    + "fit the parts with FitIncrementally, one after the other, or give the kinds by name.");
    }
}
