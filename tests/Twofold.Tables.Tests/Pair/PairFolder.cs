namespace Twofold.Tables.Tests.Pair;

/// <summary>Made tables to train pairs on, and a folder that is gone with the test.</summary>
sealed class PairFolder : IDisposable
{
    readonly string path = Directory.CreateTempSubdirectory("twofold-pair-").FullName;

    public string this[string name] => Path.Combine(path, name);

    /// <summary>Two clouds, a category that mostly tells them apart, and holes.</summary>
    public static Table Mixed(int rows, ulong seed, bool withText = false)
    {
        var random = new SeededRandom(seed);
        var (label, size, weight, color, note) = (new string[rows], new double[rows], new double[rows], new string?[rows], new string?[rows]);
        for (var i = 0; i < rows; i++)
        {
            var cat = i % 3 != 0;
            label[i] = cat ? "cat" : "dog";
            size[i] = Math.Round(Math.Abs((cat ? 3 : 5) + random.NextGaussian()), 2);
            weight[i] = i % 7 == 0 ? double.NaN : Math.Round(Math.Abs((cat ? 4 : 9) + (2 * random.NextGaussian())), 1);
            color[i] = i % 11 == 0 ? null : random.NextDouble() < 0.8 ? cat ? "gray" : "brown" : "black";
            note[i] = $"it was seen to {(cat ? "purr and sleep" : "bark and run")} on day {i} of the year";
        }

        var builder = new TableBuilder().Numbers("size", size).Numbers("weight", weight).Categories("color", color);
        return (withText ? builder.Texts("note", note) : builder).Categories("animal", label).ToTable();
    }

    /// <summary>Two clouds of numbers.</summary>
    public static Table Numbers(int rows, ulong seed) => Mixed(rows, seed).Select([0, 1, 3]);

    /// <summary>A table whose columns a model can take.</summary>
    public static Table Suitable(TableModelKind kind) => kind.Takes(Without(Mixed(1, 1)))
        ? Mixed(150, 1)
        : kind.Takes(Without(Numbers(1, 1))) ? Numbers(150, 1) : Mixed(150, 1).Select([2, 3]);

    static Schema Without(Table table) => new([.. table.Schema.Where(column => column.Name != "animal")]);

    public void Dispose() => Directory.Delete(path, recursive: true);
}
