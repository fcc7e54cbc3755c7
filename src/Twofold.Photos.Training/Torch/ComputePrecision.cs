using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// The type to compute convolutions in. Where the CPU multiplies bfloat16 (AVX-512 BF16), a training step of the network from scratch takes
/// 0.57 to 0.64 of what it takes in float32, measured on one core of an AMD EPYC at widths 16 to 64, batch 128, libtorch 2.10.0; elsewhere
/// bfloat16 is emulated and slower; on a graphics card it was not measured, and float32 is taken. Weights, their gradients and batch normalization's statistics stay in float32.
/// </summary>
static class ComputePrecision
{
    static readonly ScalarType OnProcessor = HasAvx512Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>The faster type on the device that is trained on.</summary>
    public static ScalarType Fastest
    {
        get
        {
            TorchRuntime.EnsureLoaded();
            return get_default_device().type == TorchSharp.DeviceType.CPU ? OnProcessor : ScalarType.Float32;
        }
    }

    // Leaf 7, subleaf 1, EAX bit 5 (Intel SDM, CPUID). Avx512F tells that the system keeps the wide registers.
    static bool HasAvx512Bf16 => Avx512F.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
}
