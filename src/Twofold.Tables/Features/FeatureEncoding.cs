using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Makes finite numbers of any table, so that a discriminative model can learn from it. Column by column, in the table's order:
/// <list type="bullet">
/// <item>A number stays what it is, or is standardized. A missing one becomes the mean of those that the fit knew, 0 where it knew none.</item>
/// <item>
/// A category becomes one column for each, of which that of the cell is 1 and the others 0 (one-hot). Two categories get two columns as well: a
/// missing cell, which is 0 in all of them, then lies between the two instead of being the first, and a penalty on the slopes treats both alike.
/// </item>
/// <item>A text becomes counts of its words, as <see cref="WordOptions"/> say. Words that the fit did not meet are left out; a missing text has none.</item>
/// <item>On request a column with missing cells is followed by one that says which they are, <see cref="FeatureEncodingOptions.MissingIndicators"/>.</item>
/// </list>
/// What is nearly all zeros is held sparse and comes after all other columns: words, and categories of which there are more than 256. An infinite
/// number is refused. Immutable and thread-safe.
/// </summary>
public sealed class FeatureEncoding
{
    const int MostDenseCategories = 256;

    // So many numbers stay in the second-level cache.
    const int BlockNumbers = 16_384;

    // About what a text costs, in multiplications, to say when another core is worth its while.
    const int CostOfText = 5_000;

    const int MostParts = 64;

    readonly double[] means;
    readonly double[]? scales;
    readonly bool[] indicated;
    // Null where all columns are of numbers: a table may have a million of them.
    readonly ColumnKind[]? kinds;

    // Where each column's dense features begin, and where the last ones end, [columns + 1].
    readonly int[] denseStarts;

    readonly SparseColumn[] sparse;
    readonly Lazy<IReadOnlyList<string>> names;

    FeatureEncoding(Schema schema, double[] means, double[]? scales, bool[] indicated, Func<int, WordEncoding> words)
    {
        (Schema, this.means, this.scales, this.indicated) = (schema, means, scales, indicated);
        kinds = schema.IsNumbers ? null : [.. schema.Select(column => column.Kind)];
        denseStarts = new int[schema.Count + 1];
        var sparseColumns = new List<SparseColumn>();
        for (var j = 0; j < schema.Count; j++)
        {
            denseStarts[j + 1] = Sum(denseStarts[j], DenseWidth(j), indicated[j] ? 1 : 0);
            if (!IsSparse(j))
                continue;
            var encoding = kinds?[j] == ColumnKind.Text ? words(j) : null;
            sparseColumns.Add(new SparseColumn(j, SparseFeatures, encoding));
            SparseFeatures = Sum(SparseFeatures, encoding?.Columns ?? schema[j].Values.Count);
        }

        sparse = [.. sparseColumns];
        _ = Sum(DenseFeatures, SparseFeatures);
        names = new Lazy<IReadOnlyList<string>>(() => [.. Enumerable.Range(0, schema.Count).SelectMany(DenseNames), .. sparse.SelectMany(SparseNames)]);
    }

    static int Sum(params ReadOnlySpan<int> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
            sum += count;
        return sum <= Array.MaxLength
            ? (int)sum
            : throw new TwofoldException($"The columns would have {sum:N0} features, and at most {Array.MaxLength:N0} can be numbered: leave out columns of text, or give them fewer hash bits.");
    }

    /// <summary>The columns that the encoding was fitted on.</summary>
    public Schema Schema { get; }

    /// <summary>The number of features, dense ones and sparse ones.</summary>
    public int Features => DenseFeatures + SparseFeatures;

    /// <summary>
    /// What the features are called, <c>[features]</c>: <c>age</c>, <c>age is missing</c>, <c>country=DE</c>, <c>comment: word</c>,
    /// <c>comment: hash 17</c>.
    /// </summary>
    public IReadOnlyList<string> FeatureNames => names.Value;

    /// <summary>The number of features in <see cref="EncodedTable.Dense"/>.</summary>
    internal int DenseFeatures => denseStarts[^1];

    /// <summary>The number of features in <see cref="EncodedTable.Sparse"/>.</summary>
    internal int SparseFeatures { get; }

    /// <summary>Whether there is a sparse part, be it without columns.</summary>
    internal bool HasSparse => sparse.Length > 0;

