namespace Twofold.Photos.Training;

/// <summary>Tells the creators that one training passed through apart, by photos that they did not learn from.</summary>
sealed class CheckpointJudge : IDisposable
{
    readonly FeatureExtractor extractor;
    readonly IReadOnlyList<string> allLabels;
    readonly KeyValuePair<string, int>[] counts;
    readonly double[,] real;
    readonly ulong seed;

    /// <summary>Creates a judge.</summary>
    /// <param name="extractor">The recognizer's network, which is disposed with the judge.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="keptAside">The photos.</param>
    /// <param name="seed">The seed of the pictures to be judged, the same for each creator.</param>
    public CheckpointJudge(FeatureExtractor extractor, IReadOnlyList<string> labels, FeaturedPhotos keptAside, ulong seed)
    {
        (this.extractor, allLabels, real, this.seed) = (extractor, labels, keptAside.Features, seed);
        counts = [.. keptAside.Labels.CountBy(label => label)];
    }

    /// <summary>The Fréchet distance of as many pictures of each label as there are photos from these photos, in the recognizer's features: less is better.</summary>
    public double Distance(TrainedCreator trained)
    {
        var creator = PhotoCreator.Open(trained.Onnx, allLabels, trained.Info, "in training");
        try
        {
            var features = ParallelMap.Ordered(creator.Stream(counts, seed), extractor.Features, CancellationToken.None);
            return FrechetDistance.Of(FeaturedPhotos.Rows(features, extractor.FeatureCount), real);
        }
        finally
        {
            creator.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => extractor.Dispose();
}
