using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// The device that networks are trained on: TorchSharp's default one, where every tensor is made that does not say otherwise. Chance is drawn on the
/// processor, the only place where TorchSharp has generators of one's own, so that a seed means the same on every device.
/// </summary>
static class ComputeDevice
{
    /// <summary>Trains on a device from now on, in the whole process.</summary>
    /// <exception cref="TwofoldException">CUDA was asked for, and there is none.</exception>
    public static void Use(TrainingDevice choice)
    {
        TorchRuntime.EnsureLoaded();
        // TorchSharp answers a failed load by copying all of libtorch next to the program: it is asked only where there is something to load.
        var hasCuda = choice != TrainingDevice.Cpu && TorchRuntime.HasCudaLibrary && cuda.is_available();
        if (choice == TrainingDevice.Cuda && !hasCuda)
        {
            throw new TwofoldException(TorchRuntime.HasCudaLibrary
                ? "Training on CUDA was asked for, and libtorch finds no graphics card that it can use: check the card and its driver (nvidia-smi), or train on the processor ('--device cpu')."
                : "Training on CUDA was asked for, and this program comes with a libtorch for the processor alone: put TorchSharp's package libtorch-cuda-… for your platform in the place of libtorch-cpu-…, or train on the processor ('--device cpu').");
        }

        set_default_device(hasCuda ? CUDA : CPU);
    }

    /// <summary>Standard normal numbers.</summary>
    /// <param name="shape">How many.</param>
    /// <param name="random">Where they come from.</param>
    public static Tensor Normal(ReadOnlySpan<long> shape, Generator random) => randn(shape, device: CPU, generator: random).to(get_default_device());

    /// <summary>Numbers from 0 to 1, uniform.</summary>
    /// <inheritdoc cref="Normal"/>
    public static Tensor Uniform(ReadOnlySpan<long> shape, Generator random) => rand(shape, device: CPU, generator: random).to(get_default_device());

    extension(Tensor tensor)
    {
        /// <summary>A float32 tensor's numbers in the order of its dimensions, whatever its layout and wherever it is.</summary>
        public float[] ToFloats() => tensor.detach().cpu().contiguous().data<float>().ToArray();
    }
}
