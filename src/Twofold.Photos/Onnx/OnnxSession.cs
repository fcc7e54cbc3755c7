using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Twofold.Photos.Onnx;

/// <summary>Opens sessions of ONNX Runtime, all with the same settings, and checks that a graph has the inputs and outputs of its contract.</summary>
static class OnnxSession
{
    /// <summary>A symbolic or unknown dimension, as ONNX Runtime reports it.</summary>
    public const int Any = -1;

    /// <summary>The longest side of a picture, in pixels, and the most features, that a graph may have: what is larger takes memory that no model here needs.</summary>
    public const int LongestSide = 4096, MostFeatures = 65_536;

    // onnxruntime_session_options_config_keys.h
    const string SharedMemoryEntry = "session.use_env_allocators", WithoutEntry = "optimization.disable_specified_optimizers", FormatEntry = "session.load_model_format";

    /// <summary>What every session begins with, whatever it is for: it tells nobody anything, and reads ONNX and nothing else.</summary>
    /// <param name="optimization">What is done to the graph before it is run.</param>
    public static SessionOptions CreateOptions(GraphOptimizationLevel optimization)
    {
        var options = new SessionOptions { GraphOptimizationLevel = optimization, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        // Left to itself it takes whatever has ORTM in its bytes 4 to 8 for its own format, which a sound ONNX file may have there, and which nobody has looked at.
        options.AddSessionConfigEntry(FormatEntry, "ONNX");
        return options;
    }

    /// <summary>Opens a graph for use by several threads at once, each of which does the work of its own calls.</summary>
    /// <param name="onnx">The bytes of the file; looked at before they are loaded.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is not ONNX, is refused (see <see cref="OnnxInspection"/>), or cannot be run.</exception>
    public static InferenceSession Open(byte[] onnx, string name)
    {
        var model = OnnxInspection.Parse(onnx, name);
        OnnxEnvironment.EnsureReady();
        using var options = CreateOptions(GraphOptimizationLevel.ORT_ENABLE_ALL);
        // Photos are run in parallel by their callers: more threads inside of a run would only compete with them.
        (options.IntraOpNumThreads, options.InterOpNumThreads, options.ExecutionMode) = (1, 1, ExecutionMode.ORT_SEQUENTIAL);
        options.AddSessionConfigEntry(SharedMemoryEntry, "1");
        if (!OnnxFolding.IsBounded(model.Graph))
            options.AddSessionConfigEntry(WithoutEntry, "ConstantFolding");
        try
        {
            return new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw CannotRun(name, exception);
        }
    }

    /// <summary>Calculates.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">How.</param>
    /// <param name="inputs">The names and values that go in.</param>
    /// <param name="outputs">The names and values that come out, the values with room for the results.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">The graph does not do what its shapes say, or takes more memory than there is for it.</exception>
    public static void Run(
        InferenceSession session, RunOptions options, (IReadOnlyCollection<string> Names, IReadOnlyCollection<OrtValue> Values) inputs,
        (IReadOnlyCollection<string> Names, IReadOnlyCollection<OrtValue> Values) outputs, string name)
    {
        try
        {
            session.Run(options, inputs.Names, inputs.Values, outputs.Names, outputs.Values);
        }
        catch (OnnxRuntimeException exception)
        {
            throw CannotRun(name, exception);
        }
    }

    /// <summary>What to say of a graph that ONNX Runtime gives up on.</summary>
    public static TwofoldException CannotRun(string name, OnnxRuntimeException exception) =>
        new($"'{name}' cannot be run: {exception.Message.ReplaceLineEndings(" ").Trim()}", exception);

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
        if (!found.IsTensor)
            throw new TwofoldException($"'{name}' has '{tensor}' of type {found.OnnxValueType}, but {expected}.");
        var sizes = found.Dimensions;
        var fits = found.ElementDataType == element && sizes.Length == shape.Sizes.Length &&
            sizes.Zip(shape.Sizes).All(pair => pair.Second == Any || pair.First == pair.Second) && sizes[0] == Any;
        return fits ? sizes : throw new TwofoldException($"'{name}' has '{tensor}' of type {found.ElementDataType} and shape [{string.Join(",", sizes)}], but {expected}.");
    }
}
