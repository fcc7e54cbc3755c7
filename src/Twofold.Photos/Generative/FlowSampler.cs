using System.Numerics.Tensors;
using Twofold.Photos.Onnx;

namespace Twofold.Photos;

/// <summary>
/// Makes pictures with a velocity field: walks from noise at time 0 to a picture at time 1 along it, in steps of Heun's method (second order;
/// Karras 2022, algorithm 1), with guidance towards the label.
/// </summary>
/// <param name="velocityField">The velocity field, which is disposed with the sampler.</param>
sealed class FlowSampler(VelocityField velocityField) : IPictureSource
{
    // States that one run of the network takes: few keep its intermediate results inside of the processor's cache.
    const int StatesPerRun = 8;

    /// <summary>The velocity field.</summary>
    public VelocityField VelocityField => velocityField;

    /// <inheritdoc/>
    public int Width => velocityField.Width;

    /// <inheritdoc/>
    public int Height => velocityField.Height;

    /// <inheritdoc/>
    public int NoiseDimension => 3 * velocityField.Height * velocityField.Width;

    /// <inheritdoc/>
    public byte[] Pictures(ReadOnlySpan<float> noise, ReadOnlySpan<float> shares, PhotoGenerationOptions options, CancellationToken cancellation)
    {
        var count = shares.Length / velocityField.LabelCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(shares.Length, (long)count * velocityField.LabelCount, nameof(shares));
        ArgumentOutOfRangeException.ThrowIfNotEqual(noise.Length, (long)count * NoiseDimension, nameof(noise));
        var (steps, guidance) = (options.FlowSteps ?? PhotoGenerationOptions.DefaultFlowSteps, options.Guidance ?? PhotoGenerationOptions.DefaultGuidance);
        var pictures = new byte[noise.Length];
        var perRun = guidance == 1 ? StatesPerRun : StatesPerRun / 2;
        for (var done = 0; done < count; done += perRun)
        {
            var now = Math.Min(perRun, count - done);
            var state = noise.Slice(done * NoiseDimension, now * NoiseDimension).ToArray();
            Walk(state, shares.Slice(done * velocityField.LabelCount, now * velocityField.LabelCount), steps, guidance, cancellation);
            ToBytes(state, pictures.AsSpan(done * NoiseDimension, state.Length));
        }

        return pictures;
    }

    /// <inheritdoc/>
    public void Dispose() => velocityField.Dispose();

    void Walk(Span<float> state, ReadOnlySpan<float> shares, int steps, double guidance, CancellationToken cancellation)
    {
        var (first, second, ahead) = (new float[state.Length], new float[state.Length], new float[state.Length]);
        var length = (float)(1.0 / steps);
        for (var i = 0; i < steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Velocity(state, (float)i / steps, shares, guidance, first);
            if (i == steps - 1)
            {
                // Where the noise ends there is nothing to learn a velocity from: the last step is Euler's.
                TensorPrimitives.MultiplyAdd(first, length, state, state);
                return;
            }

            TensorPrimitives.MultiplyAdd(first, length, state, ahead);
            Velocity(ahead, (i + 1f) / steps, shares, guidance, second);
            TensorPrimitives.Add(first, second, first);
            TensorPrimitives.MultiplyAdd(first, length / 2, state, state);
        }
    }

    /// <summary>The guided velocity: that of no label, and from there so many times the way to that of the label.</summary>
    void Velocity(ReadOnlySpan<float> states, float time, ReadOnlySpan<float> shares, double guidance, Span<float> velocities)
    {
        var count = shares.Length / velocityField.LabelCount;
        if (guidance == 1)
        {
            velocityField.Velocities(states, Enumerable.Repeat(time, count).ToArray(), shares, velocities);
            return;
        }

        float[] twice = [.. states, .. states];
        var (sharesOfBoth, both) = (new float[2 * shares.Length], new float[twice.Length]);
        shares.CopyTo(sharesOfBoth);
        velocityField.Velocities(twice, Enumerable.Repeat(time, 2 * count).ToArray(), sharesOfBoth, both);
        var labeled = both.AsSpan(0, states.Length);
        var unlabeled = both.AsSpan(states.Length);
        TensorPrimitives.Subtract(labeled, unlabeled, velocities);
        TensorPrimitives.MultiplyAdd(velocities, (float)guidance, unlabeled, velocities);
    }

    /// <summary>Colors from -1 to 1, [N, 3, height, width], as bytes, [N, height, width, 3].</summary>
    void ToBytes(ReadOnlySpan<float> state, Span<byte> pictures)
    {
        var plane = velocityField.Height * velocityField.Width;
        for (var i = 0; i < pictures.Length; i++)
        {
            var (picture, pixel, color) = (i / (3 * plane), i / 3 % plane, i % 3);
            var value = (state[(((picture * 3) + color) * plane) + pixel] + 1) * 127.5f;
            pictures[i] = (byte)Math.Clamp(MathF.Round(value), 0, 255);
        }
    }
}
