namespace Twofold.Tables;

/// <summary>The density of one column for each label.</summary>
abstract class ColumnDensity
{
    // The logarithm of the least number above 0: nothing is less likely and still has a number to add to others.
    const double LogOutside = -744.4400719213812;

    /// <summary>The number of free parameters of each label, which the choice between densities pays for.</summary>
    public abstract int Parameters { get; }

    /// <summary>
    /// Adds log p(cell | label) to each label's sum. A number that the column's kind does not have, such as 34.5 of counts, is of every label as
    /// unlikely as a number can say; NaN for a category that there is not. The cell is not missing.
    /// </summary>
    public abstract void AddLogs(double cell, Span<double> answers);

    /// <summary>Draws a cell.</summary>
    public abstract double Draw(int label, SeededRandom random);

    /// <summary>What a cell is expected to be, or most probably is, given how probable the labels are.</summary>
    public abstract double Expect(ReadOnlySpan<double> posterior);

    /// <summary>
    /// What is said of a number that the column's kind does not have. It is the same of every label: the other cells decide which, and the row is like none.
    /// </summary>
    private protected static void AddOutside(Span<double> answers)
    {
        foreach (ref var answer in answers)
            answer += LogOutside;
    }
}
