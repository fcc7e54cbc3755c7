namespace Twofold.Photos.Training.Tests;

/// <summary>Pictures for tests of creators.</summary>
static class ColoredPictures
{
    /// <summary>Red ones and blue ones, each of another shade.</summary>
    public static SmallPictures RedAndBlue(int perLabel, int size = 16)
    {
        var random = new SeededRandom(2);
        var pixels = new byte[2 * perLabel * size * size * 3];
        int[] labels = [.. Enumerable.Range(0, 2 * perLabel).Select(picture => picture % 2)];
        for (var picture = 0; picture < labels.Length; picture++)
        {
            var shade = 150 + random.NextInt(100);
            for (var i = 0; i < size * size; i++)
                pixels[(((picture * size * size) + i) * 3) + (labels[picture] * 2)] = (byte)(shade - random.NextInt(50));
        }

        return new SmallPictures(size, pixels, labels, 2);
    }
}
