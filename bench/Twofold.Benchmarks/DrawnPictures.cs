using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>Drawn animals in the form that networks are trained on.</summary>
static class DrawnPictures
{
    /// <summary>Draws as many of each label, the labels in turn.</summary>
    public static SmallPictures Of(IReadOnlyList<string> labels, int perLabel, int size, ulong seed)
    {
        var pixels = new byte[perLabel * labels.Count * size * size * 3];
        Parallel.For(0, perLabel * labels.Count, picture =>
            DrawnAnimals.Draw(labels[picture % labels.Count], size, (seed * 1_000_000) + (ulong)picture).Pixels.CopyTo(pixels.AsMemory(picture * size * size * 3)));
        return new SmallPictures(size, pixels, [.. Enumerable.Range(0, perLabel * labels.Count).Select(picture => picture % labels.Count)], labels.Count);
    }

    /// <summary>A network that teaches a creator, trained on <paramref name="pictures"/> for so many steps; null for none.</summary>
    public static ScratchTeacher? Teacher(SmallPictures pictures, int steps) => steps == 0 ? null : ScratchTeacher.Read(
        new ScratchRecognizerTrainer { Steps = steps, Seed = 5 }.Train(pictures, new SmallPictures(pictures.Size, [], [], pictures.LabelCount)).Onnx, pictures.Size, ComputePrecision.Fastest);
}
