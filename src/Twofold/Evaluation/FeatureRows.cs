using System.Numerics.Tensors;

namespace Twofold;

/// <summary>Looks at rows of features before they are compared.</summary>
static class FeatureRows
{
    /// <summary>Refuses rows that are too few or not finite.</summary>
    public static void Check(double[,] rows, string what, int least)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.GetLength(0) < least)
            throw new TwofoldException($"{rows.GetLength(0)} {what} rows to score: give at least {least}.");
        if (rows.GetLength(1) == 0)
            throw new TwofoldException($"The {what} rows have 0 features: give at least one.");
        if (!TensorPrimitives.IsFiniteAll<double>(rows.AsFlatSpan()))
        {
            var at = 0;
            while (double.IsFinite(rows.AsFlatSpan()[at]))
                at++;
            var (row, column) = Math.DivRem(at, rows.GetLength(1));
            throw new TwofoldException($"Feature {column} of {what} row {row} is {rows[row, column]}: only finite numbers can be compared.");
        }
    }

    /// <summary>Refuses rows whose distances, or the squares of these, are too large to be summed.</summary>
    public static void CheckSquares(double[,] rows, string what)
    {
        const double largest = 1e290;
        for (var i = 0; i < rows.GetLength(0); i++)
            if (TensorPrimitives.SumOfSquares<double>(rows.Row(i)) > largest)
                throw new TwofoldException($"The features of {what} row {i} are too large to be squared: scale them before they are compared.");
    }

    /// <summary>Refuses rows of other features than the first ones have.</summary>
    public static void CheckSameFeatures(double[,] rows, string what, double[,] others, string whatOthers)
    {
        if (rows.GetLength(1) != others.GetLength(1))
            throw new TwofoldException($"The {what} rows have {rows.GetLength(1)} features, the {whatOthers} rows {others.GetLength(1)}: take both from the same network.");
    }
}
