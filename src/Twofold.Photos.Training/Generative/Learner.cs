using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>One network in training, split over threads: its weights, what its optimizer remembers, and a place for each thread's gradient.</summary>
sealed class Learner : IDisposable
{
    const double SquareMomentum = 0.99;

    // The average reaches back over this share of the steps so far: short at first, when early weights are worth nothing.
    const double AverageReach = 0.1;

    readonly Adam optimizer;
    readonly SpectralBound? bound;
    readonly Tensor? average;

    /// <summary>Creates a network with weights drawn from <paramref name="random"/>.</summary>
    /// <param name="shapes">Its layers.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="parts">Into how many parts a step is split.</param>
    /// <param name="momentum">Of the optimizer. Default 0, for halves of a GAN: the other half moves the goal at every step.</param>
    /// <param name="spectralLimit">The most that a convolution's largest singular value may be; null for no limit.</param>
    /// <param name="averaged">Whether it keeps a moving average of the weights; see <see cref="AveragedLayers"/>.</param>
    public Learner(IReadOnlyList<WeightShape> shapes, Generator random, int parts, double momentum = 0, double? spectralLimit = null, bool averaged = false)
    {
        Weights = new WeightVector(shapes, random);
        optimizer = new Adam(Weights, momentum, SquareMomentum);
        average = averaged ? Weights.Values.detach().clone().DetachFromDisposeScope() : null;
        bound = spectralLimit is { } limit ? new SpectralBound(Weights, limit, random) : null;
        // Detached values share the memory of the weights; the gradient is the part's own.
        Leaves = [.. Enumerable.Range(0, parts).Select(_ => Weights.Values.detach().requires_grad_().DetachFromDisposeScope())];
    }

    /// <summary>The weights.</summary>
    public WeightVector Weights { get; }

    /// <summary>The same numbers once for each part of a step, with a gradient of its own.</summary>
    public IReadOnlyList<Tensor> Leaves { get; }

    /// <summary>The layers as a part of a step sees them: its gradient arrives at its leaf.</summary>
    public Tensor[] Layers(int part, ScalarType precision) => Weights.Layers(Leaves[part], precision);

    /// <summary>The layers without a gradient.</summary>
    public Tensor[] FixedLayers(ScalarType precision) => Weights.Layers(Weights.Values.detach(), precision);

    /// <summary>The moving average of the weights; the weights themselves where it keeps none.</summary>
    public Tensor Average => average ?? Weights.Values;

    /// <summary>The layers of <see cref="Average"/>, in float32: they make the pictures in the end.</summary>
    public Tensor[] AveragedLayers() => Weights.Layers(Average, ScalarType.Float32);

    /// <summary>Brings the average nearer to the weights.</summary>
    /// <param name="step">The steps made.</param>
    /// <param name="longest">Over how many steps it reaches back at most. Default: no bound.</param>
    public void UpdateAverage(int step, int longest = int.MaxValue)
    {
        using var inference = no_grad();
        average?.lerp_(Weights.Values, Math.Max(1.0 / longest, 1 / ((AverageReach * step) + 1)));
    }

    /// <summary>A step down the mean of the parts' gradients, which are zero afterwards; false, and no step, where they are not finite.</summary>
    public bool Descend(double rate)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var gradients = Leaves.Select(leaf => leaf.grad ?? throw new InvalidOperationException("A part made no gradient.")).ToArray();
        foreach (var other in gradients.Skip(1))
            gradients[0].PlusInPlace(other);
        using Scalar count = gradients.Length;
        var mean = gradients[0].div_(count);
        var finite = double.IsFinite(mean.abs().sum().item<float>());
        if (finite)
        {
            optimizer.Step(mean, rate);
            bound?.Apply();
        }

        foreach (var gradient in gradients)
            gradient.zero_();
        return finite;
    }

    /// <summary>Becomes equal to <paramref name="other"/>.</summary>
    public void CopyFrom(Learner other)
    {
        using var inference = no_grad();
        Weights.Values.copy_(other.Weights.Values);
        optimizer.CopyFrom(other.optimizer);
        if (average is not null && other.average is not null)
            average.copy_(other.average);
    }

    /// <summary>Adds the weights and what the optimizer remembers under <paramref name="name"/>.</summary>
    public void AddTo(SafeTensors tensors, string name)
    {
        tensors.Add(name, Weights.Values);
        optimizer.AddTo(tensors, name);
        if (average is not null)
            tensors.Add($"{name}.average", average);
    }

    /// <summary>Takes over what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of another network.</exception>
    public void Load(SafeTensors tensors, string name)
    {
        Weights.Values.CopyFrom(tensors, name);
        optimizer.Load(tensors, name);
        average?.CopyFrom(tensors, $"{name}.average");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var leaf in Leaves)
            leaf.Dispose();
        bound?.Dispose();
        average?.Dispose();
        optimizer.Dispose();
        Weights.Dispose();
    }
}
