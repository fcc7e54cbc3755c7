using TorchSharp;

namespace Twofold.Photos.Training;

/// <summary>
/// Numbers for torch's operators that live as long as the program. A number written into an expression becomes a <see cref="Scalar"/> with a
/// finalizer, of which TorchSharp 0.107 hands only the address to libtorch: on a busy machine a garbage collection freed one while it was
/// being added ("Expected false to be true", from Scalar.h). Training uses these for what is constant, and <c>using Scalar</c> for what is not.
/// </summary>
static class LastingScalar
{
    public static readonly Scalar One = Of(1);

    /// <summary>A scalar to be kept in a static field.</summary>
    public static Scalar Of(double value)
    {
        TorchRuntime.EnsureLoaded();
        return value;
    }
}
