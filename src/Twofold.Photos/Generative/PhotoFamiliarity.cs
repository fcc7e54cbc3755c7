namespace Twofold.Photos;

/// <summary>
/// The recognizer's generative twin: one Gaussian a label on the same features, all with one covariance (linear discriminant analysis,
/// shrunk after Ledoit and Wolf 2004). Its density says how familiar a photo is; by Bayes' rule it classifies too. It models features, not
/// pixels, so it makes no photos. Immutable and thread-safe.
/// </summary>
public sealed class PhotoFamiliarity : IClassifier<IReadOnlyList<Photo>, string>, IDensity<IReadOnlyList<Photo>>
{
    readonly FeatureExtractor extractor;
    readonly RecognizerHead head;

    internal PhotoFamiliarity(FeatureExtractor extractor, RecognizerHead head) => (this.extractor, this.head) = (extractor, head);

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => head.Labels;

    /// <summary>Exact: the density of the standardized features under the mixture of the labels' Gaussians.</summary>
    public DensityKind DensityKind => DensityKind.Exact;

    /// <summary>The density of the photos' features (not of their pixels), log, in nats, <c>[photos]</c>.</summary>
    public double[] LogDensity(IReadOnlyList<Photo> examples) => head.LogDensity(extractor.Features(examples));

    /// <inheritdoc/>
    public string[] Predict(IReadOnlyList<Photo> examples) => head.Twin.Predict(head.Standardization.Apply(extractor.Features(examples)));

    /// <inheritdoc/>
    public double[,] PredictProbabilities(IReadOnlyList<Photo> examples) =>
        head.Twin.PredictProbabilities(head.Standardization.Apply(extractor.Features(examples)));
}
