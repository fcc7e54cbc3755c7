using Twofold.ContractTests;

namespace Twofold.Tables.Tests;

/// <summary>What every classifier of tables promises.</summary>
public abstract class TableClassifierContract : ClassifierContract<Table, int>
{
    /// <inheritdoc/>
    protected override Table Changed(Table examples, int count, IReadOnlyList<double?> cells) => HostileTables.Changed(examples, count, cells);
}

/// <summary>What every recipe for tables promises.</summary>
public abstract class TableRecipeContract : RecipeContract<Table>
{
    /// <inheritdoc/>
    protected override Table Changed(Table examples, int count, IReadOnlyList<double?> cells) => HostileTables.Changed(examples, count, cells);

    /// <inheritdoc/>
    protected override IEnumerable<double> Numbers(Table examples) => Enumerable.Range(0, examples.Count).SelectMany(i => examples.Row(i).ToArray());
}

/// <summary>What every model of tables promises that can learn in parts.</summary>
public abstract class TableIncrementalModelContract<TModel> : IncrementalModelContract<TModel, Table>
    where TModel : IIncrementalModel<TModel, Table, int>, IClassifier<Table, int>
{
    /// <inheritdoc/>
    protected override Table Changed(Table examples, int count, IReadOnlyList<double?> cells) => HostileTables.Changed(examples, count, cells);
}

/// <summary>Tables with other cells than their own.</summary>
static class HostileTables
{
    /// <summary>Rows like those of a table, which begin anew where they end, as the cells do.</summary>
    public static Table Changed(Table like, int count, IReadOnlyList<double?> cells)
    {
        var values = new double[count * like.Columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = cells[i % cells.Count] ?? like[i / like.Columns % like.Count, i % like.Columns];
        return Table.FromFlat(values, like.Schema);
    }
}
