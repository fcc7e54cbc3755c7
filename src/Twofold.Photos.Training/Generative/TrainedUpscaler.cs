using Twofold.Photos.Onnx;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>An <see cref="Upscaler"/> that has learned.</summary>
sealed class TrainedUpscaler : IDisposable
{
    const string Name = "upscaler", SecondsName = Name + ".seconds";

    readonly Upscaler network;
    readonly Tensor values;

    /// <summary>Takes the weights, a vector as <see cref="WeightVector"/> has it, over from the scope they are in.</summary>
    public TrainedUpscaler(Upscaler network, Tensor values, double seconds) =>
        (this.network, this.values, Seconds) = (network, values.DetachFromDisposeScope(), seconds);

    /// <summary>How many times as many pixels the large pictures have along an edge.</summary>
    public int Factor => network.Factor;

    /// <summary>What its training took.</summary>
    public double Seconds { get; }

    /// <summary>Takes over what <see cref="AddTo(SafeTensors)"/> added.</summary>
    /// <exception cref="TwofoldException">It is of another network.</exception>
    public static TrainedUpscaler Read(Upscaler network, SafeTensors tensors)
    {
        var length = network.Shapes.Sum(shape => shape.Count);
        return new TrainedUpscaler(network, tensor(tensors.ReadSingle(Name, (int)length)), tensors.Read(SecondsName, 1)[0]);
    }

    /// <summary>Adds the weights.</summary>
    public void AddTo(SafeTensors tensors)
    {
        tensors.Add(Name, values);
        tensors.Add(SecondsName, [Seconds], 1);
    }

    /// <summary>Adds the network to a graph, behind the small pictures.</summary>
    public string AddTo(OnnxGraphBuilder graph, string small)
    {
        using var scope = NewDisposeScope();
        return network.AddTo(graph, small, WeightVector.Layers(values, network.Shapes, ScalarType.Float32));
    }

    /// <inheritdoc/>
    public void Dispose() => values.Dispose();
}
