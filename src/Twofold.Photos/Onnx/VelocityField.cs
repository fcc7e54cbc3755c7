using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Twofold.Photos.Onnx;

/// <summary>
/// Runs a flow's graph: inputs <c>state</c>, float32 <c>[N, 3, height, width]</c>, <c>time</c>, float32 <c>[N]</c> from 0 (noise) to 1 (pictures),
/// and <c>label_shares</c>, float32 <c>[N, labels]</c>, all zero for no label; output <c>velocity</c>, float32 of the state's shape. Thread-safe; a
/// call works on the thread that makes it.
/// </summary>
sealed class VelocityField : IDisposable
{
    public const string StateInput = "state";
    public const string TimeInput = "time";
    public const string SharesInput = PictureNetwork.SharesInput;
    public const string Output = "velocity";

    static readonly string[] Inputs = [StateInput, TimeInput, SharesInput];
    static readonly string[] Outputs = [Output];

    readonly SharedSession session;
    readonly string name;

    VelocityField(SharedSession session, int labelCount, string name)
    {
        (this.session, this.name, LabelCount) = (session, name, labelCount);
        const string shape = "[N,3,height,width], N free";
        var state = OnnxSession.Expect(
            session.Inputs, StateInput, TensorElementType.Float, ([OnnxSession.Any, 3, OnnxSession.Any, OnnxSession.Any], shape), name);
        OnnxSession.Expect(session.Inputs, TimeInput, TensorElementType.Float, ([OnnxSession.Any], "[N], N free"), name);
        OnnxSession.Expect(session.Inputs, SharesInput, TensorElementType.Float, ([OnnxSession.Any, labelCount], $"[N,{labelCount}], N free"), name);
        var output = OnnxSession.Expect(
            session.Outputs, Output, TensorElementType.Float, ([OnnxSession.Any, 3, OnnxSession.Any, OnnxSession.Any], shape), name);
        if (session.Inputs.Count != 3 || state[2] is < 1 or > OnnxSession.LongestSide || state[3] is < 1 or > OnnxSession.LongestSide || !state.AsSpan(1).SequenceEqual(output.AsSpan(1)))
        {
            throw new TwofoldException(
                $"'{name}' has {session.Inputs.Count} inputs, states of {state[3]}x{state[2]} pixels and velocities of {output[3]}x{output[2]}: three inputs and one fixed size of at most {OnnxSession.LongestSide} pixels are expected.");
        }

        (Height, Width) = (state[2], state[3]);
    }

    /// <summary>The labels that it tells apart.</summary>
    public int LabelCount { get; }

    /// <summary>The width of a picture in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of a picture in pixels.</summary>
    public int Height { get; }

    /// <summary>Opens a flow's graph.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="labelCount">How many labels it is to know.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is not ONNX, refused, or does not keep the contract.</exception>
    public static VelocityField Open(byte[] onnx, int labelCount, string name = "creator.onnx")
    {
        var session = SharedSession.Open(onnx, name);
        try
        {
            return new VelocityField(session, labelCount, name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the velocities of states.</summary>
    /// <param name="states">The mixtures of picture and noise, <c>[count, 3, height, width]</c>.</param>
    /// <param name="times">From 0 to 1, <c>[count]</c>.</param>
    /// <param name="shares">How much of each label is in each state, <c>[count, labels]</c>: rows that sum to one, or to zero for no label.</param>
    /// <param name="velocities">Where they go, <c>[count, 3, height, width]</c>.</param>
    public unsafe void Velocities(ReadOnlySpan<float> states, ReadOnlySpan<float> times, ReadOnlySpan<float> shares, Span<float> velocities)
    {
        var count = times.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(shares.Length, count * LabelCount, nameof(shares));
        ArgumentOutOfRangeException.ThrowIfNotEqual(states.Length, count * 3 * Height * Width, nameof(states));
        ArgumentOutOfRangeException.ThrowIfNotEqual(velocities.Length, states.Length, nameof(velocities));
        var memory = OrtMemoryInfo.DefaultInstance;
        long[] shape = [count, 3, Height, Width];
        fixed (float* state = states)
        fixed (float* time = times)
        fixed (float* share = shares)
        fixed (float* to = velocities)
        {
            using var stateValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, shape, (nint)state, states.Length * sizeof(float));
            using var timeValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, [count], (nint)time, times.Length * sizeof(float));
            using var shareValue = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, [count, LabelCount], (nint)share, shares.Length * sizeof(float));
            using var output = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float, shape, (nint)to, velocities.Length * sizeof(float));
            session.Run((Inputs, [stateValue, timeValue, shareValue]), (Outputs, [output]));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
