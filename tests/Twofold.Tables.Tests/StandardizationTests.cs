namespace Twofold.Tables.Tests;

public sealed class StandardizationTests
{
    [Fact]
    public void Columns_get_mean_zero_and_deviation_one_and_constant_ones_zero()
    {
        Table table = [[1, 5, 1e9], [2, 5, 1e9 + 1], [3, 5, 1e9 + 2]];
        var standardized = Standardization.Fit(table).Apply(table);
        var unit = Math.Sqrt(1.5);
        Assert.Equal([-unit, 0, -unit], standardized.Row(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([0, 0, 0], standardized.Row(1).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([unit, 0, unit], standardized.Row(2).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Another_number_of_columns_is_refused_with_both_numbers()
    {
        var standardization = new Standardization([0, 0], [1, 1]);
        var exception = Assert.Throws<TwofoldException>(() => standardization.Apply([[1, 2, 3]]));
        Assert.Contains("3 columns where 2", exception.Message);
    }

    [Fact]
    public void What_would_be_no_number_is_refused_and_names_stay()
    {
        var table = new TableBuilder().Numbers("size", [1, 2, 4]).Numbers("weight", [3, double.NaN, 5]).ToTable();

        Assert.Contains("Row 1, column 'weight'", Assert.Throws<TwofoldException>(() => Standardization.Fit(table)).Message);
        Assert.Contains("Row 1, column 'weight'", Assert.Throws<TwofoldException>(() => new Standardization([0, 0], [1, 1]).Apply(table)).Message);
        Assert.Contains("0 rows", Assert.Throws<TwofoldException>(() => Standardization.Fit(table.Subset([]))).Message);
        Assert.Contains("too large", Assert.Throws<TwofoldException>(() => Standardization.Fit([[1e200], [-1e200]])).Message);
        Assert.Contains("categories", Assert.Throws<TwofoldException>(() => Standardization.Fit(new TableBuilder().Categories("color", ["red", "blue"]).ToTable())).Message);
        var sizes = table.Select([0]);
        Assert.Equal(["size"], Standardization.Fit(sizes).Apply(sizes).Schema.Select(column => column.Name));
    }

    [Fact]
    public void A_scale_of_zero_is_refused() => Assert.Throws<TwofoldException>(() => new Standardization([0], [0]));
}
