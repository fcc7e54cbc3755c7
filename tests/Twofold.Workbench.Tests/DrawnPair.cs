using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

/// <summary>A small pair, trained once on drawn animals for all the tests that use one.</summary>
public sealed class DrawnPair : IAsyncLifetime
{
    public static readonly string[] Labels = ["bears", "cats", "rabbits"];

    readonly string folder = Directory.CreateTempSubdirectory("twofold-pair-").FullName;

    public string Data => Path.Combine(folder, "animals");

    public string Model => Path.Combine(folder, "animals.twofold");

    public TrainResult Result { get; private set; } = null!; // Set before any test runs.

    public static PhotoPairOptions Options { get; } = new() { Backbone = "none", Size = 32, Steps = 120, Seed = 5 };

    public async ValueTask InitializeAsync()
    {
        Draw(Data, perLabel: 40, firstSeed: 0);
        File.WriteAllText(Path.Combine(Data, "cats", "broken.jpg"), "not a photo");
        File.Copy(Path.Combine(Data, "bears", "7.png"), Path.Combine(Data, "cats", "bear-or-cat.png"));
        Result = await Trainer.RunAsync(new TrainRequest { Data = Data, Out = Model, Options = Options });
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Draws a folder of label-named folders.</summary>
    public static void Draw(string into, int perLabel, ulong firstSeed)
    {
        foreach (var label in Labels)
            for (var i = 0; i < perLabel; i++)
                DrawnAnimals.Draw(label, 48, firstSeed + (ulong)i).Save(Path.Combine(into, label, $"{i}.png"));
    }

    /// <summary>A folder that is gone with the test.</summary>
    public sealed class Scratch : IDisposable
    {
        readonly string path = Directory.CreateTempSubdirectory("twofold-").FullName;

        public string this[string name] => Path.Combine(path, name);

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
