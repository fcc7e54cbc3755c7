using Twofold.Workbench;

namespace Twofold.Studio.Tests;

/// <summary>Folders of drawn animals, which look like something and are made in no time.</summary>
static class DrawnPhotos
{
    public static readonly string[] Labels = ["cats", "rabbits"];

    /// <summary>Draws a folder of label-named folders.</summary>
    public static string Labeled(string into, int perLabel, ulong firstSeed = 0)
    {
        foreach (var label in Labels)
            for (var i = 0; i < perLabel; i++)
                DrawnAnimals.Draw(label, 48, firstSeed + (ulong)i).Save(Path.Combine(into, label, $"{label}-{i}.png"));
        return into;
    }

    /// <summary>Draws a folder in which nothing says what is what.</summary>
    public static string Mixed(string into, int perLabel, ulong firstSeed = 1000)
    {
        foreach (var label in Labels)
            for (var i = 0; i < perLabel; i++)
                DrawnAnimals.Draw(label, 48, firstSeed + (ulong)i).Save(Path.Combine(into, $"{label}-{i}.png"));
        return into;
    }
}
