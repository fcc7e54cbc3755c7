namespace Twofold.Tables;

/// <summary>A covariance, as far as Gaussians need to know it. Immutable.</summary>
abstract class Covariance
{
    /// <summary>The number of columns.</summary>
    public abstract int Size { get; }

    /// <summary>The numbers that a single row of deviations must have room for: those after the first <see cref="Size"/> are zero.</summary>
    public int Stride => ProductTile.Padded(Size);

    /// <summary>The logarithm of the density at the mean: <c>−½ (d log 2π + log |Σ|)</c>.</summary>
    public abstract double LogNormalizer { get; }

    /// <summary>About how many multiplications whitening a row takes.</summary>
    public abstract long Cost { get; }

    /// <summary>
    /// Turns a row's deviations from a mean, <c>[Stride]</c>, in place into coordinates in which the Gaussian is round and of unit variance.
    /// </summary>
    public abstract void Whiten(Span<double> deviations);

    /// <summary>The same for rows side by side, <c>[Size, stride]</c> with a stride that is a multiple of eight.</summary>
    public abstract void WhitenColumns(Span<double> deviations, int stride);

    /// <summary>What whitens, where it is a matrix of a few columns, as <see cref="TriangularLengths"/> reads it; else nothing.</summary>
    public virtual ReadOnlySpan<double> FewColumns => [];

    /// <summary>The opposite: adds to rows, <c>[rows, Size]</c>, what standard normal <paramref name="noise"/> of the same shape becomes.</summary>
    public abstract void AddCorrelated(ReadOnlySpan<double> noise, Span<double> rows, int count);

    /// <summary>What is to be said of rows in which just the cells of <paramref name="row"/> are missing (NaN) that are missing in it.</summary>
    public abstract KnownPart Known(ReadOnlySpan<double> row);

    protected static double Normalizer(int size, double logOfDeviations) => (-0.5 * size * Math.Log(2 * Math.PI)) - logOfDeviations;
}
