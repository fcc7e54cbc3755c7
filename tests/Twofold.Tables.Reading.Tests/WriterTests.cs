namespace Twofold.Tables.Reading.Tests;

public sealed class WriterTests : IDisposable
{
    static readonly Table Sample = new TableBuilder()
        .Numbers("size, cm", [1.5, double.NaN, 1e-300])
        .Numbers("count", [1, 2, double.NaN])
        .Categories("color", ["red", null, "it's \"blue\""])
        .Texts("note", ["ä\nö", "tab\there", null])
        .ToTable();

    readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.tsv")]
    [InlineData("t.parquet")]
    [InlineData("t.json")]
    [InlineData("t.ndjson")]
    public void What_is_written_is_read_again(string name)
    {
        TableWriter.Write(Sample, scratch[name]);

        var read = TableReader.Read(scratch[name]).Table;

        Assert.Equal(Sample.Schema.Select(column => column.Name), read.Schema.Select(column => column.Name));
        for (var i = 0; i < Sample.Count; i++)
            for (var j = 0; j < Sample.Columns; j++)
                Assert.Equal(Sample.Text(i, j), read.Text(i, j));
    }

    [Fact]
    public void Whole_numbers_are_written_as_such()
    {
        TableWriter.Write(Sample, scratch["t.csv"]);

        Assert.StartsWith("1.5,1,red,", File.ReadAllLines(scratch["t.csv"])[1]);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one()
    {
        var old = scratch.Write("t.csv", "old");

        Assert.Contains(".arff", Assert.Throws<TwofoldException>(() => TableWriter.Write(Sample, scratch["t.arff"])).Message);
        Assert.Throws<TwofoldException>(() => TableWriter.Write(Sample, Path.Combine(old, "t.csv")));
        Assert.Equal("old", File.ReadAllText(old));
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_refused_by_name()
    {
        var table = new TableBuilder().Numbers("age", [1]).Numbers("Age", [2]).ToTable();
        var message = Assert.Throws<TwofoldException>(() => TableWriter.Write(table, scratch["t.csv"])).Message;
        Assert.Contains("'age' and 'Age'", message);
        Assert.Contains("rename", message);
    }

    [Fact]
    public void Keys_that_come_late_in_JSON_are_columns_too()
    {
        var table = scratch.Read("late.ndjson", "{\"a\":1}\n{\"a\":2,\"b\":true}\n").Table;

        Assert.Equal(["1", null, "2", "true"], from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 2) select table.Text(i, j));
    }

    [Theory]
    [InlineData("bad.json", "[{\"a\":1},{\"a\":", "JSON")]
    [InlineData("nested.json", "[{\"a\":[1,2]}]", "column 'a'", "lists or records")]
    [InlineData("bad.parquet", "PAR1 this is none", "Parquet")]
    public void A_damaged_or_nested_file_is_refused(string name, string text, params string[] words)
    {
        var message = scratch.Refusal(name, text);
        Assert.All(words, word => Assert.Contains(word, message));
    }

    [Fact]
    public void Nothing_but_the_file_can_be_touched()
    {
        var secret = scratch.Write("secret.csv", "a\n1\n");
        using var database = new Database(scratch["other.csv"]);

        Assert.ThrowsAny<Exception>(() => database.Run($"CREATE TABLE x AS SELECT * FROM read_csv({Database.FileLiteral(secret)})"));
        Assert.ThrowsAny<Exception>(() => database.Run("INSTALL httpfs"));
        Assert.ThrowsAny<Exception>(() => database.Run("SET enable_external_access = true"));
    }

    [Fact]
    public void Writing_tells_how_far_it_is_and_can_be_cancelled()
    {
        var (told, old) = (new List<WorkProgress>(), scratch.Write("t.csv", "old"));
        using var cancellation = new CancellationTokenSource();
        var table = Table.FromFlat(new double[20_000], 1);

        Assert.ThrowsAny<OperationCanceledException>(() => TableWriter.Write(table, old, new Listener(progress =>
        {
            told.Add(progress);
            if (progress.Done > 0)
                cancellation.Cancel();
        }), cancellation.Token));

        Assert.Equal((2, 20_000.0), (told.Count, told[1].Total));
        Assert.Equal("old", File.ReadAllText(old));
    }

    sealed class Listener(Action<WorkProgress> tell) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => tell(value);
    }
}
