using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>What every fit on a table asks of its arguments.</summary>
static class FitArguments
{
    /// <summary>Encodes the labels after a check that they match the examples, that there are two of them, and that every number is finite.</summary>
    /// <exception cref="TwofoldException">One of these does not hold.</exception>
    public static LabelEncoding<TLabel> Validate<TLabel>(Table examples, IReadOnlyList<TLabel> labels)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(examples);
        var encoding = LabelEncoding.Of(labels, examples.Count);
        if (encoding.Labels.Count < 2)
            throw new TwofoldException($"All {examples.Count} examples have the label '{encoding.Labels[0]}': give examples of at least two labels.");
        if (!TensorPrimitives.IsFiniteAll(examples.Values))
            throw NotFinite(examples);
        return encoding;
    }

    /// <summary>Checks that a table has as many columns as a model was fitted on.</summary>
    /// <exception cref="TwofoldException">It has not; a table without rows has no columns to compare.</exception>
    public static void RequireColumns(Table examples, int columns)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count > 0 && examples.Columns != columns)
            throw new TwofoldException(
                $"The table has {examples.Columns} columns but the model was fitted on {columns}: give the same columns in the same order.");
    }

    /// <summary>Checks the answers of a model: one that is not finite comes from numbers that the model cannot take.</summary>
    /// <exception cref="TwofoldException">An answer is not finite; the message names the row, and the column where there is one to blame.</exception>
    public static void RequireFinite(double[,] answers, Table examples)
    {
        if (answers.Length == 0 || TensorPrimitives.IsFiniteAll<double>(answers.AsFlatSpan()))
            return;
        if (!TensorPrimitives.IsFiniteAll(examples.Values))
            throw NotFinite(examples);
        var row = 0;
        while (TensorPrimitives.IsFiniteAll<double>(answers.Row(row)))
            row++;
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(examples.Row(row)));
        throw new TwofoldException(
            $"Row {row} has numbers too large to calculate with (up to {largest}): give numbers of the size that the model was fitted on.");
    }

    static TwofoldException NotFinite(Table examples)
    {
        var index = 0;
        while (double.IsFinite(examples.Values[index]))
            index++;
        return new TwofoldException(
            $"Row {index / examples.Columns}, column {index % examples.Columns} is {examples.Values[index]}: "
            + "this model needs finite numbers. Fill in or leave out what is missing.");
    }
}
