namespace Twofold.Tables;

/// <summary>
/// How often rows have which total: exact up to 1024, from there on in bins a thousandth wide, so that texts of any length take little memory.
/// A sum over rows, so that parts add up.
/// </summary>
sealed class TotalHistogram
{
    const int Exact = 1024;

    // A number from 2¹⁰ on keeps its exponent and ten bits of its fraction.
    const int DroppedBits = 42;
    static readonly long FirstCoarse = BitConverter.DoubleToInt64Bits(Exact) >> DroppedBits;
    static readonly int MostBins = BinOf(1L << 53) + 1;

    double[] bins;

    /// <summary>Nothing yet.</summary>
    public TotalHistogram() => bins = [];

    /// <summary>Restores a histogram; the bins must not be changed afterwards.</summary>
    /// <exception cref="TwofoldException">There are too many bins.</exception>
    public TotalHistogram(double[] bins) => this.bins = bins.Length <= MostBins
        ? bins
        : throw new TwofoldException($"A histogram of totals has {bins.Length} bins where at most {MostBins} are possible: the file is damaged.");

    /// <summary>The weight of the rows in each bin.</summary>
    public ReadOnlySpan<double> Bins => bins;

    /// <summary>Counts a row with this total, rounded to a whole number.</summary>
    public void Add(double total, double weight)
    {
        var bin = BinOf((long)Math.Min(Math.Round(total), 1L << 53));
        if (bin >= bins.Length)
            Array.Resize(ref bins, Math.Min(Math.Max(bin + 1, 2 * bins.Length), MostBins));
        bins[bin] += weight;
    }

    /// <summary>Counts the rows of another histogram as well.</summary>
    public void Add(TotalHistogram other)
    {
        if (other.bins.Length > bins.Length)
            Array.Resize(ref bins, other.bins.Length);
        for (var bin = 0; bin < other.bins.Length; bin++)
            bins[bin] += other.bins[bin];
    }

    /// <summary>A copy that can be added to.</summary>
    public TotalHistogram Clone() => new((double[])bins.Clone());

    /// <summary>Draws a total as the rows have them; −1 where there are none.</summary>
    public long Draw(SeededRandom random)
    {
        var sum = bins.Sum();
        if (sum == 0)
            return -1;
        var left = random.NextDouble() * sum;
        for (var bin = 0; bin < bins.Length; bin++)
        {
            left -= bins[bin];
            if (left >= 0 || bins[bin] == 0)
                continue;
            var (low, high) = (LeastOf(bin), LeastOf(bin + 1));
            return low + (long)(random.NextDouble() * (high - low));
        }

        // Rounding left nothing for the last bin.
        return LeastOf(Array.FindLastIndex(bins, weight => weight > 0));
    }

    static int BinOf(long total) => total < Exact ? (int)total : (int)(Exact + (BitConverter.DoubleToInt64Bits(total) >> DroppedBits) - FirstCoarse);

    static long LeastOf(int bin) => bin < Exact ? bin : (long)BitConverter.Int64BitsToDouble((bin - Exact + FirstCoarse) << DroppedBits);
}
