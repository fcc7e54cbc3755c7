using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Twofold.Photos.Onnx;

/// <summary>
/// Runs a creator's graph: inputs <c>noise</c>, float32 <c>[N, noise]</c>, and <c>label_shares</c>, float32 <c>[N, labels]</c>; output
/// <c>pictures</c>, uint8 RGB <c>[N, height, width, 3]</c>. Graphs of model files that were written before labels could be mixed take
/// <c>label</c>, int64 <c>[N]</c>, in the shares' place. Thread-safe; a call works on the thread that makes it.
/// </summary>
sealed class PictureNetwork : IPictureSource
{
    public const string NoiseInput = "noise";
    public const string SharesInput = "label_shares";
    public const string LabelInput = "label";
    public const string Output = "pictures";

    static readonly string[] Outputs = [Output];

    // As for recognizers: memory stays the same however many pictures are asked for.
    const int PicturesPerRun = 16;

    readonly SharedSession session;
    readonly string name;
    readonly string[] inputs;

    PictureNetwork(SharedSession session, int labelCount, string name)
    {
        (this.session, this.name, LabelCount) = (session, name, labelCount);
        NoiseDimension = OnnxSession.Expect(
            session.Inputs, NoiseInput, TensorElementType.Float, ([OnnxSession.Any, OnnxSession.Any], "[N,noise], N free"), name)[1];
        MixesLabels = !session.Inputs.ContainsKey(LabelInput);
        if (MixesLabels)
            OnnxSession.Expect(session.Inputs, SharesInput, TensorElementType.Float, ([OnnxSession.Any, labelCount], $"[N,{labelCount}], N free"), name);
        else
            OnnxSession.Expect(session.Inputs, LabelInput, TensorElementType.Int64, ([OnnxSession.Any], "[N], N free"), name);
        inputs = [NoiseInput, MixesLabels ? SharesInput : LabelInput];
        var output = OnnxSession.Expect(
            session.Outputs, Output, TensorElementType.UInt8, ([OnnxSession.Any, OnnxSession.Any, OnnxSession.Any, 3], "[N,height,width,3], N free"), name);
        if (session.Inputs.Count != 2 || NoiseDimension is < 1 or > OnnxSession.MostFeatures ||
            output[1] is < 1 or > OnnxSession.LongestSide || output[2] is < 1 or > OnnxSession.LongestSide)
        {
            throw new TwofoldException(
                $"'{name}' has {session.Inputs.Count} inputs, {NoiseDimension} noise numbers and pictures of {output[2]}x{output[1]} pixels: two inputs and fixed sizes are expected, at most {OnnxSession.MostFeatures} numbers and {OnnxSession.LongestSide} pixels.");
        }

        (Height, Width) = (output[1], output[2]);
    }

    /// <inheritdoc/>
    public int NoiseDimension { get; }

    /// <summary>The labels that it tells apart.</summary>
    public int LabelCount { get; }

    /// <summary>Whether it can make a picture that is of several labels by shares.</summary>
    public bool MixesLabels { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Opens a creator's graph.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="labelCount">How many labels it is to know.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is not ONNX, refused, or does not keep the contract.</exception>
    public static PictureNetwork Open(byte[] onnx, int labelCount, string name = "creator.onnx")
    {
        var session = SharedSession.Open(onnx, name);
        try
        {
            return new PictureNetwork(session, labelCount, name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public byte[] Pictures(ReadOnlySpan<float> noise, ReadOnlySpan<float> shares, PhotoGenerationOptions options, CancellationToken cancellation)
    {
        var count = shares.Length / LabelCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(shares.Length, (long)count * LabelCount, nameof(shares));
        ArgumentOutOfRangeException.ThrowIfNotEqual(noise.Length, (long)count * NoiseDimension, nameof(noise));
        var pictureBytes = Height * Width * 3;
        var pictures = new byte[count * pictureBytes];
        for (var done = 0; done < count; done += PicturesPerRun)
        {
            cancellation.ThrowIfCancellationRequested();
            var now = Math.Min(PicturesPerRun, count - done);
            Run(noise.Slice(done * NoiseDimension, now * NoiseDimension), shares.Slice(done * LabelCount, now * LabelCount), pictures.AsSpan(done * pictureBytes, now * pictureBytes));
        }

        return pictures;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    unsafe void Run(ReadOnlySpan<float> noise, ReadOnlySpan<float> shares, Span<byte> pictures)
    {
        var memory = OrtMemoryInfo.DefaultInstance;
        var count = shares.Length / LabelCount;
        ReadOnlySpan<long> labels = MixesLabels ? [] : WholeLabels(shares);
        fixed (float* noiseStart = noise)
        fixed (float* sharesStart = shares)
        fixed (long* labelStart = labels)
        fixed (byte* to = pictures)
        {
            using var noiseValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, [count, NoiseDimension], (nint)noiseStart, noise.Length * sizeof(float));
            using var labelValue = MixesLabels
                ? OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, [count, LabelCount], (nint)sharesStart, shares.Length * sizeof(float))
                : OrtValue.CreateTensorValueWithData(memory, TensorElementType.Int64, [count], (nint)labelStart, labels.Length * sizeof(long));
            using var output = OrtValue.CreateTensorValueWithData(memory, TensorElementType.UInt8, [count, Height, Width, 3], (nint)to, pictures.Length);
            session.Run((inputs, [noiseValue, labelValue]), (Outputs, [output]));
        }
    }

    long[] WholeLabels(ReadOnlySpan<float> shares)
    {
        var labels = new long[shares.Length / LabelCount];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = shares.Slice(i * LabelCount, LabelCount).IndexOf(1f);
            if (labels[i] < 0)
            {
                throw new TwofoldException(
                    $"The model's '{name}' was written before labels could be mixed, so it makes no picture between two labels: train the model again, or walk between two seeds of one label.");
            }
        }

        return labels;
    }
}
