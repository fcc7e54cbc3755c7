using System.Globalization;

[assembly: AssemblyFixture(typeof(Twofold.Cli.Tests.TrainedTable))]

namespace Twofold.Cli.Tests;

/// <summary>Made-up flowers of two species in a CSV file, and a model that the command line trained on them.</summary>
public sealed class TrainedTable : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("twofold-cli-table-").FullName;

    public string Data => this["flowers.csv"];

    public string Test => this["test.csv"];

    public string Model => this["flowers.twofold"];

    internal Outcome Training { get; private set; } = new(-1, "", "");

    public string this[string name] => Path.Combine(Folder, name);

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(Data, Flowers(120, 1));
        File.WriteAllText(Test, Flowers(60, 2));
        Training = await TwofoldProcess.RunAsync("train", Data, "--label", "species", "--out", Model);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes a file; gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    static string Flowers(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var lines = Enumerable.Range(0, rows).Select(i =>
        {
            var setosa = i % 2 == 0;
            var (length, width) = ((setosa ? 1.5 : 4.3) + (0.4 * random.NextGaussian()), (setosa ? 0.2 : 1.3) + (0.2 * random.NextGaussian()));
            return string.Create(CultureInfo.InvariantCulture, $"{length:0.0},{width:0.0},{(setosa ? "setosa" : "versicolor")}");
        });
        return $"petal_length,petal_width,species\n{string.Join('\n', lines)}\n";
    }
}
