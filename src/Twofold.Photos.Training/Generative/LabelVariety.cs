namespace Twofold.Photos.Training;

/// <summary>How far pictures of one label are from one another in a part of a batch, added up over its pairs.</summary>
/// <param name="Label">The label.</param>
/// <param name="Made">Of generated pictures.</param>
/// <param name="Real">Of as many real ones.</param>
readonly record struct LabelSpread(int Label, double Made, double Real);

/// <summary>
/// How much of the variety of each label's photos its generated pictures have, as running means: of many labels one may become a single picture while the mean of
/// all hardly moves.
/// </summary>
sealed class LabelVariety(int labels)
{
    const double Share = 0.05;

    /// <summary>A mean of fewer is chance: a part of a batch has four pictures of a label.</summary>
    const int LeastSpreads = 60;

    readonly double[] made = new double[labels], real = new double[labels];
    readonly int[] spreads = new int[labels];

    /// <summary>The variety of the label that has least, 1 for as much as its photos; 1 too while too little is known.</summary>
    public double Least => Enumerable.Range(0, labels).Where(label => spreads[label] >= LeastSpreads && real[label] > 0).Select(label => made[label] / real[label]).DefaultIfEmpty(1).Min();

    /// <summary>Adds what was seen of a label in a step.</summary>
    public void Add(LabelSpread seen)
    {
        // The first ones are a plain mean.
        var share = Math.Max(Share, 1.0 / ++spreads[seen.Label]);
        made[seen.Label] += share * (seen.Made - made[seen.Label]);
        real[seen.Label] += share * (seen.Real - real[seen.Label]);
    }

    /// <summary>Forgets everything, where the networks become others.</summary>
    public void Clear() => Array.Clear(spreads);
}
