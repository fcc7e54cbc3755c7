using System.Text;

namespace Twofold.Tables.Reading.Tests;

public sealed class DelimitedTests : IDisposable
{
    readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Columns_get_names_and_kinds_and_cells_keep_their_values()
    {
        var table = scratch.Read("people.csv", "age,country,note\n31,DE,\"fond of cats, and dogs\"\n,FR,?\n 40.5 ,DE,\"says \"\"hello\"\"\"\n").Table;

        Assert.Equal(["age", "country", "note"], table.Schema.Select(column => column.Name));
        Assert.Equal([ColumnKind.Number, ColumnKind.Category, ColumnKind.Category], table.Schema.Select(column => column.Kind));
        Assert.Equal(["31", "DE", "fond of cats, and dogs", null, "FR", null, "40.5", "DE", "says \"hello\""], Cells(table));
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("N/A")]
    [InlineData("\"\"")]
    public void What_stands_for_nothing_is_missing_in_numbers_and_categories(string nothing)
    {
        var table = scratch.Read("holes.csv", $"x,c\n1,a\n{nothing},{nothing}\n3,b\n").Table;

        Assert.Equal(["1", "a", null, null, "3", "b"], Cells(table));
        Assert.Equal(ColumnKind.Number, table.Schema[0].Kind);
    }

    [Fact]
    public void A_text_among_numbers_is_named_by_its_line_and_value_instead_of_making_texts_of_them_all()
    {
        var numbers = string.Concat(Enumerable.Range(1, 11).Select(i => $"{i},a\n"));
        var message = Assert.Throws<TwofoldException>(() => scratch.Read("slip.csv", $"x,c\n{numbers}hello,b\n")).Message;

        Assert.Contains("line 13, column 'x' is 'hello', where 11 of 12 cells are numbers", message, StringComparison.Ordinal);
        Assert.Equal(ColumnKind.Category, scratch.Read("mixed.csv", "x,c\n1,a\n2,a\nthree,b\n").Table.Schema[0].Kind);
    }

