namespace Twofold;

/// <summary>How unlike all that it has seen a model finds examples.</summary>
static class Strangeness
{
    /// <summary>Of a model with a density, how unlikely they are; of another, how unsure it is of its answer, which is all it can say. Greater is stranger.</summary>
    public static double[] Of<TExamples>(IClassifier<TExamples, int> model, TExamples examples)
    {
        if (model is IDensity<TExamples> density)
            return Array.ConvertAll(density.LogDensity(examples), static value => -value);
        var probabilities = model.PredictProbabilities(examples);
        return [.. Enumerable.Range(0, probabilities.GetLength(0)).Select(i => 1 - probabilities.Row(i)[LogSpace.IndexOfMax(probabilities.Row(i))])];
    }

    /// <summary>Which of the two families' models notices better, in words.</summary>
    public static Advice? Advise(string task, string what, ComparisonResult result, UnfamiliarKind kind, Func<int, int, Interval?> difference)
    {
        if (result.Families is not { Generative: { } generative, Discriminative: { } discriminative }
            || Find(generative) is not { } ours || Find(discriminative) is not { } theirs
            || difference(Number(generative), Number(discriminative)) is not { } ahead)
            return null;
        return new Advice(
            task,
            ahead.High < 0 ? discriminative : generative,
            $"{what} the density of {generative} finds the stranger of two in {Wording.Percent(ours)} of cases; how unsure {discriminative} is does in {Wording.Percent(theirs)}, where 50 % is guessing. "
            + (ahead.Low > 0 ? $"Use the density: {Wording.Points(ahead)} better."
                : ahead.High < 0 ? $"Use the answer's certainty: {Wording.Points(ahead.Negated())} better."
                : $"The difference, {Wording.Points(ahead)}, is within noise."),
            ahead,
            !ahead.IsClear);

        int Number(string name) => result.Contenders.Index().First(contender => contender.Item.Name == name).Index;
        Interval? Find(string name) => result.Find(name)!.Unfamiliar.Where(found => found.Kind == kind).Select(found => (Interval?)found.Auroc).FirstOrDefault(); // It is one of them.
    }
}
