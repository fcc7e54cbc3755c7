using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Twofold.Photos.Onnx;

/// <summary>
/// Runs a creator's graph: inputs <c>noise</c>, float32 <c>[N, noise]</c>, and <c>label</c>, int64 <c>[N]</c>; output <c>pictures</c>, uint8 RGB
/// <c>[N, height, width, 3]</c>. Thread-safe; a call works on the thread that makes it.
/// </summary>
sealed class PictureNetwork : IDisposable
{
    public const string NoiseInput = "noise";
    public const string LabelInput = "label";
    public const string Output = "pictures";

    static readonly string[] Inputs = [NoiseInput, LabelInput];
    static readonly string[] Outputs = [Output];

    // As for recognizers: memory stays the same however many pictures are asked for.
    const int PicturesPerRun = 16;

    readonly InferenceSession session;
    readonly RunOptions runOptions = new();

    PictureNetwork(InferenceSession session, string name)
    {
        this.session = session;
        NoiseDimension = OnnxSession.Expect(
            session.InputMetadata, NoiseInput, TensorElementType.Float, ([OnnxSession.Any, OnnxSession.Any], "[N,noise], N free"), name)[1];
        OnnxSession.Expect(session.InputMetadata, LabelInput, TensorElementType.Int64, ([OnnxSession.Any], "[N], N free"), name);
        var output = OnnxSession.Expect(
            session.OutputMetadata, Output, TensorElementType.UInt8, ([OnnxSession.Any, OnnxSession.Any, OnnxSession.Any, 3], "[N,height,width,3], N free"), name);
        if (session.InputMetadata.Count != 2 || NoiseDimension < 1 || output[1] < 1 || output[2] < 1)
        {
            throw new TwofoldException(
                $"'{name}' has {session.InputMetadata.Count} inputs, {NoiseDimension} noise numbers and pictures of {output[2]}x{output[1]} pixels: two inputs and fixed sizes are expected.");
        }

        (Height, Width) = (output[1], output[2]);
    }

    /// <summary>The noise numbers that one picture is made of.</summary>
    public int NoiseDimension { get; }

    /// <summary>The width of a picture in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of a picture in pixels.</summary>
    public int Height { get; }

    /// <summary>Opens a creator's graph.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is not ONNX, refused, or does not keep the contract.</exception>
    public static PictureNetwork Open(byte[] onnx, string name = "creator.onnx")
    {
        var session = OnnxSession.Open(onnx, name);
        try
        {
            return new PictureNetwork(session, name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes one picture for each label.</summary>
    /// <param name="noise">Standard normal numbers, <c>[labels, noise]</c>.</param>
    /// <param name="labels">The index of each picture's label, <c>[labels]</c>.</param>
    /// <returns>The pixels, <c>[labels, height, width, 3]</c>.</returns>
    public byte[] Pictures(ReadOnlySpan<float> noise, ReadOnlySpan<long> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(noise.Length, (long)labels.Length * NoiseDimension, nameof(noise));
        var pictureBytes = Height * Width * 3;
        var pictures = new byte[labels.Length * pictureBytes];
        for (var done = 0; done < labels.Length; done += PicturesPerRun)
        {
            var now = Math.Min(PicturesPerRun, labels.Length - done);
            Run(noise.Slice(done * NoiseDimension, now * NoiseDimension), labels.Slice(done, now), pictures.AsSpan(done * pictureBytes, now * pictureBytes));
        }

        return pictures;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }

    unsafe void Run(ReadOnlySpan<float> noise, ReadOnlySpan<long> labels, Span<byte> pictures)
    {
        var memory = OrtMemoryInfo.DefaultInstance;
        var count = labels.Length;
        fixed (float* noiseStart = noise)
        fixed (long* labelStart = labels)
        fixed (byte* to = pictures)
        {
            using var noiseValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, [count, NoiseDimension], (nint)noiseStart, noise.Length * sizeof(float));
            using var labelValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Int64, [count], (nint)labelStart, labels.Length * sizeof(long));
            using var output = OrtValue.CreateTensorValueWithData(memory, TensorElementType.UInt8, [count, Height, Width, 3], (nint)to, pictures.Length);
            session.Run(runOptions, Inputs, [noiseValue, labelValue], Outputs, [output]);
        }
    }
}
