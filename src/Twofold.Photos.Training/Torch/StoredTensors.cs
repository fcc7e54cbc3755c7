using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Float32 tensors as arrays of <see cref="SafeTensors"/>: what a training keeps, to go on from later.</summary>
static class StoredTensors
{
    extension(SafeTensors tensors)
    {
        /// <summary>Adds a tensor as a vector.</summary>
        public void Add(string name, Tensor values) => tensors.Add(name, values.ToFloats(), (int)values.numel());
    }

    extension(Tensor values)
    {
        /// <summary>Takes over the numbers of a vector that was added, in place.</summary>
        /// <exception cref="TwofoldException">There is none of that name and length.</exception>
        public void CopyFrom(SafeTensors tensors, string name)
        {
            using var scope = NewDisposeScope();
            using var inference = no_grad();
            values.copy_(tensor(tensors.ReadSingle(name, (int)values.numel())).view(values.shape));
        }
    }
}
