using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// A recognizer as a critic's eyes (Projected GAN, Sauer 2021): its feature maps of pictures, and their gradient back to the pixels, while it stays as
/// it is. A critic that begins with them need not find out first what makes a cat a cat. Thread-safe.
/// </summary>
interface ITeacher : IDisposable
{
    /// <summary>The feature maps, from the finest to the coarsest.</summary>
    IReadOnlyList<TeacherScale> Scales { get; }

    /// <summary>The feature maps of pictures that nothing is to flow back to, [examples, channels, edge, edge] for each of <see cref="Scales"/>.</summary>
    /// <param name="pictures">From -1 to 1, [examples, 3, size, size].</param>
    Tensor[] Look(Tensor pictures);

    /// <summary>The same with a way back.</summary>
    /// <param name="pictures">From -1 to 1, [examples, 3, size, size]; a leaf that requires its gradient.</param>
    TeacherSight LookClosely(Tensor pictures);
}

/// <summary>A feature map of an <see cref="ITeacher"/>.</summary>
/// <param name="Channels">How many numbers each place has.</param>
/// <param name="Edge">How many places it has along each side.</param>
readonly record struct TeacherScale(int Channels, int Edge);

/// <summary>What a teacher sees in pictures. It outlives the dispose scope that it was made in.</summary>
/// <param name="maps">The feature maps, leaves that require their gradients.</param>
/// <param name="sendBack">Adds the gradient of the pictures that follows from those of the maps to what the pictures have.</param>
/// <param name="others">What else is to be disposed.</param>
sealed class TeacherSight(Tensor[] maps, Action sendBack, params Tensor[] others) : IDisposable
{
    /// <summary>The feature maps, [examples, channels, edge, edge] for each of <see cref="ITeacher.Scales"/>.</summary>
    public Tensor[] Maps { get; } = maps;

    /// <summary>Once a loss has given <see cref="Maps"/> their gradients: adds what follows from them to the pictures' own.</summary>
    public void SendBack() => sendBack();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Maps.Concat(others))
            tensor.Dispose();
    }
}
