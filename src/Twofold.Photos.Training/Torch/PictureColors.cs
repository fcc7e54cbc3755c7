using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>The colors of pictures as what creates them has them, from -1 to 1, and as bytes are, from 0 to 255.</summary>
static class PictureColors
{
    static readonly Scalar HalfWhite = LastingScalar.Of(127.5);

    extension(Tensor pictures)
    {
        /// <summary>From bytes to -1 to 1, in a new tensor of the type.</summary>
        public Tensor FromBytes(ScalarType type) => pictures.to_type(type).div_(HalfWhite).sub_(LastingScalar.One);

        /// <summary>From -1 to 1 to 0 to 255, in float32.</summary>
        public Tensor ToByteRange() => pictures.to_type(ScalarType.Float32).Plus(LastingScalar.One) * HalfWhite;

        /// <summary>Refuses what are no pictures of an edge.</summary>
        /// <exception cref="ArgumentException">They are not [N, 3, size, size].</exception>
        public void RequirePictures(int size)
        {
            if (pictures.dim() != 4 || pictures.shape[1] != 3 || pictures.shape[2] != size || pictures.shape[3] != size)
                throw new ArgumentException($"Pictures [{string.Join(", ", pictures.shape)}]: [N, 3, {size}, {size}] was expected.");
        }
    }
}
