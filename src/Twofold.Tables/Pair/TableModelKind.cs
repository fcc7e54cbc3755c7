namespace Twofold.Tables;

/// <summary>A model that a pair can be made of.</summary>
/// <param name="Name">What people and files call it.</param>
/// <param name="Candidates">What a training tries of it, from the first choice on.</param>
/// <param name="Takes">Whether it can be fitted on such columns.</param>
/// <param name="Store">Adds a fitted model's parameters to a file's numbers.</param>
/// <param name="Load">Restores a fitted model.</param>
sealed record TableModelKind(
    string Name,
    IReadOnlyList<TableModelCandidate> Candidates,
    Func<Schema, bool> Takes,
    Action<IClassifier<Table, string>, SafeTensors> Store,
    Func<SafeTensors, IReadOnlyList<string>, Schema, IClassifier<Table, string>> Load)
{
    /// <summary>Whether it can be a creator.</summary>
    public bool IsGenerative => Candidates[0].Recipe is IGenerativeRecipe<Table>;

    /// <summary>Whether it is a model of the numbers themselves, so that its likelihood can be compared with that of others; one of counts is not.</summary>
    public bool IsOfCells { get; init; } = true;

    /// <summary>The candidate with these settings; the first one where a newer version no longer tries them.</summary>
    public TableModelCandidate CandidateOf(string settings) => Candidates.FirstOrDefault(candidate => candidate.Settings == settings) ?? Candidates[0];
}
