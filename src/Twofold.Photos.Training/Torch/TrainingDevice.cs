namespace Twofold.Photos.Training;

/// <summary>What networks are trained on. It does not change what they are asked to learn, and any model runs anywhere.</summary>
public enum TrainingDevice
{
    /// <summary>A graphics card where libtorch finds one that it can use, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>
    /// A graphics card by CUDA. The program has to come with a libtorch for it (a package <c>libtorch-cuda-…</c> of TorchSharp's in the place of
    /// <c>libtorch-cpu-…</c>); Twofold's own command line comes with that for the processor.
    /// </summary>
    Cuda,
}
