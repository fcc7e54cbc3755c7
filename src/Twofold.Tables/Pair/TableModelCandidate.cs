namespace Twofold.Tables;

/// <summary>A recipe that a training tries.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Settings">What is set of it, such as "C = 0.1"; empty for the defaults.</param>
/// <param name="Recipe">The recipe.</param>
sealed record TableModelCandidate(string Model, string Settings, IClassifierRecipe<Table> Recipe)
{
    public override string ToString() => Settings.Length == 0 ? Model : $"{Model} ({Settings})";
}