    /// <summary>
    /// Whether finite rows stay as they are. A model can then calculate with a table right away and come back to <see cref="Apply"/> only where
    /// an answer is not finite, which saves a pass over the table.
    /// </summary>
    internal bool IsIdentity => kinds is null && scales is null && DenseFeatures == Schema.Count;

    /// <summary>Learns means, spreads and words from a table.</summary>
    /// <param name="examples">At least one row.</param>
    /// <param name="options">What to make of the columns; null (the default) for the defaults.</param>
    /// <param name="cancellation">Stops the fit between two passes.</param>
    /// <exception cref="TwofoldException">
    /// There is no row, a number is infinite or too large, or there is nothing to learn from: only texts, and no word in them.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public static FeatureEncoding Fit(Table examples, FeatureEncodingOptions? options = null, CancellationToken cancellation = default) =>
        Fit(examples, options ?? new FeatureEncodingOptions(), weights: null, cancellation).Encoding;

    /// <summary>The table as finite numbers in dense columns, called by <see cref="FeatureNames"/>; the table itself where it is that already.</summary>
    /// <exception cref="TwofoldException">
    /// The table has other columns than the fit, a category that the fit did not know, an infinite number, or so many features that they do not fit
    /// into memory unless they are held sparse.
    /// </exception>
    public Table ApplyDense(Table examples)
    {
        var encoded = Apply(examples);
        if (encoded.Sparse is not { } rows)
            return IsIdentity ? encoded.Dense : Table.FromFlat(encoded.Dense.Values.ToArray(), new Schema([.. FeatureNames.Select(name => new Column(name))]));
        var values = Room(rows.Count, Features);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = values.AsSpan(i * Features, Features);
            if (DenseFeatures > 0)
                encoded.Dense.Row(i).CopyTo(row);
            var at = rows.Indices(i);
            for (var n = 0; n < at.Length; n++)
                row[DenseFeatures + at[n]] = rows.Values(i)[n];
        }

