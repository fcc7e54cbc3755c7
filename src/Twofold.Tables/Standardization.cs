using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Brings every column to mean 0 and standard deviation 1, as scikit-learn's <c>StandardScaler</c> does; a constant column becomes 0.
/// Immutable and thread-safe.
/// </summary>
public sealed class Standardization
{
    readonly double[] means;
    readonly double[] scales;

    /// <summary>Creates a standardization from its parameters, as they come out of a model file.</summary>
    /// <param name="means">The columns' means.</param>
    /// <param name="scales">The columns' standard deviations, above 0; 1 for a constant column.</param>
    public Standardization(IReadOnlyList<double> means, IReadOnlyList<double> scales)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(scales);
        if (means.Count != scales.Count)
            throw new TwofoldException($"{means.Count} means but {scales.Count} scales: each column needs one of both.");
        foreach (var scale in scales)
            if (!(scale > 0))
                throw new TwofoldException($"A column's scale is {scale}: a number above 0 is expected.");
        this.means = [.. means];
        this.scales = [.. scales];
    }

    /// <summary>The columns' means.</summary>
    public IReadOnlyList<double> Means => means;

    /// <summary>The columns' standard deviations (divided by n, not n - 1); 1 for a constant column.</summary>
    public IReadOnlyList<double> Scales => scales;

    /// <summary>Learns means and scales from the rows of a table.</summary>
    /// <exception cref="TwofoldException">There is no row, a column is not of numbers, or a number is missing, infinite or too large to be squared.</exception>
    public static Standardization Fit(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        FitArguments.RequireNumbers(table, "a standardization");
        if (table.Count == 0)
            throw new TwofoldException("0 rows: give at least one to learn means and scales from.");
        var means = new double[table.Columns];
        for (var i = 0; i < table.Count; i++)
            TensorPrimitives.Add(means, table.Row(i), means);
        TensorPrimitives.Divide(means, table.Count, means);

        // Two passes: the squares of differences from the mean lose no digits, whatever the mean is.
        var scales = new double[table.Columns];
        var difference = new double[table.Columns];
        for (var i = 0; i < table.Count; i++)
        {
            TensorPrimitives.Subtract(table.Row(i), means, difference);
            TensorPrimitives.MultiplyAdd(difference, difference, scales, scales);
        }

        for (var j = 0; j < scales.Length; j++)
        {
            var deviation = Math.Sqrt(scales[j] / table.Count);
            // What is left of a constant column by rounding is not a spread.
            scales[j] = deviation > Math.Abs(means[j]) * 1e-14 ? deviation : 1;
            if (double.IsFinite(deviation))
                continue;
            FitArguments.RequireFinite(table);
            throw FitArguments.TooLarge(table.Schema, j);
        }

        return new Standardization(means, scales);
    }

    /// <summary>The standardized rows, a new table with the columns' names.</summary>
    /// <exception cref="TwofoldException">The table has another number of columns, one that is not of numbers, or a number that is missing, infinite or too large.</exception>
    public Table Apply(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Columns != means.Length)
            throw new TwofoldException($"The table has {table.Columns} columns where {means.Length} are expected.");
        FitArguments.RequireNumbers(table, "a standardization");
        var values = new double[(long)table.Count * table.Columns];
        for (var i = 0; i < table.Count; i++)
        {
            var row = values.AsSpan(i * table.Columns, table.Columns);
            TensorPrimitives.Subtract(table.Row(i), means, row);
            TensorPrimitives.Divide(row, scales, row);
        }

        if (!TensorPrimitives.IsFiniteAll<double>(values))
        {
            FitArguments.RequireFinite(table);
            throw FitArguments.TooLarge(table.Schema, Array.FindIndex(values, value => !double.IsFinite(value)) % table.Columns);
        }

        return Table.FromFlat(values, table.Schema);
    }
}
