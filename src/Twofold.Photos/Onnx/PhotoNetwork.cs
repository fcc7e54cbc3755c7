using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Twofold.Photos.Onnx;

/// <summary>
/// Runs a recognizer's graph: input <c>pictures</c>, uint8 RGB <c>[N, height, width, 3]</c>; output <c>features</c>, float32 <c>[N, features]</c>; all
/// that happens to the colors is inside. Thread-safe; a call works on the thread that makes it.
/// </summary>
sealed class PhotoNetwork : IDisposable
{
    public const string Input = "pictures";
    public const string Output = "features";

    static readonly string[] Inputs = [Input];
    static readonly string[] Outputs = [Output];

    // A few pictures at a time keep intermediate results inside of the processor's cache: larger batches are slower on one core, and
    // memory stays the same however many pictures a call brings.
    const int PicturesPerRun = 4;

    readonly SharedSession session;
    readonly string name;

    PhotoNetwork(SharedSession session, string name)
    {
        (this.session, this.name) = (session, name);
        var input = OnnxSession.Expect(
            session.Inputs, Input, TensorElementType.UInt8, ([OnnxSession.Any, OnnxSession.Any, OnnxSession.Any, 3], "[N,height,width,3], N free"), name);
        if (session.Inputs.Count != 1 || input[1] is < 1 or > OnnxSession.LongestSide || input[2] is < 1 or > OnnxSession.LongestSide)
            throw new TwofoldException($"'{name}' has {session.Inputs.Count} inputs and pictures of {input[2]}x{input[1]} pixels: one input is expected, and a fixed size of at most {OnnxSession.LongestSide} pixels.");
        (Height, Width) = (input[1], input[2]);
        FeatureCount = OnnxSession.Expect(
            session.Outputs, Output, TensorElementType.Float, ([OnnxSession.Any, OnnxSession.Any], "[N,features], N free"), name)[1];
        if (FeatureCount < 1)
            FeatureCount = CountFeatures();
        if (FeatureCount is < 1 or > OnnxSession.MostFeatures)
            throw new TwofoldException($"'{name}' gives {FeatureCount} features for a picture: 1 to {OnnxSession.MostFeatures} are expected.");
    }

    /// <summary>The width of a picture in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of a picture in pixels.</summary>
    public int Height { get; }

    /// <summary>The numbers that come out for a picture.</summary>
    public int FeatureCount { get; }

    /// <summary>Opens a recognizer's graph.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is not ONNX, refused, or does not keep the contract.</exception>
    public static PhotoNetwork Open(byte[] onnx, string name = "recognizer.onnx")
    {
        var session = SharedSession.Open(onnx, name);
        try
        {
            return new PhotoNetwork(session, name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the features of pictures.</summary>
    /// <param name="pictures">The pixels, <c>[count, height, width, 3]</c>.</param>
    /// <param name="count">The number of pictures.</param>
    /// <returns>The features, <c>[count, features]</c>.</returns>
    public float[] Features(ReadOnlySpan<byte> pictures, int count)
    {
        var pictureBytes = Height * Width * 3;
        ArgumentOutOfRangeException.ThrowIfNotEqual(pictures.Length, (long)count * pictureBytes, nameof(pictures));
        var features = new float[count * FeatureCount];
        for (var done = 0; done < count; done += PicturesPerRun)
        {
            var now = Math.Min(PicturesPerRun, count - done);
            Run(pictures.Slice(done * pictureBytes, now * pictureBytes), features.AsSpan(done * FeatureCount, now * FeatureCount), now);
        }

        return features;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    unsafe void Run(ReadOnlySpan<byte> pictures, Span<float> features, int count)
    {
        fixed (byte* from = pictures)
        fixed (float* to = features)
        {
            var memory = OrtMemoryInfo.DefaultInstance;
            using var input = OrtValue.CreateTensorValueWithData(memory, TensorElementType.UInt8, [count, Height, Width, 3], (nint)from, pictures.Length);
            using var output = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, [count, FeatureCount], (nint)to, features.Length * sizeof(float));
            session.Run((Inputs, [input]), (Outputs, [output]));
        }
    }

    // Where the graph does not say, one black picture does.
    unsafe int CountFeatures()
    {
        var black = new byte[Height * Width * 3];
        fixed (byte* from = black)
        {
            using var input = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.UInt8, [1, Height, Width, 3], (nint)from, black.Length);
            using var outputs = session.Run(Inputs, [input], Outputs);
            return (int)outputs[0].GetTensorTypeAndShape().ElementCount;
        }
    }
}
