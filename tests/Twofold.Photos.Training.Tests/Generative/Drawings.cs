using Twofold.Workbench;

namespace Twofold.Photos.Training.Tests;

/// <summary>The demo's drawn animals, to train on.</summary>
static class Drawings
{
    /// <summary>So many drawings, the labels in turn.</summary>
    public static SmallPictures Of(int size, int count, int seed = 0)
    {
        var labels = DrawnAnimals.Labels;
        var pixels = new byte[count * size * size * 3];
        Parallel.For(0, count, i => DrawnAnimals.Draw(labels[i % labels.Count], size, (ulong)(seed + i)).Pixels.CopyTo(pixels.AsMemory(i * size * size * 3)));
        return new SmallPictures(size, pixels, [.. Enumerable.Range(0, count).Select(i => i % labels.Count)], labels.Count);
    }
}
