namespace Twofold.Tables;

/// <summary>The density of one column for each label.</summary>
abstract class ColumnDensity
{
    /// <summary>The number of free parameters of each label, which the choice between densities pays for.</summary>
    public abstract int Parameters { get; }

    /// <summary>Adds log p(cell | label) to each label's sum; NaN where the cell cannot be one of the column. The cell is not missing.</summary>
    public abstract void AddLogs(double cell, Span<double> answers);

    /// <summary>Draws a cell.</summary>
    public abstract double Draw(int label, SeededRandom random);

    /// <summary>What a cell is expected to be, or most probably is, given how probable the labels are.</summary>
    public abstract double Expect(ReadOnlySpan<double> posterior);
}
