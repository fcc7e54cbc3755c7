using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>Compares what a creator makes with real photos, and real photos with each other.</summary>
static class CreatorScoring
{
    /// <summary>Fewer photos in a half than this say nothing; the nearest five alone are half of them.</summary>
    const int LeastPictures = 10;

    /// <summary>At most so many times the pictures that are compared with photos are looked through for copies: the threshold is of those photos, and no surer by more pictures.</summary>
    const int MostTimesForCopies = 10;

    /// <summary>As <see cref="PhotoPair.ScoreCreator"/>; null where the photos are too few.</summary>
    public static PictureScores? Of(
        PhotoRecognizer recognizer, PhotoCreator creator, FeaturedPhotos real, Estimate accuracy, FeaturedPhotos? training, int mostPictures, ulong seed, CancellationToken cancellation)
    {
        var (first, second) = Halves(real.Labels, creator.Labels, mostPictures, seed);
        string[] labels = [.. first.Select(i => real.Labels[i])];
        if (labels.Length < LeastPictures || !labels.CountBy(label => label).Any(label => label.Value > 1))
            return null;
        var counts = labels.CountBy(label => label).ToList();
        Photo[] made = [.. creator.Stream(counts, seed, cancellation: cancellation)];
        var features = ToArray(recognizer.Extractor.Features(made));
        var (beside, against) = (Subset(real.Features, first), Subset(real.Features, second));
        string[] truth = [.. second.Select(i => real.Labels[i])];

        // Of those that it keeps the recognizer's word would say nothing.
        var read = recognizer.Predict(creator.TakesAsDrawn() ? made : [.. creator.Stream(counts, seed, PhotoGenerationOptions.AsDrawn, cancellation)]);
        var (generated, floor) = (ManifoldScores.Of(features, against), ManifoldScores.Of(beside, against));
        return new PictureScores
        {
            Pictures = made.Length,
            Features = recognizer.Info.Features,
            RecognizerTaught = creator.Info.RecognizerTaught,
            Recognizability = new BesideReal(Share(read, labels), accuracy),
            FrechetDistance = new BesideReal(
                FrechetDistance.Estimated(features, against, seed: seed, cancellation: cancellation),
                FrechetDistance.Estimated(beside, against, seed: seed, cancellation: cancellation)),
            Precision = new BesideReal(generated.Precision, floor.Precision),
            Recall = new BesideReal(generated.Recall, floor.Recall),
            Density = new BesideReal(generated.Density, floor.Density),
            Coverage = new BesideReal(generated.Coverage, floor.Coverage),
            Diversity = new BesideReal(WithinLabels(features, labels), WithinLabels(beside, labels)),
            TrainedAccuracy = labels.Distinct().Count() < 2 ? null : new BesideReal(
                Share(Student(features, labels, recognizer.Info.C, against, cancellation), truth),
                Share(Student(beside, labels, recognizer.Info.C, against, cancellation), truth)),
            ToldApart = new BesideReal(ToldApart(features, against, recognizer.Info.C, seed, cancellation), ToldApart(beside, against, recognizer.Info.C, seed, cancellation)),
            Copies = training is null || training.Count < LeastPictures ? null : CopiesOfTraining(),
        };

        // Copies are rare: it takes many pictures to tell how rare, and no more photos.
        PictureCopies CopiesOfTraining()
        {
            var times = Math.Min(MostTimesForCopies, mostPictures / made.Length);
            Photo[] more = [.. creator.Stream([.. counts.Select(label => KeyValuePair.Create(label.Key, label.Value * (times - 1)))], seed + 1, cancellation: cancellation)];
            return Copies([.. made, .. more], more.Length == 0 ? features : Stacked(features, ToArray(recognizer.Extractor.Features(more))), real, training);
        }
    }

    /// <summary>How many pictures are copies of photos that were learned from, where no others were kept to compare with; null where the photos are too few.</summary>
    public static PictureCopies? CopiesAmong(PhotoRecognizer recognizer, Photo[] made, FeaturedPhotos training)
    {
        if (training.Count < LeastPictures || training.Thumbnails is not { } thumbnails)
            return null;
        var byFeatures = CopyRate.AmongTraining(ToArray(recognizer.Extractor.Features(made)), training.Features);
        var byPixels = CopyRate.AmongTraining(Thumbnails(made), FeaturedPhotos.WithMirrored(thumbnails), variants: 2);
        return Copies(byFeatures, byPixels, training.Count, training.Count);
    }

