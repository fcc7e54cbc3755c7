namespace Twofold.Studio.Tests;

/// <summary>A small table: two kinds of flowers that differ in length and color, and a plot that looks like a number and is none.</summary>
static class Blossoms
{
    public static string Write(string path)
    {
        var random = new SeededRandom(3);
        var lines = Enumerable.Range(0, 120).Select(i =>
        {
            var isRose = i % 2 == 0;
            var length = (isRose ? 8 : 4) + random.NextGaussian();
            var color = random.NextDouble() < (isRose ? 0.8 : 0.2) ? "red" : "white";
            return $"{(i % 10 == 3 ? "" : $"{length:0.00}")},{color},{random.NextInt(3) + 1},{(isRose ? "rose" : "lily")}";
        });
        File.WriteAllLines(path, ["length,color,plot,kind", .. lines]);
        return path;
    }
}
