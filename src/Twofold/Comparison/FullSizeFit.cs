namespace Twofold;

/// <summary>What a repeat has when every entrant has learned from all that is not held out: what more can be measured is measured here.</summary>
sealed record FullSizeFit<TExamples>(
    int Repeat, ulong Seed, TExamples Train, int[] TrainCodes, TExamples Test, int[] TestCodes, int Labels, IReadOnlyList<FittedEntrant<TExamples>?> Fitted, CancellationToken Cancellation)
    where TExamples : IExamples<TExamples>
{
    /// <summary>Those that were fitted, each with its number among the entrants.</summary>
    public IEnumerable<(int Number, FittedEntrant<TExamples> Entrant)> Present
    {
        get
        {
            foreach (var (number, fitted) in Fitted.Index())
                if (fitted is not null)
                    yield return (number, fitted);
        }
    }

    /// <summary>p(label | example) of the test examples or others, <c>[examples, labels]</c>; 0 for labels that the model does not know.</summary>
    public double[,] Probabilities(FittedEntrant<TExamples> fitted, TExamples examples) => fitted.Probabilities(examples, Labels);
}
