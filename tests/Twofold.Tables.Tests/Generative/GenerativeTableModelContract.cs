using Twofold.ContractTests;

namespace Twofold.Tables.Tests;

/// <summary>What every generative model of tables promises beyond Bayes' rule: single rows, missing cells, float32, a file.</summary>
public abstract class GenerativeTableModelContract : GenerativeModelContract<Table, int>
{
    /// <summary>A fitted model of at least two columns.</summary>
    protected abstract GenerativeTableModel<int> TableModel { get; }

    /// <summary>The model after its parameters went through bytes: <see cref="StoredModels.RoundTrip"/>.</summary>
    protected abstract GenerativeTableModel<int> Restored { get; }

    /// <summary>
    /// What a cell of a column can be, close enough to sum a density over, and the width that each stands for: 1 where cells are counts or
    /// categories.
    /// </summary>
    protected abstract (double[] Cells, double Width) Range(int column);

    /// <inheritdoc/>
    protected sealed override IGenerativeModel<Table, int> Model => TableModel;

    /// <inheritdoc/>
    protected sealed override Table Changed(Table examples, int count, IReadOnlyList<double?> cells) => HostileTables.Changed(examples, count, cells);

    /// <inheritdoc/>
    protected sealed override ReadOnlySpan<double> Numbers(Table examples, int index) => examples.Row(index);

    [Fact]
    public void A_row_alone_gets_the_answer_that_it_gets_among_others()
    {
        var expected = TableModel.PredictProbabilities(Examples);
        var labels = TableModel.Predict(Examples);
        var probabilities = new double[TableModel.Labels.Count];
        for (var i = 0; i < Examples.Count; i++)
        {
            TableModel.PredictProbabilities(Examples.Row(i), probabilities);
            for (var k = 0; k < probabilities.Length; k++)
                Assert.Equal(expected[i, k], probabilities[k], 1e-9);
            Assert.Equal(labels[i], TableModel.Predict(Examples.Row(i)));
        }
    }

    [Fact]
    public void A_row_alone_takes_no_memory()
    {
        var row = Examples.Row(0).ToArray();
        var answers = 0;
        for (var i = 0; i < 200; i++)
            answers += TableModel.Predict(row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            answers += TableModel.Predict(row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(answers >= 0);
    }

    [Fact]
    public void A_row_of_another_length_is_refused_with_both_numbers()
    {
        var exception = Assert.Throws<TwofoldException>(() => TableModel.Predict(new double[TableModel.Columns + 1]));
        Assert.Contains($"{TableModel.Columns + 1} columns but the model was fitted on {TableModel.Columns}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_cell_is_summed_over()
    {
        for (var column = 0; column < TableModel.Columns; column++)
        {
            var row = Examples.Row(1).ToArray();
            var (cells, width) = Range(column);
            var filled = Rows(cells.Select(cell => With(row, column, cell)));
            var likelihood = TableModel.LogLikelihood(filled);
            var marginal = TableModel.LogLikelihood(Rows([With(row, column, double.NaN)]));
            for (var k = 0; k < TableModel.Labels.Count; k++)
            {
                var expected = LogSpace.LogSumExp([.. Enumerable.Range(0, cells.Length).Select(i => likelihood[i, k])]) + Math.Log(width);
                Assert.Equal(expected, marginal[0, k], 2e-3 * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void A_row_of_which_nothing_is_known_has_the_prior_for_its_posterior()
    {
        var probabilities = TableModel.PredictProbabilities(Rows([[.. Enumerable.Repeat(double.NaN, TableModel.Columns)]]));
        for (var k = 0; k < TableModel.Labels.Count; k++)
            Assert.Equal(TableModel.Prior[k], probabilities[0, k], 1e-12);
    }

    [Fact]
    public void Imputing_fills_what_is_missing_and_leaves_what_is_known()
    {
        var holes = Rows(Enumerable.Range(0, 10).Select(i => With(Examples.Row(i), i % TableModel.Columns, double.NaN)));
        var imputed = TableModel.Impute(holes);
        for (var i = 0; i < holes.Count; i++)
            for (var j = 0; j < holes.Columns; j++)
                if (double.IsNaN(holes[i, j]))
                    Assert.True(double.IsFinite(imputed[i, j]));
                else
                    Assert.Equal(holes[i, j], imputed[i, j]);
    }

    [Fact]
    public void Float32_numbers_get_the_answers_of_the_same_numbers_as_float64()
    {
        if (!Examples.Schema.IsNumbers)
            return;
        float[] narrow = [.. Examples.Values.ToArray().Select(value => (float)value)];
        var wide = Table.FromFlat(Array.ConvertAll(narrow, value => (double)value), Examples.Columns);
        Assert.Equal(TableModel.LogLikelihood(wide), TableModel.LogLikelihood(Table.FromFlat(narrow, Examples.Columns)));
    }

    [Fact]
    public void A_model_from_a_file_gives_the_very_same_answers()
    {
        Assert.Equal(TableModel.LogLikelihood(Examples), Restored.LogLikelihood(Examples));
        Assert.Equal(TableModel.PredictProbabilities(Examples), Restored.PredictProbabilities(Examples));
    }

    [Fact]
    public void An_infinite_cell_is_named_by_row_and_column()
    {
        var exception = Assert.Throws<TwofoldException>(
            () => TableModel.LogLikelihood(Rows([Examples.Row(0).ToArray(), With(Examples.Row(1), 1, double.PositiveInfinity)])));
        Assert.Contains("Row 1, column ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("∞", exception.Message.Replace("Infinity", "∞", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Rows with the columns of the examples.</summary>
    protected Table Rows(IEnumerable<double[]> rows) => Table.FromFlat([.. rows.SelectMany(row => row)], Examples.Schema);

    static double[] With(ReadOnlySpan<double> row, int column, double cell)
    {
        var changed = row.ToArray();
        changed[column] = cell;
        return changed;
    }
}
