namespace Twofold.Tables;

/// <summary>
/// Makes log-likelihoods of different models comparable. A table gives a number to so many digits, so that it stands for an interval as wide as
/// the step between numbers: density times step is about the interval's probability. That has no units, can be compared with the probability of
/// a category or a count, and is at most 1: a density that is a spike on numbers that come again and again gets no more than that.
/// (Theis, van den Oord, Bethge 2016: "A note on the evaluation of generative models", 3.1.)
/// </summary>
static class CellLikelihood
{
    /// <summary>The smallest difference of a column's numbers; 1 for a column of one number, 0 for one that is not of numbers.</summary>
    public static double[] Steps(Table table)
    {
        var steps = new double[table.Columns];
        var cells = new double[table.Count];
        for (var j = 0; j < steps.Length; j++)
        {
            if (table.Schema[j].Kind != ColumnKind.Number)
                continue;
            for (var i = 0; i < cells.Length; i++)
                cells[i] = table[i, j];
            Array.Sort(cells);
            var smallest = double.PositiveInfinity;
            for (var i = 1; i < cells.Length; i++)
                // What only rounding tells apart is one number.
                if (cells[i] - cells[i - 1] is var gap && gap > 1e-9 * Math.Abs(cells[i]))
                    smallest = Math.Min(smallest, gap);
            steps[j] = double.IsFinite(smallest) ? smallest : 1;
        }

        return steps;
    }

    /// <summary>For each row log p(row, label), at most 0.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows with the model's columns.</param>
    /// <param name="codes">The number of each row's label among the model's.</param>
    /// <param name="steps">As <see cref="Steps"/> gives them.</param>
    public static double[] OfRows<TLabel>(IGenerativeModel<Table, TLabel> model, Table rows, IReadOnlyList<int> codes, IReadOnlyList<double> steps)
    {
        var likelihood = model.LogLikelihood(rows);
        var joint = new double[rows.Count];
        for (var i = 0; i < joint.Length; i++)
        {
            var row = likelihood[i, codes[i]];
            for (var j = 0; j < rows.Columns; j++)
                if (steps[j] > 0 && !double.IsNaN(rows[i, j]))
                    row += Math.Log(steps[j]);
            joint[i] = Math.Min(row, 0) + Math.Log(model.Prior[codes[i]]);
        }

        return joint;
    }
}
