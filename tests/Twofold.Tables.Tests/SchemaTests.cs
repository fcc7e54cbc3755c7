namespace Twofold.Tables.Tests;

public sealed class SchemaTests
{
    static readonly Table People = new TableBuilder()
        .Numbers("age", [30, double.NaN, 50])
        .Categories("country", ["de", "at", null])
        .Texts("remark", ["likes tea", null, "likes tea"])
        .ToTable();

    [Fact]
    public void Cells_are_numbers_and_indices_of_texts_and_missing_ones_are_not_a_number()
    {
        Assert.Equal([ColumnKind.Number, ColumnKind.Category, ColumnKind.Text], People.Schema.Select(column => column.Kind));
        Assert.Equal(["at", "de"], People.Schema[1].Values);
        Assert.Equal([30, 1, 0], People.Row(0));
        Assert.Equal([double.NaN, 0, double.NaN], People.Row(1));
        Assert.Equal(["50", null, "likes tea"], Enumerable.Range(0, 3).Select(column => People.Text(2, column)));
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused_by_name() =>
        Assert.Equal(
            "Column 'b' has 1 cells but 'a' has 2: all columns of a table need the same number.",
            Assert.Throws<TwofoldException>(() => new TableBuilder().Numbers("a", [1, 2]).Numbers("b", [1])).Message);

    [Fact]
    public void Two_columns_of_one_name_are_refused() =>
        Assert.Contains(
            "Two columns are called 'a'", Assert.Throws<TwofoldException>(() => new TableBuilder().Numbers("a", [1]).Numbers("a", [1]).ToTable()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_cell_that_is_no_index_of_its_columns_texts_is_refused()
    {
        var schema = new Schema([new Column("color", ColumnKind.Category, ["red", "green"])]);
        Assert.Contains("Row 1, column 'color' is 2", Assert.Throws<TwofoldException>(() => Table.FromFlat([1, 2], schema)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_brought_into_the_models_order_by_name_and_categories_by_their_text()
    {
        var other = new TableBuilder().Texts("remark", ["tea"]).Categories("country", ["de"]).Numbers("extra", [1]).Numbers("age", [7]).ToTable();
        var conformed = other.Conform(People.Schema);
        Assert.Equal(["7", "de", "tea"], Enumerable.Range(0, 3).Select(column => conformed.Text(0, column)));
        Assert.Equal(1, conformed[0, 1]);
    }

    [Fact]
    public void A_table_whose_cells_mean_the_same_is_taken_as_it_is()
    {
        Assert.Same(People, People.Conform(People.Schema));
        Table plain = [[1, 2]];
        Assert.Same(plain, plain.Conform(Schema.OfNumbers(2)));
    }

    [Fact]
    public void A_column_that_is_not_there_is_asked_for_by_name()
    {
        var other = new TableBuilder().Numbers("Age", [7]).Categories("county", ["de"]).Texts("remark", ["tea"]).ToTable();
        Assert.StartsWith("The table has no column 'age'", Assert.Throws<TwofoldException>(() => other.Conform(People.Schema)).Message, StringComparison.Ordinal);
        Assert.EndsWith("did you mean 'Age'?", Assert.Throws<TwofoldException>(() => other.Conform(People.Schema)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_category_is_named_by_row_column_and_value_with_those_that_are_known()
    {
        var other = new TableBuilder().Numbers("age", [1, 2]).Categories("country", ["de", "ch"]).Texts("remark", ["", ""]).ToTable();
        var message = Assert.Throws<TwofoldException>(() => other.Conform(People.Schema)).Message;
        Assert.StartsWith("Row 1, column 'country' is 'ch', which the model never saw: it knows 'at', 'de'.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_in_a_number_column_is_named_and_texts_of_numbers_are_read()
    {
        var read = new TableBuilder().Categories("age", ["7", null, "-1"]).Categories("country", ["de", "de", "at"]).Texts("remark", ["", "", ""]).ToTable();
        Assert.Equal([7, double.NaN, -1], Enumerable.Range(0, 3).Select(i => read.Conform(People.Schema)[i, 0]));
        var wrong = new TableBuilder().Categories("age", ["7", "old"]).Categories("country", ["de", "de"]).Texts("remark", ["", ""]).ToTable();
        Assert.StartsWith("Row 1, column 'age' is 'old', where the model expects a number", Assert.Throws<TwofoldException>(() => wrong.Conform(People.Schema)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_categories_where_the_model_has_categories()
    {
        var schema = new Schema([new Column("grade", ColumnKind.Category, ["1", "2.5"])]);
        Table numbers = [[2.5], [1]];
        Assert.Equal([1, 0], numbers.Conform(schema).Values);
    }

    [Fact]
    public void Float32_numbers_are_held_without_a_copy_and_read_as_float64()
    {
        var table = Table.FromFlat([0.1f, 0.2f, 0.3f, 0.4f], 2);
        Assert.True(table.IsSinglePrecision);
        Assert.Equal([0.3f, 0.4f], table.Row(1));
        Assert.Equal(0.4f, table[1, 1]);
        Assert.True(table.Subset([1]).IsSinglePrecision);
        Assert.Equal([0.3f, 0.4f], table.Subset([1]).Values);
    }

    [Fact]
    public void A_million_columns_without_names_need_no_million_names() => Assert.Equal("999999", Schema.OfNumbers(1_000_000)[999_999].Name);

    [Fact]
    public void What_becomes_of_a_list_of_texts_is_nothing_to_a_column_that_was_made_of_it()
    {
        List<string> colors = ["red", "green"];
        var column = new Column("color", ColumnKind.Category, colors);
        colors[0] = "blue";
        Assert.Equal(["red", "green"], column.Values);
        Assert.Equal(0, column.IndexOf("red"));
    }

    [Fact]
    public void Texts_may_come_twice_and_categories_may_not()
    {
        Assert.Equal(0, new Column("remark", ColumnKind.Text, ["tea", "tea"]).IndexOf("tea"));
        Assert.Contains("'tea' twice", Assert.Throws<TwofoldException>(() => new Column("drink", ColumnKind.Category, ["tea", "tea"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_there_is_not_and_a_text_that_is_missing_are_refused()
    {
        Assert.Contains("Number, Category, Text", Assert.Throws<TwofoldException>(() => new Column("drink", (ColumnKind)7, [])).Message, StringComparison.Ordinal);
        Assert.Contains("Text 1 of column 'drink'", Assert.Throws<TwofoldException>(() => new Column("drink", ColumnKind.Category, ["tea", null!])).Message, StringComparison.Ordinal); // As of code without nullable types.
    }
}
