namespace Twofold.Photos.Training;

/// <summary>A recognizer trained from scratch. The logits are features * HeadWeights^T + HeadBiases.</summary>
sealed class ScratchRecognizer
{
    /// <summary>The network up to its features: `pictures` uint8 [N, size, size, 3] to `features` float32 [N, D].</summary>
    public required byte[] Onnx { get; init; }

    /// <summary>[labels, D].</summary>
    public required float[,] HeadWeights { get; init; }

    /// <summary>[labels].</summary>
    public required float[] HeadBiases { get; init; }

    /// <summary>The course of training: one entry for each look at the held-out pictures.</summary>
    public required IReadOnlyList<ScratchEvaluation> History { get; init; }

    /// <summary>The entry of <see cref="History"/> whose network this is.</summary>
    public required ScratchEvaluation Kept { get; init; }

    /// <summary>How often the loss was not a number, so that training went back to an earlier state at half the rate.</summary>
    public required int Rollbacks { get; init; }
}
