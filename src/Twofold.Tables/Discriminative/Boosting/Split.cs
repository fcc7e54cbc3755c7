namespace Twofold.Tables;

/// <summary>A way to divide a leaf in two.</summary>
/// <param name="Gain">By how much the loss falls, to second order.</param>
/// <param name="Column">The column that divides, by its place among the used ones.</param>
/// <param name="Bin">Of numbers: bins up to this one go left.</param>
/// <param name="Categories">Of categories: 1 for each bin that goes left, that of missing cells among them, else 0; null of numbers.</param>
/// <param name="MissingLeft">Whether missing cells go left.</param>
/// <param name="Left">The sum of what goes left.</param>
readonly record struct Split(double Gain, int Column, int Bin, byte[]? Categories, bool MissingLeft, GradientSum Left)
{
    /// <summary>No split at all.</summary>
    public static Split None => new(double.NegativeInfinity, -1, -1, null, false, default);

    /// <summary>For each bin 1 where it goes left, else 0.</summary>
    public byte[] LeftBins(ColumnBins bins)
    {
        if (Categories is not null)
            return Categories;
        var left = new byte[GradientHistogram.BinsOfColumn];
        left.AsSpan(0, Bin + 1).Fill(1);
        left[bins.Count] = (byte)(MissingLeft ? 1 : 0);
        return left;
    }
}
