using Twofold.Workbench;

[assembly: AssemblyFixture(typeof(Twofold.Cli.Tests.TrainedModel))]

namespace Twofold.Cli.Tests;

/// <summary>Drawn photos of two labels, and a model that the command line trained on them for a few steps: enough to be asked, not to be right.</summary>
public sealed class TrainedModel : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("twofold-cli-").FullName;

    public string Photos => Path.Combine(Folder, "photos");

    public string Model => Path.Combine(Folder, "pets.twofold");

    public string OnePhoto => Path.Combine(Photos, "cats", "0.png");

    internal Outcome Training { get; private set; } = new(-1, "", "");

    public async ValueTask InitializeAsync()
    {
        foreach (var label in (string[])["cats", "rabbits"])
            for (var i = 0ul; i < 16; i++)
                DrawnAnimals.Draw(label, 32, i).Save(Path.Combine(Photos, label, $"{i}.png"));
        Training = await TwofoldProcess.RunAsync("train", Photos, "--out", Model, "--backbone", "none", "--steps", "3", "--size", "32");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