    [Fact]
    public void A_table_of_very_many_columns_is_read_in_seconds()
    {
        const int columns = 2000;
        var header = string.Join(',', Enumerable.Range(0, columns).Select(j => $"x{j}"));
        var row = string.Join(',', Enumerable.Range(0, columns).Select(j => $"{j}.5"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var table = scratch.Read("wide.csv", $"{header}\n{row}\n{row}\n").Table;

        Assert.Equal((2, columns), (table.Count, table.Columns));
        Assert.Equal(columns - 0.5, table[1, columns - 1]);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
    }

    [Theory]
    [InlineData("a;b\n1;2\n3;4\n", "semicolons.csv")]
    [InlineData("a\tb\n1\t2\n3\t4\n", "tabs.tsv")]
    [InlineData("a\tb\n1\t2\n3\t4\n", "tabs.txt")]
    [InlineData("a|b\n1|2\n3|4\n", "pipes.data")]
    [InlineData("'a','b'\n'1','2'\n'3','4'\n", "quoted.csv")]
    [InlineData("a,b\r\n1,2\r\n\r\n3,4", "windows.csv")]
    [InlineData("\n\na,b\n1,2\n3,4\n", "late.csv")]
    [InlineData("a\t\"b\"\n1\t\"2\"\n3\t\"4\"\n", "quotes.tsv")]
    public void Delimiters_quotes_and_line_ends_are_found_out(string text, string name)
    {
        var table = scratch.Read(name, text).Table;

        Assert.Equal(["a", "b"], table.Schema.Select(column => column.Name));
        Assert.Equal(["1", "2", "3", "4"], Cells(table));
    }

    [Fact]
    public void Between_tabs_a_quote_may_be_part_of_a_text()
    {
        var table = scratch.Read("texts.tsv", "ham\t\"Gimme a few\" was long ago\nspam\t\"Win\" now\nham\tplain\n").Table;

        Assert.Equal(["ham", "\"Gimme a few\" was long ago", "spam", "\"Win\" now", "ham", "plain"], Cells(table));
    }

    [Theory]
    [InlineData("5.1,3.5,a\n4.9,3.0,b\n", false)] // Numbers are no names.
    [InlineData("x,y,kind\n4.9,3.0,b\n", true)]
    [InlineData("1,2,class\n4.9,3.0,b\n", true)] // But for those that count the columns.
    [InlineData("red,big\nred,small\nblue,big\n", false)] // A name does not come again below.
    [InlineData("color,size\nred,small\nblue,big\n", true)]
    [InlineData("a,b,,\nx,y,,\n", true)]
    public void A_first_line_of_names_is_told_from_one_of_cells(string text, bool header)
    {
        var table = scratch.Read("maybe.csv", text).Table;

        Assert.Equal(text.Count(character => character == '\n') - (header ? 1 : 0), table.Count);
        Assert.Equal(header, table.Schema[0].Name != "column1");
    }

    [Fact]
    public void Whoever_knows_of_the_header_can_say_so()
    {
        Assert.Equal(2, scratch.Read("no.csv", "a,b\nc,d\n", new TableReadOptions { HasHeader = false }).Table.Count);
        Assert.Equal(["1.5", "2.5"], scratch.Read("yes.csv", "1.5,2.5\n3,4\n", new TableReadOptions { HasHeader = true }).Table.Schema.Select(column => column.Name));
    }

    [Fact]
    public void Many_different_texts_are_text_and_few_are_categories()
    {
        var lines = Enumerable.Range(0, 100).Select(i => $"id{i},color{i % 5},this is one long sentence number {i % 25}");

        var kinds = scratch.Read("texts.csv", $"id,color,sentence\n{string.Join('\n', lines)}\n").Table.Schema.Select(column => column.Kind);

        Assert.Equal([ColumnKind.Text, ColumnKind.Category, ColumnKind.Text], kinds);
    }

    [Fact]
    public void A_kind_can_be_given_by_name()
    {
        var options = new TableReadOptions { Kinds = new Dictionary<string, ColumnKind> { ["grade"] = ColumnKind.Category } };

        var grade = scratch.Read("grades.csv", "grade\n10\n9\n10\n", options).Table.Schema[0];

        Assert.Equal(ColumnKind.Category, grade.Kind);
        Assert.Equal(["9", "10"], grade.Values); // In the order of the numbers.
    }

    [Fact]
    public void A_models_columns_keep_their_kinds_in_a_file_of_one_row()
    {
        var schema = new Schema([new Column("size"), new Column("color", ColumnKind.Category, ["blue", "red"]), new Column("note", ColumnKind.Text, [])]);

        var table = scratch.Read("one.csv", "extra,color,size,note\n1,red,,hello\n", new TableReadOptions { Schema = schema }).Table;

        Assert.Equal([ColumnKind.Number, ColumnKind.Category, ColumnKind.Number, ColumnKind.Text], table.Schema.Select(column => column.Kind));
        Assert.Equal(["1", "red", null, "hello"], Cells(table));
        Assert.Equal(1, table[0, 1]); // The model's second category.
    }

    [Fact]
    public void A_text_in_a_models_number_column_is_refused_with_line_column_and_value() =>
        AssertContains(
            scratch.Refusal("bad.csv", "size\n1\n\n2\n\"two\nlines\"\nbig\n", new TableReadOptions { Schema = new Schema([new Column("size")]), HasHeader = true }),
            "line 5", "column 'size'", "a number is expected");

    [Fact]
    public void A_category_that_the_model_never_saw_is_refused_with_those_it_knows() =>
        AssertContains(
            scratch.Refusal("new.csv", "x,color\n1,red\n2,green\n", new TableReadOptions { Schema = new Schema([new Column("color", ColumnKind.Category, ["blue", "red"])]) }),
            "line 3", "column 'color'", "'green'", "'blue', 'red'");

    [Fact]
    public void Bad_rows_can_be_kept_and_are_told()
    {
        var options = new TableReadOptions { Schema = new Schema([new Column("color", ColumnKind.Category, ["blue", "red"])]), KeepBadRows = true };

        var read = scratch.Read("new.csv", "x,color\n1,red\n2,green\n", options);

        Assert.Equal([1], read.Problems.Keys);
        Assert.Equal(["1", "red", "2", null], Cells(read.Table));
    }

    [Fact]
    public void A_column_of_the_model_that_is_not_there_gets_the_nearest_name() =>
        AssertContains(scratch.Refusal("other.csv", "colour,x\nred,1\n", new TableReadOptions { Schema = new Schema([new Column("color", ColumnKind.Category, ["red"])]) }), "'color'", "did you mean 'colour'?");

    [Theory]
    [InlineData("a,b,c\n1,2,3\n4,5\n", "line 3", "2 fields", "3", "'4,5'")]
    [InlineData("a,b,c\n1,2,3\n4,5,6,7\n", "line 3", "4 fields", "3", "'4,5,6,7'")]
    [InlineData("a,b\n\n1,\"x\ny\"\n2,z,3\n", "line 5", "3 fields", "2", "quotes")]
    [InlineData("a,b\n1,2\n3,\"open\n5,6\n", "line 3", "quote", "not closed")]
    [InlineData("a,b,a\n1,2,3\n", "two columns called 'a'", "1 and 3")]
    [InlineData("a,b\n", "no rows")]
    [InlineData("", "is empty")]
    [InlineData(" \n\n", "is empty")]
    [InlineData("a,b\n1,2\0\n", "line 2", "zero byte")]
    public void What_cannot_be_read_is_refused_in_one_sentence_that_says_where(string text, params string[] words) =>
        AssertContains(scratch.Refusal("bad.csv", text), words);

    [Fact]
    public void A_folder_a_missing_file_and_another_ending_are_refused()
    {
        Directory.CreateDirectory(scratch["folder.csv"]);

        Assert.Contains("is a folder", Assert.Throws<TwofoldException>(() => TableReader.Read(scratch["folder.csv"])).Message);
        Assert.Contains("no file", Assert.Throws<TwofoldException>(() => TableReader.Read(scratch["missing.csv"])).Message);
        AssertContains(scratch.Refusal("table.xlsx", "x"), ".csv", ".parquet", ".arff");
    }

    [Theory]
    [InlineData("star*.csv")]
    [InlineData("ques?tion.csv")]
    [InlineData("brackets[1].csv")]
    [InlineData("it's \"quoted\".csv")]
    [InlineData("$HOME; DROP TABLE x --.csv")]
    public void A_file_is_read_whatever_its_name(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        scratch.Write("brackets1.csv", "no\n0\n");
        scratch.Write("star-other.csv", "no\n0\n");

        Assert.Equal(["1", "2"], Cells(scratch.Read(name, "a,b\n1,2\n").Table));
    }

    [Fact]
    public void Other_encodings_are_read_and_Latin_1_is_said()
    {
        const string text = "name,size\nMüller,1\nÉmile,2\nMüller,3\nÉmile,4\n";
        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode])
            Assert.Equal("Müller", TableReader.Read(scratch.Write("bom.csv", text, encoding)).Table.Text(0, 0));

        var latin = TableReader.Read(scratch.Write("latin.csv", text, Encoding.Latin1));

        Assert.Equal("Émile", latin.Table.Text(1, 0));
        AssertContains(Assert.Single(latin.Warnings), "latin.csv", "line 2", "Latin-1");
    }

