namespace Twofold;

/// <summary>Measures one more thing of every entrant that has learned from all that is not held out, and says in words what follows.</summary>
interface IProbe<TExamples>
    where TExamples : IExamples<TExamples>
{
    /// <summary>Measures in one repeat. Called from several threads, each with another repeat.</summary>
    void Measure(FullSizeFit<TExamples> fit);

    /// <summary>Adds what was measured of an entrant to its result.</summary>
    ContenderResult AddTo(ContenderResult result, int number);

    /// <summary>What to use for the task that was measured; the models that stand for their families were chosen by inner validation.</summary>
    IEnumerable<Advice> Advise(ComparisonResult result);
}
