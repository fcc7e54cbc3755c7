using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Muon (Jordan 2024, "Muon: An optimizer for hidden layers in neural networks"): gradient descent with Nesterov momentum whose update of each
/// filter matrix is replaced by the nearest orthogonal one, so that all directions are learned at one speed. As in airbench each layer's
/// filters keep their norm, which batch normalization makes irrelevant to what they compute.
/// </summary>
sealed class Muon(WeightVector weights, double momentum) : IDisposable
{
    readonly Tensor velocity = zeros_like(weights.Values).DetachFromDisposeScope();

    /// <summary>One step down <paramref name="gradient"/>; a rate of 1 would replace the filters by the update.</summary>
    public void Step(Tensor gradient, double rate)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using Scalar kept = momentum, length = -rate;
        velocity.mul_(kept).PlusInPlace(gradient);
        var layers = weights.Layers(weights.Values, ScalarType.Float32);
        var updates = weights.Layers(gradient.add(velocity, kept), ScalarType.Float32);
        foreach (var (layer, update) in layers.Zip(updates))
        {
            using Scalar norm = Math.Sqrt(layer.shape[0]);
            layer.mul_(norm / layer.norm());
            layer.add_(Orthogonal(update.reshape(update.shape[0], -1)).reshape(update.shape), length);
        }
    }

    /// <summary>About the nearest matrix whose rows or columns are orthonormal, by three steps of a Newton-Schulz iteration of fifth order.</summary>
    static Tensor Orthogonal(Tensor matrix)
    {
        using Scalar a = 3.4445, b = -4.7750, c = 2.0315, least = 1e-7;
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = (tall ? matrix.t() : matrix) / matrix.norm().Plus(least);
        for (var i = 0; i < 3; i++)
        {
            var square = x.matmul(x.t());
            x = (a * x).Plus((b * square).Plus(c * square.matmul(square)).matmul(x));
        }

        return tall ? x.t() : x;
    }

    /// <summary>Forgets all past steps, as where they led to no numbers.</summary>
    public void Forget()
    {
        using var inference = no_grad();
        velocity.zero_();
    }

    /// <summary>Adds what it remembers under <paramref name="name"/>.</summary>
    public void AddTo(SafeTensors tensors, string name) => tensors.Add(name, velocity);

    /// <summary>Takes over what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of other weights.</exception>
    public void Load(SafeTensors tensors, string name) => velocity.CopyFrom(tensors, name);

    /// <inheritdoc/>
    public void Dispose() => velocity.Dispose();
}
