namespace Twofold.Tables;

/// <summary>What the cells of a column are drawn from, given the label, in a <see cref="MixedNaiveBayes"/>.</summary>
public enum ColumnDensityKind
{
    /// <summary>A Gaussian.</summary>
    Gaussian,

    /// <summary>A Gaussian of the logarithm, of numbers above 0.</summary>
    LogNormal,

    /// <summary>
    /// Bins of about as many examples each, flat within, with thin tails beyond: any shape at all. Of a column of whole numbers the bins hold
    /// whole numbers, each with a probability, and nothing else is made.
    /// </summary>
    Histogram,

    /// <summary>Numbers 0 and 1.</summary>
    Bernoulli,

    /// <summary>The categories of a category column.</summary>
    Categorical,

    /// <summary>Counts whose variance is their mean.</summary>
    Poisson,

    /// <summary>Counts whose variance is larger than their mean.</summary>
    NegativeBinomial,

    /// <summary>A bag of words: a multinomial of the words of a text, given how many they are.</summary>
    Words,
}
