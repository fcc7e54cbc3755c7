using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Twofold.Photos.Onnx;

/// <summary>Opens sessions of ONNX Runtime, all with the same settings, and checks that a graph has the inputs and outputs of its contract.</summary>
static class OnnxSession
{
    /// <summary>A symbolic or unknown dimension, as ONNX Runtime reports it.</summary>
    public const int Any = -1;

    /// <summary>Opens a graph for use by several threads at once, each of which does the work of its own calls.</summary>
    /// <param name="onnx">The bytes of the file; looked at before they are loaded.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is not ONNX, is refused (see <see cref="OnnxInspection"/>), or cannot be run.</exception>
    public static InferenceSession Open(byte[] onnx, string name)
    {
        _ = OnnxInspection.Parse(onnx, name);
        using var options = new SessionOptions
        {
            // Photos are run in parallel by their callers: more threads inside of a run would only compete with them.
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new TwofoldException($"'{name}' cannot be run: {exception.Message}", exception);
        }
    }

    /// <summary>Checks that an input or output is there, of the type and shape of the contract, and returns its shape.</summary>
    /// <param name="tensors">The session's inputs or outputs.</param>
    /// <param name="tensor">The name it has in the contract.</param>
    /// <param name="element">Its type there.</param>
    /// <param name="shape">Its shape there, <see cref="Any"/> where the graph may choose; in words for the message.</param>
    /// <param name="name">What the file is called in messages.</param>
    public static int[] Expect(IReadOnlyDictionary<string, NodeMetadata> tensors, string tensor, TensorElementType element, (int[] Sizes, string InWords) shape, string name)
    {
        var expected = $"'{tensor}' of type {element} and shape {shape.InWords} is expected";
        if (!tensors.TryGetValue(tensor, out var found))
            throw new TwofoldException($"'{name}' has {string.Join(", ", tensors.Keys.Select(key => $"'{key}'"))}, but {expected}.");
        var sizes = found.Dimensions;
        var fits = found.ElementDataType == element && sizes.Length == shape.Sizes.Length &&
            sizes.Zip(shape.Sizes).All(pair => pair.Second == Any || pair.First == pair.Second) && sizes[0] == Any;
        return fits ? sizes : throw new TwofoldException($"'{name}' has '{tensor}' of type {found.ElementDataType} and shape [{string.Join(",", sizes)}], but {expected}.");
    }
}
