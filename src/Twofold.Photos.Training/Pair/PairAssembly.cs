using Twofold.Photos.Onnx;

namespace Twofold.Photos.Training;

/// <summary>The last stage of a training: describes what was learned, scores the creator, lets the recognizer learn from its pictures where that was asked.</summary>
sealed class PairAssembly(TrainingContext context, TrainingPlan plan, ReadPhotos read, TrainedRecognizer recognizer)
{
    /// <summary>
    /// Pictures that are made for the samples, and read: of a label the share is known to ten points, in a second. Of many labels fewer each, because
    /// thousands of a flow would take minutes.
    /// </summary>
    const int MostSamplesOfALabel = 25, LeastSamplesOfALabel = 8, MostSamples = 500;

    /// <summary>Less than is usual for pictures to look at: those that a recognizer is certain of anyhow should teach it less, and they take longer to make.</summary>
    const double TopUpInsistence = 2;

    readonly PhotoPairOptions options = context.Options;

    /// <summary>Puts the pair together, its creator scored.</summary>
    /// <param name="photos">What was found in the folder.</param>
    /// <param name="creator">The creator; null where there is none.</param>
    /// <param name="creatorPhotos">What it has learned from.</param>
    /// <param name="topUp">How the recognizer is to learn from pictures of rare labels; null where it is not.</param>
    public PhotoPair Assemble(LabeledPhotoFolder photos, TrainedCreator? creator, CreatorPhotos creatorPhotos, TopUpPlan? topUp)
    {
        var info = Describe(photos, creator);
        if (creator is null)
            return PhotoPair.Create(info, recognizer.Onnx, recognizer.Head.Head, creatorOnnx: null, samplesPng: null);

        context.Report("Scoring");
        using var unscored = PhotoPair.Create(info, recognizer.Onnx, recognizer.Head.Head, creator.Onnx, samplesPng: null);
        var ofALabel = Math.Clamp(MostSamples / info.Labels.Count, LeastSamplesOfALabel, MostSamplesOfALabel);
        var counts = info.Labels.Select(label => KeyValuePair.Create(label, ofALabel)).ToList();
        Photo[] samples = [.. unscored.Creator.Stream(counts, options.Seed)];
        // Of those that it keeps the recognizer's word would say nothing.
        var drawn = unscored.Creator.TakesAsDrawn() ? samples : [.. unscored.Creator.Stream(counts, options.Seed, PhotoGenerationOptions.AsDrawn)];
        var right = unscored.Recognizer.Predict(drawn).Index().Count(read => read.Item == info.Labels[read.Index / ofALabel]);
        var scores = creatorPhotos.KeptAside.Length == 0 ? null : Score(unscored, creatorPhotos);
        var scored = info with
        {
            Creator = info.Creator! with // Described above: there is a creator.
            {
                Recognizability = plan.IsOfOneLabel ? null : (double)right / (ofALabel * info.Labels.Count),
                KeptAside = creatorPhotos.KeptAside.Length,
                Scores = scores,
                Copies = scores is null ? Copies(unscored, samples, creatorPhotos) : null,
            },
        };
        // Scored before: a recognizer that has learned from the creator's pictures would be no judge of them.
        var head = recognizer.Head;
        try
        {
            if (topUp is not null)
                (scored, head) = TopUp(scored, creator.Onnx, topUp);
        }
        catch (OperationCanceledException) when (context.IsStopped)
        {
            // The pair is whole without it.
            scored = scored with { Stopped = true };
        }

        return PhotoPair.Create(scored, recognizer.Onnx, head.Head, creator.Onnx, SampleSheet.Png([.. samples.Chunk(ofALabel)]));
    }