    // The same number of each label in both, as many as there are or the most allows; in the order of the labels, as pictures are made.
    static (int[] First, int[] Second) Halves(IReadOnlyList<string> photos, IReadOnlyList<string> labels, int most, ulong seed)
    {
        var share = Math.Min(1, 2.0 * most / photos.Count);
        var random = new SeededRandom(seed);
        var (first, second) = (new List<int>(), new List<int>());
        var byLabel = photos.Index().ToLookup(photo => photo.Item, photo => photo.Index);
        foreach (var label in labels)
        {
            int[] own = [.. byLabel[label]];
            random.Shuffle(own.AsSpan());
            // How much the pictures of a label differ takes two of them.
            var count = Math.Max((int)(own.Length * share / 2), Math.Min(2, own.Length / 2));
            first.AddRange(own[..count]);
            second.AddRange(own[count..(2 * count)]);
        }

        return ([.. first], [.. second]);
    }

    // A plain logistic regression, the same for both: what is compared is what it learned from.
    static string[] Student(double[,] features, string[] labels, double? c, double[,] test, CancellationToken cancellation)
    {
        var table = ToTable(features);
        var standardization = Standardization.Fit(table);
        return new LogisticRegression { C = c ?? 1 }.Fit(standardization.Apply(table), labels, cancellation: cancellation).Predict(standardization.Apply(ToTable(test)));
    }

    // Half of both to learn the difference from, the other half to tell it on, and the other way round.
    static Estimate ToldApart(double[,] ones, double[,] others, double? c, ulong seed, CancellationToken cancellation)
    {
        const string one = "one", other = "other";
        double[,] both = FeaturedPhotos.Stacked([.. RowsOf(ones), .. RowsOf(others)]);
        string[] kinds = [.. Enumerable.Repeat(one, ones.GetLength(0)), .. Enumerable.Repeat(other, others.GetLength(0))];
        var said = new string[kinds.Length];
        foreach (var (train, test) in Stratification.Folds([.. kinds.Select(kind => kind == one ? 0 : 1)], 2, seed))
            foreach (var (i, kind) in test.Zip(Student(Subset(both, train), [.. train.Select(i => kinds[i])], c, Subset(both, test), cancellation)))
                said[i] = kind;
        return Share(said, kinds);

        static IEnumerable<double[]> RowsOf(double[,] rows) => Enumerable.Range(0, rows.GetLength(0)).Select(i => rows.Row(i).ToArray());
    }

    static Estimate WithinLabels(double[,] features, string[] labels) => Estimate.OfMeans(
    [
        .. labels.Index().GroupBy(label => label.Item, label => label.Index).Where(own => own.Count() > 1).Select(own => Diversity.Of(Subset(features, [.. own]))),
    ]);

    static PictureCopies Copies(Photo[] made, double[,] features, FeaturedPhotos real, FeaturedPhotos training)
    {
        if (real.Thumbnails is null || training.Thumbnails is null)
            throw new TwofoldException("There are no thumbnails to find copies with: read the photos with them.");
        var byFeatures = CopyRate.Of(features, real.Features, training.Features);
        var byPixels = CopyRate.Of(Thumbnails(made), real.Thumbnails, FeaturedPhotos.WithMirrored(training.Thumbnails), variants: 2);
        return Copies(byFeatures, byPixels, training.Count, real.Count);
    }

    static PictureCopies Copies(CopyRate byFeatures, CopyRate byPixels, int training, int real) => new(
        training,
        new BesideReal(byFeatures.Rate, Estimate.OfShare(byFeatures.HeldOutRate, real)),
        new BesideReal(byPixels.Rate, Estimate.OfShare(byPixels.HeldOutRate, real)));

    static double[,] Thumbnails(Photo[] pictures) => FeaturedPhotos.Stacked([.. pictures.Select(picture => FeaturedPhotos.Thumbnail(picture.Pixels.Span, picture.Width))]);

    static Estimate Share(IEnumerable<string> said, IEnumerable<string> right) => Estimate.OfShare([.. said.Zip(right, (one, other) => one == other)]);

    static double[,] Subset(double[,] rows, int[] indices)
    {
        var subset = new double[indices.Length, rows.GetLength(1)];
        for (var i = 0; i < indices.Length; i++)
            rows.Row(indices[i]).CopyTo(subset.Row(i));
        return subset;
    }

    static double[,] Stacked(double[,] rows, double[,] others)
    {
        var both = new double[rows.GetLength(0) + others.GetLength(0), rows.GetLength(1)];
        rows.AsFlatSpan().CopyTo(both.AsFlatSpan());
        others.AsFlatSpan().CopyTo(both.AsFlatSpan()[rows.Length..]);
        return both;
    }

    static double[,] ToArray(Table table)
    {
        var array = new double[table.Count, table.Columns];
        table.Values.CopyTo(array.AsFlatSpan());
        return array;
    }

    static Table ToTable(double[,] rows) => Table.FromFlat(rows.AsFlatSpan().ToArray(), rows.GetLength(1));
}