    [Fact]
    public void A_row_is_found_by_its_line_across_empty_lines_and_quoted_line_breaks()
    {
        var read = scratch.Read("lines.csv", "a,b\n\n1,\"x\ny\"\n2,z\n");

        Assert.Equal(["line 3", "line 5"], Enumerable.Range(0, 2).Select(read.Where));
    }

    [Fact]
    public void The_spam_collection_in_Latin_1_with_stray_commas_is_read()
    {
        var file = Shared("text/kaggle_spam_latin1.csv");

        var read = TableReader.Read(file);

        Assert.Equal((5572, 5), (read.Table.Count, read.Table.Columns));
        Assert.Equal(["v1", "v2", "column3", "column4", "column5"], read.Table.Schema.Select(column => column.Name));
        Assert.Contains("Latin-1", Assert.Single(read.Warnings));
    }

    [Fact]
    public void Every_shared_table_loads()
    {
        var folder = Path.GetDirectoryName(Shared("tables/iris.csv"))!; // A file has a folder.
        foreach (var file in Directory.EnumerateFiles(folder).Where(TableReader.IsTable))
            Assert.True(TableReader.Read(file).Table.Count > 0, file);
    }

    static string Shared(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "data", file) is var path && File.Exists(path))
                return path;
        var elsewhere = Path.Combine(Environment.GetEnvironmentVariable("TWOFOLD_SHARED") ?? "shared", "data", file);
        Assert.SkipUnless(File.Exists(elsewhere), $"Needs shared/data/{file}.");
        return elsewhere;
    }

    static IEnumerable<string?> Cells(Table table) =>
        from i in Enumerable.Range(0, table.Count) from j in Enumerable.Range(0, table.Columns) select table.Text(i, j);

    static void AssertContains(string message, params string[] words) => Assert.All(words, word => Assert.Contains(word, message));
}
