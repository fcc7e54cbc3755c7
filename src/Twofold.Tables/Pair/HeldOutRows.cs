using static System.FormattableString;

namespace Twofold.Tables;

/// <summary>Which rows are held out of which fit, the same for every model that is tried.</summary>
sealed class HeldOutRows
{
    // So many rows make the difference between two models clear with one fifth of them kept aside.
    const int MostForFolds = 10_000;
    const int MostFolds = 5;
    const double ShareAside = 0.2;

    HeldOutRows(IReadOnlyList<(int[] Train, int[] Test)> folds, string method)
    {
        (Folds, Method) = (folds, method);
        Rows = [.. folds.SelectMany(fold => fold.Test).Order()];
    }

    /// <summary>The folds: what is fitted on, and what is held out.</summary>
    public IReadOnlyList<(int[] Train, int[] Test)> Folds { get; }

    /// <summary>"5-fold cross-validation", or "20 % kept aside".</summary>
    public string Method { get; }

    /// <summary>All rows that are held out once, in rising order.</summary>
    public int[] Rows { get; }

    /// <summary>Divides the rows; five folds where that is affordable, a fifth kept aside otherwise.</summary>
    /// <exception cref="TwofoldException">No label has two rows.</exception>
    public static HeldOutRows Of(LabelEncoding<string> labels, ulong seed)
    {
        var rows = labels.Codes.Length;
        if (labels.Counts.Max() < 2)
            throw new TwofoldException($"{rows} rows and no label with two of them: nothing can be held out. Give at least two rows of each label.");
        if (rows > MostForFolds)
            return new HeldOutRows([Stratification.Split(labels.Codes, ShareAside, seed)], Invariant($"{ShareAside:P0} kept aside"));
        // A label of two rows has them in different folds, and can be learned in each: a rare one is no reason for fewer folds.
        return OfAll(labels, seed);
    }

    /// <summary>Divides the rows into folds, however many rows there are: each is held out once.</summary>
    public static HeldOutRows OfAll(LabelEncoding<string> labels, ulong seed)
    {
        var count = Math.Clamp(labels.Counts.Max(), 2, MostFolds);
        return new HeldOutRows(Stratification.Folds(labels.Codes, count, seed), $"{count}-fold cross-validation");
    }
}
