using System.Buffers;
using System.Globalization;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A fitted logistic regression: one linear function of the columns for each label, and the softmax over them. Immutable and thread-safe.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class LogisticRegressionModel<TLabel> : IClassifier<Table, TLabel>, IStoredModel<LogisticRegressionModel<TLabel>, TLabel>
    where TLabel : notnull
{
    // So many numbers stay in the second-level cache.
    const int BlockNumbers = 16_384;

    // Two strips of tiles; with so many columns at a time they stay in the first-level cache.
    const int MostBlockRows = 2 * ProductTile.Columns;
    const int Depth = 128;

    // To turn a row costs as much as an inner product or two.
    const int FewestTurned = 4;

    const int MostOnStack = 256;

    readonly FeatureEncoding? encoding;
    readonly double[,] coefficients;
    readonly double[] intercepts;

    // One row for each logit, [outputs, features]: of two labels the second one's beside the first one's, which are 0.
    readonly double[] slopes;
    readonly double[] offsets;
    readonly bool isOfTwo;

    /// <summary>Restores a model of columns of numbers from its parameters, which come from a file or a network's last layer. They are copied.</summary>
    /// <param name="labels">The labels; one alone, which no fit gives, is what it says of every example, with probability 1.</param>
    /// <param name="coefficients">The slopes, <c>[labels, features]</c>.</param>
    /// <param name="intercepts">The logits of an example of zeros, <c>[labels]</c>.</param>
    /// <param name="encoding">
    /// What makes features of a table; null (the default): the columns are the features, and missing cells are refused.
    /// </param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is not finite.</exception>
    public LogisticRegressionModel(IReadOnlyList<TLabel> labels, double[,] coefficients, double[] intercepts, FeatureEncoding? encoding = null)
        : this(labels, encoding, ModelParameters.Copied(coefficients), intercepts, converged: true)
    {
    }

    internal LogisticRegressionModel(IReadOnlyList<TLabel> labels, FeatureEncoding? encoding, double[,] coefficients, double[] intercepts, bool converged)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(intercepts);
        var (count, features) = (labels.Count, coefficients.GetLength(1));
        if (count < 1 || coefficients.GetLength(0) != count || features < 1 || intercepts.Length != count)
            throw new TwofoldException(
                $"{count} labels, coefficients of shape [{coefficients.GetLength(0)}, {features}] and "
                + $"{intercepts.Length} intercepts: a logistic regression needs one label or more, [labels, features] and one intercept for each label.");
        if (encoding is not null && encoding.Features != features)
            throw new TwofoldException(
                $"The encoding makes {encoding.Features} features but there are coefficients for {features}: give the encoding that the model was fitted with.");
        ModelParameters.RequireFinite(coefficients.AsFlatSpan(), "coefficients");
        ModelParameters.RequireFinite(intercepts, "intercepts");
        (Labels, this.coefficients, this.intercepts, Converged, this.encoding) = ([.. labels], coefficients, [.. intercepts], converged, encoding);
        Schema = encoding?.Schema ?? Schema.OfNumbers(features);
        (slopes, offsets) = (coefficients.AsFlatSpan().ToArray(), intercepts);
        isOfTwo = count == 2;
        if (isOfTwo)
        {
            slopes = coefficients.Row(1).ToArray();
            TensorPrimitives.Subtract(slopes, coefficients.Row(0), slopes);
            offsets = [intercepts[1] - intercepts[0]];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>
    /// The slopes of the logits, <c>[labels, features]</c>. Of two labels the first is the reference: its row is zero, and the other one is
    /// scikit-learn's <c>coef_</c>. A copy. What the features are called is in <see cref="FeatureNames"/>.
    /// </summary>
    public double[,] Coefficients => (double[,])coefficients.Clone();

    /// <summary>The logits of an example of zeros, <c>[labels]</c>, a copy.</summary>
    public double[] Intercepts => [.. intercepts];

    /// <summary>The columns that the model was fitted on.</summary>
    public Schema Schema { get; }

    /// <summary>The number of columns that examples must have.</summary>
    public int Columns => Schema.Count;

    /// <summary>What the columns of <see cref="Coefficients"/> are called, <c>[features]</c>: <c>age</c>, <c>country=DE</c>, <c>comment: word</c>.</summary>
    public IReadOnlyList<string> FeatureNames => encoding?.FeatureNames ?? [.. Schema.Select(column => column.Name)];

    /// <summary>Whether the fit reached its tolerance within its steps; true of a model that was restored.</summary>
    public bool Converged { get; }

    /// <summary>What makes features of the columns; null of a model of numbers as they are.</summary>
    internal FeatureEncoding? Encoding => encoding;

    /// <summary>The parameters themselves, which nobody changes.</summary>
    internal (double[,] Coefficients, double[] Intercepts) Parameters => (coefficients, intercepts);

    int Features => coefficients.GetLength(1);

    int Outputs => offsets.Length;

    /// <summary>The logits, <c>[examples, labels]</c>: log p(label | example) up to a constant for each example.</summary>
    /// <exception cref="TwofoldException">The table has other columns than the model, or a number infinite or too large to calculate with.</exception>
    public double[,] DecisionFunction(Table examples)
    {
        var logits = new double[Count(examples), Labels.Count];
        ForEachBlock(examples, (block, first) =>
        {
            var rows = block.Length / Outputs;
            if (isOfTwo)
                for (var i = 0; i < rows; i++)
                {
                    // Of a restored model the first label may have a function of its own; a constant for each example is free.
                    (logits[first + i, 0], logits[first + i, 1]) = (0, block[i]);
                }
            else
                Transposition.Apply(block, rows, Outputs, rows, logits.AsFlatSpan()[(first * Outputs)..], Outputs);
        });
        return logits;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or a number infinite or too large to calculate with.</exception>
    public double[,] PredictProbabilities(Table examples)
    {
        var probabilities = new double[Count(examples), Labels.Count];
        ForEachBlock(examples, (block, first) =>
        {
            var rows = block.Length / Outputs;
            var target = probabilities.AsFlatSpan().Slice(first * Labels.Count, rows * Labels.Count);
            if (isOfTwo)
            {
                LogisticFunction.Apply(block, target);
                return;
            }

            SoftmaxOfColumns.Apply(block, rows, Outputs, rows, []);
            Transposition.Apply(block, rows, Outputs, rows, target, Outputs);
        });
        return probabilities;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or a number infinite or too large to calculate with.</exception>
    public TLabel[] Predict(Table examples)
    {
        var labels = new TLabel[Count(examples)];
        ForEachBlock(examples, (block, first) =>
        {
            var rows = block.Length / Outputs;
            for (var i = 0; i < rows; i++)
            {
                var best = 0;
                for (var k = 1; k < Outputs; k++)
                    if (block[(k * rows) + i] > block[(best * rows) + i])
                        best = k;
                labels[first + i] = Labels[!isOfTwo ? best : block[i] > 0 ? 1 : 0];
            }
        });
        return labels;
    }

    /// <summary>The most probable label of one row, <c>[columns]</c>; NaN is a missing cell. Takes no memory, but for texts and categories of which there are many.</summary>
    /// <exception cref="TwofoldException">The row has another number of columns than the model, or numbers infinite or too large to calculate with.</exception>
    public TLabel Predict(ReadOnlySpan<double> row)
    {
        if (isOfTwo && row.Length == slopes.Length)
        {
            var logit = TensorPrimitives.Dot(row, slopes) + offsets[0];
            if (double.IsFinite(logit) && encoding is null or { IsIdentity: true })
                return Labels[logit > 0 ? 1 : 0];
        }

        Span<double> logits = Outputs <= MostOnStack ? stackalloc double[Outputs] : new double[Outputs];
        LogitsOf(row, logits);
        return Labels[!isOfTwo ? LogSpace.IndexOfMax(logits) : logits[0] > 0 ? 1 : 0];
    }

    /// <summary>p(label | row) of one row, <c>[columns]</c>, into <paramref name="probabilities"/>, <c>[labels]</c>. Takes memory as <see cref="Predict(ReadOnlySpan{double})"/> does.</summary>
    /// <exception cref="TwofoldException">The row has another number of columns than the model, or there is not one place for each label.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        FitArguments.RequirePlaces(probabilities, Labels.Count);
        var logits = probabilities[^Outputs..];
        LogitsOf(row, logits);
        if (isOfTwo)
            probabilities[0] = 0;
        LogSpace.Softmax(probabilities, probabilities);
    }

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        tensors.Add("coefficients", coefficients.AsFlatSpan(), Labels.Count, Features);
        tensors.Add("intercepts", intercepts, Labels.Count);
        encoding?.AddTo(tensors);
    }

    static LogisticRegressionModel<TLabel> IStoredModel<LogisticRegressionModel<TLabel>, TLabel>.From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        var encoding = tensors.Names.Any(name => name.StartsWith("encoding.", StringComparison.Ordinal)) ? FeatureEncoding.From(tensors, schema) : null;
        var features = encoding?.Features ?? schema.Count;
        return new LogisticRegressionModel<TLabel>(labels, tensors.ReadRows("coefficients", labels.Count, features), tensors.Read("intercepts", labels.Count), encoding);
    }

    // An empty table has no columns to compare.
    static int Count(Table examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        return examples.Count;
    }

    // What to do with the logits [outputs, rows] of the rows from first on.
    delegate void BlockAction(Span<double> logits, int first);

    // Where the columns are the features, the table is not gone over to look for what is missing: logits that are not finite show it.
    void ForEachBlock(Table examples, BlockAction action)
    {
        var table = examples.Conform(Schema);
        if (encoding is null or { IsIdentity: true })
        {
            if (TryForEachBlock(new EncodedTable(table, null), action))
                return;
            if (encoding is null)
                FitArguments.RequireFinite(table);
        }

        var encoded = encoding?.Apply(table) ?? new EncodedTable(table, null);
        if (!TryForEachBlock(encoded, action))
            throw TooLarge(encoded);
    }

    bool TryForEachBlock(EncodedTable encoded, BlockAction action)
    {
        var (dense, isFinite) = (encoded.Dense.Columns, true);
        var blockRows = Math.Clamp(BlockNumbers / Math.Max(dense, Outputs) / 8 * 8, 8, MostBlockRows);
        Chunks.Run(encoded.Dense.Count, (long)(dense + 8) * Outputs, (first, count) =>
        {
            var scratch = encoded.Dense.Scratch(blockRows);
            var depth = EvenParts.SizeOf(dense, Depth);
            var rented = ArrayPool<double>.Shared.Rent(blockRows * (depth + Outputs));
            var turned = rented.AsSpan(0, blockRows * depth);
            var logits = rented.AsSpan(blockRows * depth, blockRows * Outputs);
            for (var from = first; from < first + count; from += blockRows)
            {
                var rows = Math.Min(blockRows, first + count - from);
                var block = logits[..(rows * Outputs)];
                LogitsOf(encoded.Dense.Rows(from, rows, scratch), rows, dense, turned, logits);
                if (encoded.Sparse is { } sparse)
                    AddSparse(sparse, dense, from, rows, block);
                if (!TensorPrimitives.IsFiniteAll<double>(block))
                {
                    Volatile.Write(ref isFinite, false);
                    break;
                }

                action(block, from);
            }

            ArrayPool<double>.Shared.Return(rented);
        });
        return isFinite;
    }

    // The logits [outputs, rows] of rows of dense features, which are turned where they are used often, so that they fill whole vectors.
    void LogitsOf(ReadOnlySpan<double> features, int rows, int dense, Span<double> turned, Span<double> logits)
    {
        var stride = Outputs < FewestTurned ? rows : ProductTile.Padded(rows);
        for (var k = 0; k < Outputs; k++)
            logits.Slice(k * stride, stride).Fill(offsets[k]);
        if (Outputs < FewestTurned)
        {
            ProductOfRows.Add(slopes, Features, features, dense, logits, stride, Outputs, rows, dense);
            return;
        }

        var depth = EvenParts.SizeOf(dense, Depth);
        for (var from = 0; from < dense; from += depth)
        {
            var some = Math.Min(depth, dense - from);
            Transposition.Apply(features[from..], dense, rows, some, turned, stride);
            ProductTile.Calculate(slopes.AsSpan(from), Features, 1, turned, stride, logits, stride, Outputs, stride, some, ProductTile.Outcome.Add);
        }

        // Places of rows that the block lacks hold what was there before; they are left behind here.
        for (var k = 1; k < Outputs && rows < stride; k++)
            logits.Slice(k * stride, rows).CopyTo(logits[(k * rows)..]);
    }

    void AddSparse(SparseRows sparse, int dense, int first, int rows, Span<double> logits)
    {
        for (var i = 0; i < rows; i++)
        {
            var indices = sparse.Indices(first + i);
            var values = sparse.Values(first + i);
            for (var k = 0; k < Outputs; k++)
            {
                var row = slopes.AsSpan((k * Features) + dense, sparse.Columns);
                var sum = 0.0;
                for (var m = 0; m < indices.Length; m++)
                    sum += values[m] * row[indices[m]];
                logits[(k * rows) + i] += sum;
            }
        }
    }

    void LogitsOf(ReadOnlySpan<double> row, Span<double> logits)
    {
        FitArguments.RequireColumns(row, Columns);
        if (encoding is null or { IsIdentity: true })
        {
            AddDense(row, logits);
            if (TensorPrimitives.IsFiniteAll<double>(logits))
                return;
        }

        if (encoding is null or { HasSparse: true })
        {
            // The way of tables, which names what it cannot take.
            var table = Table.FromFlat(row.ToArray(), Schema);
            var target = new double[Outputs];
            ForEachBlock(table, (block, _) => block.CopyTo(target));
            target.CopyTo(logits);
            return;
        }

        var rented = Features <= MostOnStack ? null : ArrayPool<double>.Shared.Rent(Features);
        Span<double> features = rented is null ? stackalloc double[Features] : rented.AsSpan(0, Features);
        encoding.ApplyRow(row, features);
        AddDense(features, logits);
        if (rented is not null)
            ArrayPool<double>.Shared.Return(rented);
        if (!TensorPrimitives.IsFiniteAll<double>(logits))
            throw TooLarge(new EncodedTable(Table.FromFlat(row.ToArray(), row.Length), null));
    }

    void AddDense(ReadOnlySpan<double> features, Span<double> logits)
    {
        for (var k = 0; k < logits.Length; k++)
            logits[k] = TensorPrimitives.Dot(features, slopes.AsSpan(k * Features, Features)) + offsets[k];
    }

    TwofoldException TooLarge(EncodedTable encoded)
    {
        for (var i = 0; i < encoded.Dense.Count; i++)
        {
            var logits = new double[Outputs];
            var row = encoded.Dense.Row(i);
            for (var k = 0; k < Outputs; k++)
                logits[k] = TensorPrimitives.Dot(row, slopes.AsSpan(k * Features, row.Length)) + offsets[k];
            if (!TensorPrimitives.IsFiniteAll<double>(logits))
                return new TwofoldException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Row {i} has numbers too large to calculate with (up to {Math.Abs(TensorPrimitives.MaxMagnitudeNumber(row))}): give numbers of the size that the model was fitted on."));
        }

        throw new InvalidOperationException("All logits are finite.");
    }
}
