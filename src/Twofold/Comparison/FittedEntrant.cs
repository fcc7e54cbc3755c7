namespace Twofold;

/// <summary>An entrant that has learned.</summary>
/// <param name="Model">The model; labels are numbers.</param>
/// <param name="Recipe">The recipe that was chosen.</param>
/// <param name="Candidacy">How it was chosen.</param>
sealed record FittedEntrant<TExamples>(IClassifier<TExamples, int> Model, IClassifierRecipe<TExamples> Recipe, Candidacy Candidacy)
    where TExamples : IExamples<TExamples>
{
    /// <summary>p(label | example), <c>[examples, labels]</c>; 0 for labels that the model does not know.</summary>
    public double[,] Probabilities(TExamples examples, int labels)
    {
        var known = Model.PredictProbabilities(examples);
        if (Model.Labels.Count == labels)
            return known;
        var spread = new double[examples.Count, labels];
        for (var i = 0; i < examples.Count; i++)
            for (var k = 0; k < Model.Labels.Count; k++)
                spread[i, Model.Labels[k]] = known[i, k];
        return spread;
    }
}
