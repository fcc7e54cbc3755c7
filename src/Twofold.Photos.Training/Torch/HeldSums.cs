using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Sums and squares of tensors. TorchSharp 0.107 makes a <see cref="Scalar"/> of 1 for the <c>+</c> between two tensors (and one of 2 for a square) that nobody holds: see
/// <see cref="LastingScalar"/>. Differences and products of tensors have none.
/// </summary>
static class HeldSums
{
    extension(Tensor x)
    {
        /// <summary>x + y.</summary>
        public Tensor Plus(Tensor y) => x.add(y, LastingScalar.One);

        /// <summary>x + y.</summary>
        public Tensor Plus(Scalar y) => x.add(y, LastingScalar.One);

        /// <summary>x + y, written to x.</summary>
        public Tensor PlusInPlace(Tensor y) => x.add_(y, LastingScalar.One);

        /// <summary>x + y, written to x.</summary>
        public Tensor PlusInPlace(Scalar y) => x.add_(y, LastingScalar.One);

        /// <summary>1 - x.</summary>
        public Tensor OneMinus() => x.neg().add(LastingScalar.One, LastingScalar.One);

        /// <summary>x times x.</summary>
        public Tensor Squared() => x.mul(x);
    }
}
