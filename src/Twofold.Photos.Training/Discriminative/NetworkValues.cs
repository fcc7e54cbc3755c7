using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>All numbers that training changes in a network, as three vectors: to train on, to average, or to return to.</summary>
/// <param name="Filters">The convolutions' filters.</param>
/// <param name="Others">All other weights.</param>
/// <param name="Statistics">The running means and variances of batch normalization.</param>
sealed record NetworkValues(Tensor Filters, Tensor Others, Tensor Statistics)
{
    Tensor[] Vectors => [Filters, Others, Statistics];

    /// <summary>A copy, without gradients.</summary>
    public NetworkValues Copy() => new(Filters.detach().clone(), Others.detach().clone(), Statistics.clone());

    /// <summary>The same weights, in the same memory, with gradients of their own, and a copy of the statistics: for a part of a batch.</summary>
    public NetworkValues Part() => new(Filters.detach().requires_grad_(), Others.detach().requires_grad_(), Statistics.clone());

    /// <summary>Whether all of them are finite numbers.</summary>
    public bool AreFinite()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        return Array.TrueForAll(Vectors, vector => vector.isfinite().all().item<bool>());
    }

    /// <summary>Adds the values under <paramref name="name"/>.</summary>
    public void AddTo(SafeTensors tensors, string name)
    {
        foreach (var (i, vector) in Vectors.Index())
            tensors.Add($"{name}.{i}", vector);
    }

    /// <summary>Takes over what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of another network.</exception>
    public void Load(SafeTensors tensors, string name)
    {
        foreach (var (i, vector) in Vectors.Index())
            vector.CopyFrom(tensors, $"{name}.{i}");
    }

    /// <summary>Takes over the values of <paramref name="source"/>.</summary>
    public void CopyFrom(NetworkValues source) => Approach(source, 1);

    /// <summary>Moves by <paramref name="share"/> of the way towards <paramref name="target"/>.</summary>
    public void Approach(NetworkValues target, double share)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        foreach (var (own, other) in Vectors.Zip(target.Vectors))
        {
            // Not a step of the whole way: that would keep a value that is not a number.
            if (share == 1)
                own.copy_(other);
            else
                own.lerp_(other, share);
        }
    }
}