        return Table.FromFlat(values, new Schema([.. FeatureNames.Select(name => new Column(name))]));
    }

    /// <summary>
    /// Learns as the public <c>Fit</c> does, each row counting as much as it weighs, and applies what it learned: a table without holes is not gone
    /// over again.
    /// </summary>
    /// <param name="examples">At least one row.</param>
    /// <param name="options">What to make of the columns.</param>
    /// <param name="weights">Checked weights, <c>[rows]</c>; null: all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes.</param>
    internal static (FeatureEncoding Encoding, EncodedTable Encoded) Fit(
        Table examples, FeatureEncodingOptions options, double[]? weights, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
            throw new TwofoldException("0 examples: give at least one row to learn the encoding from.");
        cancellation.ThrowIfCancellationRequested();
        var schema = examples.Schema;
        var moments = KnownMoments.Of(examples, weights, cancellation);
        var scales = options.Standardize ? new double[schema.Count] : null;
        for (var j = 0; j < schema.Count; j++)
        {
            var isNumber = schema.IsNumbers || schema[j].Kind == ColumnKind.Number;
            if (!isNumber)
                moments.Means[j] = 0;
            if (scales is not null)
                scales[j] = isNumber ? Scale(moments.Means[j], moments.Variances[j]) : 1;
        }

        var encoding = new FeatureEncoding(
            schema,
            moments.Means,
            scales,
            options.MissingIndicators ? moments.HasMissing : new bool[schema.Count],
            column => WordEncoding.Fit(examples, column, weights, options.Words, cancellation));
        if (encoding.Features == 0)
            throw new TwofoldException(
                $"No cell of {schema.Describe(0)}{(schema.Count > 1 ? $" to {schema.Describe(schema.Count - 1)}" : "")} holds a category or a word that is in enough texts: "
                + $"there is nothing to learn from. Add a column, or set {nameof(WordOptions.MinimumDocuments)} lower.");
        return (encoding, encoding.Encode(examples, moments.IsComplete));
    }

    /// <summary>The table as finite numbers; its dense part is the table itself where it is that already.</summary>
    /// <exception cref="TwofoldException">The table has other columns than the fit, a category that the fit did not know, or an infinite number.</exception>
    internal EncodedTable Apply(Table examples) => Encode(examples.Conform(Schema), isComplete: false);

    /// <summary>The table as numbers in which a missing cell stays missing: NaN in all of its dense features.</summary>
    /// <exception cref="TwofoldException">As <see cref="Apply"/>.</exception>
    internal EncodedTable ApplyKeepingMissing(Table examples) => Encode(examples.Conform(Schema), isComplete: false, keepsMissing: true);

    /// <summary>One row's features, <c>[dense features]</c>, of an encoding without a sparse part. Takes no memory.</summary>
    /// <exception cref="TwofoldException">The row has another number of columns, or a cell is infinite or no category.</exception>
    internal void ApplyRow(ReadOnlySpan<double> row, Span<double> features, bool keepsMissing = false)
    {
        FitArguments.RequireColumns(row, Schema.Count);
        if (!EncodeRow(row, features, keepsMissing))
        {
            var column = row.IndexOfAny(double.PositiveInfinity, double.NegativeInfinity);
            throw new TwofoldException($"The row's {Schema.Describe(column)} is {row[column]}: a finite number is expected, or NaN for a missing one.");
        }
    }

    /// <summary>Adds all parameters, so that <see cref="From"/> restores an encoding that does the very same.</summary>
    internal void AddTo(SafeTensors tensors)
    {
        tensors.Add("encoding.means", means, means.Length);
        tensors.Add("encoding.indicators", Array.ConvertAll(indicated, flag => flag ? 1.0 : 0), indicated.Length);
        if (scales is not null)
            tensors.Add("encoding.scales", scales, scales.Length);
        foreach (var column in sparse)
            column.Words?.AddTo(tensors, WordsName(column.Index));
    }

    /// <summary>Restores an encoding; the schema stands elsewhere in the file.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    internal static FeatureEncoding From(SafeTensors tensors, Schema schema)
    {
        var indicators = tensors.Read("encoding.indicators", schema.Count);
        var scales = tensors.Names.Contains("encoding.scales") ? tensors.Read("encoding.scales", schema.Count) : null;
        if (indicators.AsSpan().ContainsAnyExcept(0, 1))
            throw new TwofoldException("The model's 'encoding.indicators' are not all 0 or 1: the file is damaged.");
        if (scales is not null && scales.Any(scale => !(scale > 0)))
            throw new TwofoldException("The model's 'encoding.scales' are not all above 0: the file is damaged.");
        var flags = Array.ConvertAll(indicators, static flag => flag == 1);
        return new FeatureEncoding(schema, tensors.Read("encoding.means", schema.Count), scales, flags, column => WordEncoding.From(tensors, WordsName(column)));
    }

    static string WordsName(int column) => $"encoding.words.{column}";

    EncodedTable Encode(Table table, bool isComplete, bool keepsMissing = false) =>
        new(EncodeDense(table, isComplete, keepsMissing), HasSparse ? EncodeSparse(table) : null);

    Table EncodeDense(Table table, bool isComplete, bool keepsMissing)
    {
        if (DenseFeatures == 0)
            return Table.WithoutColumns(table.Count);
        if (IsIdentity && (isComplete || IsFinite(table)))
            return table;
        if (IsIdentity && keepsMissing)
        {
            FitArguments.RequireNoInfinity(table);
            return table;
        }

        var features = Room(table.Count, DenseFeatures, isFilled: true);
        var hasInfinity = false;
        Chunks.Run(table.Count, 2L * (Schema.Count + DenseFeatures), (first, count) =>
        {
            var scratch = table.Scratch(1);
            for (var i = first; i < first + count; i++)
                if (!EncodeRow(table.Rows(i, 1, scratch), features.AsSpan(i * DenseFeatures, DenseFeatures), keepsMissing))
                    Volatile.Write(ref hasInfinity, true);
        });
        if (hasInfinity)
            FitArguments.RequireNoInfinity(table);
        return Table.FromFlat(features, DenseFeatures);
    }

    // False where a cell is infinite.
    bool EncodeRow(ReadOnlySpan<double> row, Span<double> features, bool keepsMissing)
    {
        if (kinds is null && DenseFeatures == row.Length && TensorPrimitives.IsFiniteAll(row))
        {
            row.CopyTo(features);
            if (scales is not null)
            {
                TensorPrimitives.Subtract(features, means, features);
                TensorPrimitives.Divide(features, scales, features);
            }

            return true;
        }

        var isFinite = true;
        for (var j = 0; j < row.Length; j++)
        {
            var (cell, start, end) = (row[j], denseStarts[j], denseStarts[j + 1]);
            var isMissing = double.IsNaN(cell);
            if (indicated[j])
                features[--end] = isMissing ? 1 : 0;
            if (isMissing && keepsMissing)
            {
                features[start..end].Fill(double.NaN);
            }
            else if (kinds is null || kinds[j] == ColumnKind.Number)
            {
                isFinite &= !double.IsInfinity(cell);
                features[start] = scales is null
                    ? isMissing ? means[j] : cell
                    : isMissing ? 0 : (cell - means[j]) / scales[j];
            }
            else if (end > start)
            {
                var categories = features[start..end];
                categories.Clear();
                if (!isMissing)
                    categories[FitArguments.CategoryIndex(cell, Schema, j)] = 1;
            }
        }

        return isFinite;
    }

    SparseRows EncodeSparse(Table table)
    {
        if (table.Count == 0)
            return new SparseRowsBuilder().ToRows(SparseFeatures);
        return Chunks.Sum(
            table.Count,
            (long)CostOfText * sparse.Length,
            MostParts,
            (first, count) =>
            {
                var (rows, found) = (new SparseRowsBuilder(), new List<int>());
                for (var i = first; i < first + count; i++)
                {
                    foreach (var column in sparse)
                        if (column.Words is { } encoding)
                            encoding.AddText(table.Text(i, column.Index), column.Start, rows, found);
                        else if (table[i, column.Index] is var cell && !double.IsNaN(cell))
                            rows.Add(column.Start + (int)cell, 1);
                    rows.EndRow();
                }

                return rows;
            },
            static (sum, next) => sum.Add(next)).ToRows(SparseFeatures);
    }

    bool IsSparse(int column) =>
        kinds is not null && kinds[column] != ColumnKind.Number && (kinds[column] == ColumnKind.Text || Schema[column].Values.Count > MostDenseCategories);

    // Without the column that says what is missing.
    int DenseWidth(int column) => IsSparse(column) ? 0 : kinds is null || kinds[column] == ColumnKind.Number ? 1 : Schema[column].Values.Count;

    IEnumerable<string> DenseNames(int column)
    {
        var of = Schema[column];
        if (of.Kind == ColumnKind.Number)
            yield return of.Name;
        else
            foreach (var category in of.Values.Take(DenseWidth(column)))
                yield return $"{of.Name}={category}";
        if (indicated[column])
            yield return $"{of.Name} is missing";
    }

    IEnumerable<string> SparseNames(SparseColumn column)
    {
        var of = Schema[column.Index];
        return column.Words is { } encoding
            ? Enumerable.Range(0, encoding.Columns).Select(feature => $"{of.Name}: {encoding.Name(feature)}")
            : of.Values.Select(category => $"{of.Name}={category}");
    }

    static double Scale(double mean, double variance)
    {
        // What is left of a constant column by rounding is not a spread.
        var deviation = Math.Sqrt(variance);
        return deviation > Math.Abs(mean) * 1e-14 ? deviation : 1;
    }

    // What is filled anyway need not be cleared.
    static double[] Room(int rows, int features, bool isFilled = false) => (long)rows * features <= Array.MaxLength
        ? isFilled ? GC.AllocateUninitializedArray<double>(rows * features) : new double[rows * features]
        : throw new TwofoldException(
            $"{rows} rows of {features} features are more numbers than an array holds: give fewer rows, or leave out the column with the most categories or words.");

    static bool IsFinite(Table table)
    {
        var isFinite = true;
        Chunks.Run(table.Count, table.Columns, (first, count) =>
        {
            var block = Math.Clamp(BlockNumbers / table.Columns, 1, count);
            var scratch = table.Scratch(block);
            for (var from = first; from < first + count; from += block)
                if (!TensorPrimitives.IsFiniteAll(table.Rows(from, Math.Min(block, first + count - from), scratch)))
                    Volatile.Write(ref isFinite, false);
        });
        return isFinite;
    }

    // A text's words, or a category of many, at Start among the sparse features.
    sealed record SparseColumn(int Index, int Start, WordEncoding? Words);
}
