using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Twofold.Photos.Training.Tests;

/// <summary>Runs a creator's ONNX graph, as the product does.</summary>
static class CreatorRun
{
    /// <summary>Pictures of the given labels, [labels, size, size, 3], from noise [labels, dimension].</summary>
    public static byte[] Pictures(byte[] onnx, long[] labels, float[] noise)
    {
        using var session = new InferenceSession(onnx);
        var shares = new DenseTensor<float>([labels.Length, session.InputMetadata["label_shares"].Dimensions[1]]);
        foreach (var (picture, label) in labels.Index())
            shares[picture, (int)label] = 1;
        using var results = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("noise", new DenseTensor<float>(noise, [labels.Length, CreatorNetwork.NoiseDimension])),
            NamedOnnxValue.CreateFromTensor("label_shares", shares),
        ]);
        return results.Single().AsTensor<byte>().ToArray();
    }
}
