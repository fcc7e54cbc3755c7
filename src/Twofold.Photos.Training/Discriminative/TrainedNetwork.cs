namespace Twofold.Photos.Training;

/// <summary>A network that has learned to recognize, with the head that was trained with it: the logits are features * HeadWeights^T + HeadBiases.</summary>
/// <param name="Onnx">The network up to its features, preprocessing inside: `pictures` uint8 [N, height, width, 3] to `features` float32 [N, D].</param>
/// <param name="HeadWeights"><c>[labels, D]</c>.</param>
/// <param name="HeadBiases"><c>[labels]</c>.</param>
sealed record TrainedNetwork(byte[] Onnx, float[,] HeadWeights, float[] HeadBiases)
{
    /// <summary>The course of training: one entry for each look at the held-out photos since it was begun, or gone on with.</summary>
    public required IReadOnlyList<RecognizerEvaluation> History { get; init; }

    /// <summary>What held-out photos said of this network.</summary>
    public required RecognizerEvaluation Kept { get; init; }

    /// <summary>How often the loss was absurd or not a number, so that training went back to an earlier state at half the rate.</summary>
    public required int Rollbacks { get; init; }
}
