namespace Twofold.Tables.Reading.Tests;

public sealed class ArffTests : IDisposable
{
    const string Head = """
        % A comment.
        @RELATION weather
        @attribute 'the outlook' {sunny, 'over cast', rainy}
        @attribute temperature integer [0, 50]
        @attribute note string
        @attribute day date "yyyy-MM-dd"

        @data

        """;

    readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Declared_columns_and_quoted_cells_are_read()
    {
        var read = scratch.Read("weather.arff", Head + "sunny, 20, 'it\\'s hot', '2020-01-02'\n% between\n'over cast',?,\"say, so\",?\n");

        Assert.Equal(["the outlook", "temperature", "note", "day"], read.Table.Schema.Select(column => column.Name));
        Assert.Equal(["sunny", "over cast", "rainy"], read.Table.Schema[0].Values);
        Assert.Equal(["sunny", "20", "it's hot", "2020-01-02", "over cast", null, "say, so", null], from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 4) select read.Table.Text(i, j));
        Assert.Equal(["line 9", "line 11"], Enumerable.Range(0, 2).Select(read.Where));
    }

    [Fact]
    public void Of_a_sparse_row_what_is_not_named_is_zero_or_the_first_category()
    {
        var table = scratch.Read("sparse.arff", "@relation s\n@attribute x numeric\n@attribute c {a,'b c'}\n@data\n{0 2.5}\n{1 'b c'}\n{}\n{0 ?, 1 a}\n").Table;

        Assert.Equal(["2.5", "a", "0", "b c", "0", "a", null, "a"], from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 2) select table.Text(i, j));
    }

    [Fact]
    public void Categories_are_those_declared_also_if_they_look_missing() =>
        Assert.Equal("NA", scratch.Read("na.arff", "@relation s\n@attribute c {NA,EU}\n@data\nNA\nEU\n").Table.Text(0, 0));

    [Theory]
    [InlineData("@relation r\n@attribute x numeric\n@data\n1\nabc\n", "line 5", "column 'x'", "'abc'", "a number")]
    [InlineData("@relation r\n@attribute c {a,b}\n@data\nz\n", "line 4", "column 'c'", "'z'", "a, b")]
    [InlineData("@relation r\n@attribute x numeric\n@attribute y numeric\n@data\n1\n", "line 5", "1 values", "2 columns")]
    [InlineData("@relation r\n@attribute x numeric\n@data\n{3 1}\n", "line 4", "'3 1'", "0 to 0")]
    [InlineData("@relation r\n@attribute x relational\n@data\n1\n", "line 2", "'x'", "relational")]
    [InlineData("@relation r\n@attribute x numeric\n@attribute x numeric\n@data\n1,2\n", "line 3", "second column 'x'")]
    [InlineData("@relation r\n@attribute c {a,a}\n@data\na\n", "line 2", "twice")]
    [InlineData("@relation r\n@attribute s string\n@data\n'open\n", "line 4", "not closed")]
    [InlineData("@relation r\n@attribute x numeric\n", "@data")]
    [InlineData("1,2,3\n", "line 1", "'1,2,3'")]
    [InlineData("@relation r\n@attribute x numeric\n@data\n", "no rows")]
    public void What_is_no_ARFF_is_refused_with_its_line(string text, params string[] words)
    {
        var message = scratch.Refusal("bad.arff", text);
        Assert.All(words, word => Assert.Contains(word, message));
    }
}