    (PhotoPairInfo Info, TrainedHead Head) TopUp(PhotoPairInfo info, byte[] creatorOnnx, TopUpPlan topUp)
    {
        context.Report("Topping up rare labels");
        read.AddMissingFeatures([.. topUp.Train, .. topUp.HeldOut], recognizer);
        using var network = new FeatureExtractor(PhotoNetwork.Open(recognizer.Onnx), recognizer.Preparation);
        using var making = PhotoPair.Create(info, recognizer.Onnx, HeadThatChooses(), creatorOnnx, samplesPng: null);
        var instructive = making.Creator.TakesAsDrawn() ? null : new PhotoGenerationOptions { Insistence = TopUpInsistence };
        var generated = topUp.Missing.SelectMany(label => making.Creator.Stream(label.Key, label.Value, options.Seed + 1, instructive, context.Cancellation).Select(photo => (Photo: photo, Label: label.Key)));
        var madeFeatures = ParallelMap.Ordered(generated, made => (Features: network.Features(made.Photo), made.Label), context.Cancellation).ToList();
        var (outcome, head) = new TopUpTrial(recognizer.Head, context.Shares, options.Balanced, context.Cancellation).Run(
            Of(topUp.Train), Of(topUp.HeldOut), new LabeledFeatures([.. madeFeatures.Select(made => made.Features)], [.. madeFeatures.Select(made => made.Label)]));
        var toppedUp = info.Recognizer with { TopUp = outcome };
        if (head is not null)
        {
            toppedUp = toppedUp with
            {
                C = head.C,
                Temperature = head.Head.Calibration.Temperature,
                UnsureBelow = head.Thresholds.UnsureBelow,
                HeldOut = head.HeldOut,
            };
        }

        return (info with { Recognizer = toppedUp }, head ?? recognizer.Head);

        // The recognizer chooses among what the creator draws: one that knows the photos that judge would let their labels in.
        RecognizerHead HeadThatChooses() => recognizer.Head.C is null
            ? recognizer.Head.Head
            : RecognizerHeadTrainer.OnFrozenFeatures(
                network.ToTable(Of(topUp.Train).Features), Of(topUp.Train).Labels, context.Shares, options.Seed, context.Cancellation, balanced: options.Balanced).Head;

        LabeledFeatures Of(int[] indices) => new(
            [.. indices.Select(i => read.Photos[i].Features!)], // Added above where they were missing.
            read.LabelsOf(indices));
    }

    PictureScores? Score(PhotoPair pair, CreatorPhotos creatorPhotos)
    {
        var heldOut = pair.Info.Recognizer.HeldOut;
        return pair.ScoreCreator(
            read.Featured(creatorPhotos.KeptAside, recognizer, pair.Recognizer.Extractor),
            Estimate.OfShare(heldOut.Accuracy, heldOut.Photos),
            ComparedForCopies(pair, creatorPhotos),
            plan.ScoredPictures,
            options.Seed,
            CancellationToken.None); // Cancelled or not, what was learned is scored.
    }

    PictureCopies? Copies(PhotoPair pair, Photo[] samples, CreatorPhotos creatorPhotos) => CreatorScoring.CopiesAmong(pair.Recognizer, samples, ComparedForCopies(pair, creatorPhotos));

    FeaturedPhotos ComparedForCopies(PhotoPair pair, CreatorPhotos creatorPhotos)
    {
        var stride = (creatorPhotos.Training.Length + plan.ComparedForCopies - 1) / plan.ComparedForCopies;
        return read.Featured([.. creatorPhotos.Training.Where((_, i) => i % stride == 0)], recognizer, pair.Recognizer.Extractor);
    }

    PhotoPairInfo Describe(LabeledPhotoFolder photos, TrainedCreator? creator)
    {
        var encoding = read.Encoding;
        var (head, thresholds, heldOut, c) = recognizer.Head;
        return new PhotoPairInfo
        {
            Labels = encoding.Labels,
            Created = TimeProvider.System.GetUtcNow(),
            TwofoldVersion = PhotoPair.LibraryVersion,
            Libraries = LibraryVersions.Used(withTorch: creator is not null || recognizer.HeldOut is not null),
            Seed = options.Seed,
            Stopped = context.IsStopped,
            Data = new TrainingDataInfo
            {
                Counts = encoding.Counts,
                Fingerprint = read.Fingerprint(context.Folder),
                Unreadable = read.Unreadable.Count,
                Contradictory = photos.Contradictions.Count,
            },
            Recognizer = new RecognizerInfo
            {
                Features = recognizer.Features,
                FeatureCount = head.Standardization.Means.Count,
                IsInBytes = recognizer.IsInBytes,
                Preparation = recognizer.Preparation,
                C = c,
                Temperature = head.Calibration.Temperature,
                UnsureBelow = thresholds.UnsureBelow,
                UnsureShare = options.UnsureShare,
                UnfamiliarBelow = thresholds.UnfamiliarBelow,
                UnfamiliarShare = options.UnfamiliarShare,
                HeldOut = heldOut,
                Tried = recognizer.Tried,
                Balanced = options.Balanced,
            },
            Creator = creator is null ? null : creator.Info with { RecognizerTaught = plan.Teacher == CreatorTeacher.Recognizer },
        };
    }
}
