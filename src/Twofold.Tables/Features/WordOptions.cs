namespace Twofold.Tables;

/// <summary>How texts become numbers: which words count, and how much. By default every word's count, as of scikit-learn's <c>CountVectorizer</c>.</summary>
public sealed record WordOptions
{
    /// <summary>
    /// A word has to be in so many texts to be learned; a text of weight 2 counts as two. At least 1, by default 1, as in scikit-learn
    /// (<c>min_df</c>). Hashed words are not chosen.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int MinimumDocuments { get; init => field = Setting.AtLeast(value, 1); } = 1;

    /// <summary>
    /// At most so many words are learned, those that occur most often, of equals the alphabetically first. At least 1, by default all
    /// (scikit-learn's <c>max_features</c>). Hashed words are not chosen.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int MaximumWords { get; init => field = Setting.AtLeast(value, 1); } = int.MaxValue;

    /// <summary>Whether two words that follow each other count as a word too (<c>ngram_range=(1, 2)</c>): "not good" is not "good". By default no.</summary>
    public bool Pairs { get; init; }

    /// <summary>
    /// Whether a count is multiplied by <c>log((1 + n) / (1 + d)) + 1</c>, with d of the n texts of the fit holding the word: words that are
    /// everywhere say little. By default no; scikit-learn's <c>TfidfTransformer</c> with its defaults.
    /// </summary>
    public bool InverseDocumentFrequency { get; init; }

    /// <summary>
    /// Whether each text's numbers are divided by their Euclidean length (L2 norm), so that long texts weigh no more than short ones. By default no.
    /// </summary>
    public bool UnitLength { get; init; }

    /// <summary>
    /// Null (the default): the words of the fit are learned and others ignored. A number k: no word is learned, and each, known or not, counts in
    /// one of 2^k columns that its hash chooses, which bounds the memory whatever the vocabulary (Weinberger et al. 2009, "Feature hashing for
    /// large scale multitask learning"). 1 to 28; the columns are those of scikit-learn's <c>HashingVectorizer</c> with
    /// <c>n_features=2**k</c>.
    /// </summary>
    /// <exception cref="TwofoldException">Not from 1 to 28.</exception>
    public int? HashBits { get; init => field = value is { } bits ? Setting.Within(bits, 1, 28, ", or null for a learned vocabulary") : null; }

    /// <summary>
    /// Whether half of the hashed words count −1, so that words which fall on the same column cancel on average instead of adding up
    /// (scikit-learn's <c>alternate_sign</c>). By default no: counts below 0 mean nothing to a model of counts.
    /// </summary>
    public bool SignedHashes { get; init; }
}
