using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>A covariance of columns that do not depend on each other.</summary>
/// <param name="deviations">The columns' standard deviations, above 0.</param>
sealed class DiagonalCovariance(double[] deviations) : Covariance
{
    public ReadOnlySpan<double> Deviations => deviations;

    public override int Size => deviations.Length;

    public override double LogNormalizer { get; } = Normalizer(deviations.Length, deviations.Sum(Math.Log));

    public override long Cost => Size;

    public override void Whiten(Span<double> deviations) => TensorPrimitives.Divide(deviations[..Size], Deviations, deviations[..Size]);

    public override void WhitenColumns(Span<double> deviations, int stride)
    {
        for (var j = 0; j < Size; j++)
        {
            var column = deviations.Slice(j * stride, stride);
            TensorPrimitives.Divide(column, Deviations[j], column);
        }
    }

    public override void AddCorrelated(ReadOnlySpan<double> noise, Span<double> rows, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Size, Size);
            TensorPrimitives.MultiplyAdd(noise.Slice(i * Size, Size), deviations, row, row);
        }
    }

    public override KnownPartOfDiagonal Known(ReadOnlySpan<double> row) => new(deviations, row);
}
