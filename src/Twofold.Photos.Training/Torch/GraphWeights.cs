using Twofold.Photos.Onnx;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Torch's tensors in an ONNX graph.</summary>
static class GraphWeights
{
    extension(OnnxGraphBuilder graph)
    {
        /// <summary>Adds a float32 tensor as a constant, its numbers in the order of its dimensions, whatever its layout.</summary>
        public string Weights(Tensor tensor) => graph.Constant(tensor.ToFloats(), tensor.shape);
    }
}
