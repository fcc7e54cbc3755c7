namespace Twofold.Tables;

/// <summary>A recipe that a training tries.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Settings">What is set of it, such as "C = 0.1"; empty for the defaults.</param>
/// <param name="Recipe">The recipe.</param>
sealed record TableModelCandidate(string Model, string Settings, IClassifierRecipe<Table> Recipe)
{
    /// <summary>The candidate for subsets of a table that is known: what kinds of numbers a column has is read from all of its rows.</summary>
    public TableModelCandidate On(Table whole) => Recipe is MixedNaiveBayes ? this with { Recipe = new WholeTableNaiveBayes(whole) } : this;

    public override string ToString() => Settings.Length == 0 ? Model : $"{Model} ({Settings})";
}
