using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Adam (Kingma and Ba 2015) on a <see cref="WeightVector"/>: five operations a step, where one for each layer would take hundreds.</summary>
sealed class Adam(WeightVector weights, double beta1, double beta2) : IDisposable
{
    const double Epsilon = 1e-8;

    readonly Tensor mean = zeros_like(weights.Values).DetachFromDisposeScope();
    readonly Tensor square = zeros_like(weights.Values).DetachFromDisposeScope();
    int steps;

    /// <summary>One step down <paramref name="gradient"/>.</summary>
    public void Step(Tensor gradient, double rate)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        steps++;
        // Named, because a number written into a call may be freed during it; see LastingScalar.
        using Scalar squareKept = beta2, squareShare = 1 - beta2, squareSum = 1 - Math.Pow(beta2, steps);
        using Scalar epsilon = Epsilon, length = -rate / (1 - Math.Pow(beta1, steps));
        mean.lerp_(gradient, 1 - beta1);
        square.mul_(squareKept).addcmul_(gradient, gradient, squareShare);
        var deviation = (square / squareSum).sqrt_().PlusInPlace(epsilon);
        weights.Values.addcdiv_(mean, deviation, length);
    }

    /// <summary>Forgets all past steps, as where they led to no numbers.</summary>
    public void Forget()
    {
        using var inference = no_grad();
        mean.zero_();
        square.zero_();
        steps = 0;
    }

    /// <summary>Takes over what <paramref name="other"/> remembers of past steps.</summary>
    public void CopyFrom(Adam other)
    {
        mean.copy_(other.mean);
        square.copy_(other.square);
        steps = other.steps;
    }

    /// <summary>Adds what it remembers under <paramref name="name"/>.</summary>
    public void AddTo(SafeTensors tensors, string name)
    {
        tensors.Add($"{name}.mean", mean);
        tensors.Add($"{name}.square", square);
        tensors.Add($"{name}.steps", [(double)steps], 1);
    }

    /// <summary>Takes over what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of other weights.</exception>
    public void Load(SafeTensors tensors, string name)
    {
        mean.CopyFrom(tensors, $"{name}.mean");
        square.CopyFrom(tensors, $"{name}.square");
        steps = (int)tensors.Read($"{name}.steps", 1)[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        square.Dispose();
    }
}
