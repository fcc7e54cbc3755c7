using System.Buffers;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A generative model of a table's rows. Beyond Bayes' rule it brings a table to the model's columns, goes over it in blocks on all cores, and
/// answers about one row without taking memory. A missing cell (NaN) is marginalized: what is known decides, exactly as the model has it.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public abstract class GenerativeTableModel<TLabel> : GenerativeModel<Table, TLabel>
    where TLabel : notnull
{
    // So many numbers stay in the second-level cache.
    const int BlockNumbers = 16_384;

    const int MostOnStack = 128;

    readonly double[] logPrior;

    private protected GenerativeTableModel(IReadOnlyList<TLabel> labels, IReadOnlyList<double> prior, Schema schema)
        : base(labels, prior) =>
        (Schema, logPrior) = (schema, [.. Prior.Select(static share => Math.Log(share))]);

    /// <summary>The columns that the model was fitted on, and that it makes.</summary>
    public Schema Schema { get; }

    /// <summary>The number of columns.</summary>
    public int Columns => Schema.Count;

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers infinite or too large to calculate with.</exception>
    public sealed override double[,] LogLikelihood(Table examples)
    {
        var table = examples.Conform(Schema);
        var likelihood = new double[table.Count, Labels.Count];
        ForAnswers(table, LogLikelihood, (block, first) => block.CopyTo(likelihood.AsFlatSpan()[(first * Labels.Count)..]));
        return likelihood;
    }

    /// <summary>The most probable label of one row, <c>[columns]</c>; NaN is a missing cell. Takes no memory.</summary>
    /// <exception cref="TwofoldException">
    /// The row has another number of columns than the model, a cell that is infinite, too large to calculate with or not of its column, or a text.
    /// </exception>
    public TLabel Predict(ReadOnlySpan<double> row)
    {
        Span<double> joint = Labels.Count <= MostOnStack ? stackalloc double[Labels.Count] : new double[Labels.Count];
        LogJoint(row, joint);
        return Labels[LogSpace.IndexOfMax(joint)];
    }

    /// <summary>p(label | row) of one row, <c>[columns]</c>, into <paramref name="probabilities"/>, <c>[labels]</c>. Takes no memory.</summary>
    /// <exception cref="TwofoldException">
    /// The row has another number of columns than the model, a cell that is infinite, too large to calculate with or not of its column, or a text;
    /// or there is not one place for each label.
    /// </exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        FitArguments.RequirePlaces(probabilities, Labels.Count);
        LogJoint(row, probabilities);
        LogSpace.Softmax(probabilities, probabilities);
    }

    /// <summary>
    /// The table with every missing cell filled in from what is known of its row: a number by its expected value, a category by the most
    /// probable one. Known cells stay as they are.
    /// </summary>
    /// <exception cref="TwofoldException">The table has other columns than the model.</exception>
    public Table Impute(Table examples)
    {
        var table = examples.Conform(Schema);
        var posterior = PredictProbabilities(table);
        var values = table.Values.ToArray();
        Chunks.Run(table.Count, CostOfRow, (first, count) =>
        {
            for (var i = first; i < first + count; i++)
            {
                var row = values.AsSpan(i * Columns, Columns);
                if (TensorPrimitives.IsNaNAny<double>(row))
                    ImputeRow(row, posterior.Row(i));
            }
        });
        return Table.FromFlat(values, table.Schema);
    }

    /// <inheritdoc/>
    public sealed override Table Generate(TLabel label, int count, ulong seed, CancellationToken cancellation = default)
    {
        var code = IndexOf(label);
        if (count < 1)
            throw new TwofoldException($"{count} examples were asked for: ask for at least 1.");
        return GenerateRows(code, count, seed, cancellation);
    }

    /// <summary>About how many multiplications a row takes.</summary>
    private protected abstract long CostOfRow { get; }

    /// <summary>At least so many rows of a table are asked about together, however many columns they have.</summary>
    private protected virtual int LeastBlockRows => 1;

    /// <summary>
    /// log p(row | label) in nats of so many rows, <c>[rows × columns]</c>, into <paramref name="likelihood"/>, <c>[rows × labels]</c>. NaN is a
    /// missing cell. Whatever cannot be calculated becomes NaN or an infinity.
    /// </summary>
    private protected abstract void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> likelihood);

    /// <summary>
    /// The same of a block of a table's rows, which <paramref name="scratch"/> has room for; overridden where a cell means nothing without the
    /// table's texts.
    /// </summary>
    private protected virtual void LogLikelihood(Table examples, int first, int count, double[] scratch, Span<double> likelihood) =>
        LogLikelihood(examples.Rows(first, count, scratch), count, likelihood);

    /// <summary>
    /// The same up to a number that is the same for all labels of a row, which the posterior does not feel; overridden where that is less work.
    /// </summary>
    private protected virtual void LogScores(ReadOnlySpan<double> rows, int count, Span<double> scores) => LogLikelihood(rows, count, scores);

    /// <summary>The same of rows of a table; overridden as that of <see cref="LogLikelihood(Table)"/> is.</summary>
    private protected virtual void LogScores(Table examples, int first, int count, double[] scratch, Span<double> scores) =>
        LogScores(examples.Rows(first, count, scratch), count, scores);

    private protected sealed override void ForScores(Table examples, Func<int, ScoresAction> prepare)
    {
        var table = examples.Conform(Schema);
        ForAnswers(table, LogScores, prepare(table.Count));
    }

    void ForAnswers(Table table, OfBlock answer, ScoresAction action)
    {
        var isFinite = true;
        Chunks.Run(table.Count, CostOfRow, (first, count) =>
        {
            var block = Math.Min(Math.Max(BlockNumbers / Math.Max(Columns, Labels.Count), LeastBlockRows), count);
            var scratch = table.Scratch(block);
            var rented = ArrayPool<double>.Shared.Rent(block * Labels.Count);
            for (var from = first; from < first + count; from += block)
            {
                var rows = Math.Min(block, first + count - from);
                var answers = rented.AsSpan(0, rows * Labels.Count);
                answers.Clear();
                answer(table, from, rows, scratch, answers);
                if (!TensorPrimitives.IsFiniteAll<double>(answers))
                    Volatile.Write(ref isFinite, false);
                action(answers, from);
            }

            ArrayPool<double>.Shared.Return(rented);
        });
        if (!isFinite)
            RequireLikelihood(table, answer);
    }

    // Once more, to find what is to be named, and where.
    void RequireLikelihood(Table table, OfBlock answer)
    {
        var likelihood = new double[table.Count, Labels.Count];
        Chunks.Run(table.Count, CostOfRow, (first, count) =>
            answer(table, first, count, table.Scratch(count), likelihood.AsFlatSpan().Slice(first * Labels.Count, count * Labels.Count)));
        RequireLikelihood(likelihood, table);
    }

    /// <summary>Names what cannot be answered, where not every likelihood is finite.</summary>
    /// <exception cref="TwofoldException">A likelihood is NaN or +∞; the message names the row, and the column where there is one to blame.</exception>
    private protected virtual void RequireLikelihood(double[,] likelihood, Table examples) => FitArguments.RequireLikelihood(likelihood, examples);

    /// <summary>Fills in the missing cells of a row, given p(label | what is known of the row).</summary>
    private protected abstract void ImputeRow(Span<double> row, ReadOnlySpan<double> posterior);

    /// <summary>Makes rows of the label with this number; each row from a <see cref="SeededRandom.ForPart"/> of its own, so that cores do not matter.</summary>
    private protected abstract Table GenerateRows(int label, int count, ulong seed, CancellationToken cancellation);

    void LogJoint(ReadOnlySpan<double> row, Span<double> joint)
    {
        FitArguments.RequireColumns(row, Columns);
        if (!Schema.IsNumbers)
            RequireNoTexts(row);
        LogScores(row, 1, joint);
        for (var k = 0; k < joint.Length; k++)
        {
            // Log 0 is an answer, NaN and +∞ are none.
            if (!(joint[k] < double.PositiveInfinity))
                throw new TwofoldException(
                    "The row has a cell that is infinite, too large to calculate with, or not of its column's kind: "
                    + "give numbers of the size that the model was fitted on, or NaN for what is missing.");
            joint[k] += logPrior[k];
        }
    }

    void RequireNoTexts(ReadOnlySpan<double> row)
    {
        for (var j = 0; j < row.Length; j++)
            if (Schema[j].Kind == ColumnKind.Text && !double.IsNaN(row[j]))
                throw new TwofoldException(
                    $"The row has {row[j]} in {Schema.Describe(j)}, which is of text, and one row of numbers cannot hold a text: "
                    + "give a table, or NaN where the text is missing.");
    }

    delegate void OfBlock(Table examples, int first, int count, double[] scratch, Span<double> answers);
}
