using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Twofold.Photos.Onnx;
using Twofold.Tables;

namespace Twofold.Photos.Training;

/// <summary>Learns a pair from a folder: scan, plan, read, recognize, create, score.</summary>
public static class PhotoPairTrainer
{
    /// <inheritdoc cref="PhotoPairTrainingExtensions.extension(PhotoPair).TrainAsync"/>
    public static Task<PhotoPairTraining> TrainAsync(string folder, PhotoPairOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Task.Run(() => new TrainingRun(folder, options, progress, cancellation).Train(), CancellationToken.None);
    }
}

/// <summary>One training, from the folder to the pair.</summary>
sealed class TrainingRun(string folder, PhotoPairOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Of every label one photo in five is kept aside from a network that is trained from scratch.</summary>
    const double HeldOutShare = 0.2;

    /// <summary>Pictures a label that are made to be scored: the share is known to ten points, in a second.</summary>
    const int ScoredPictures = 25;

    readonly Stopwatch clock = Stopwatch.StartNew();
    readonly HeadThresholdShares shares = new(options.UnsureShare, options.UnfamiliarShare);

    public PhotoPairTraining Train()
    {
        var photos = LabeledPhotoFolder.Scan(folder, toLearn: true, progress, cancellation);
        var backbone = BackboneResolver.Resolve(options.Backbone);
        var plan = TrainingPlan.Make(options, backbone is not null, TypicalShortSide(photos));
        Report("Plan", plan.Describe(backbone?.Backbone.Name ?? "", photos.Paths.Count, photos.Labels.Count));

        var (read, recognizer) = backbone is null ? FromScratch(photos, plan) : OnBackbone(photos, backbone, plan);
        var topUp = options.TopUp ? TopUpPlan.Make(read.Labels, HeldOutShare, options.Seed) : null;
        var creator = TrainCreator(read, plan, topUp);
        var stopped = cancellation.IsCancellationRequested;
        var pair = Assemble(photos, read, recognizer, creator, stopped ? null : topUp);
        string[] notTried = options.TopUp && pair.Info.Recognizer.TopUp is null
            ? [topUp is null ? "No label is rare: there was nothing to top up." : "Stopped before rare labels were topped up; the creator learned from four photos in five."]
            : [];
        return new PhotoPairTraining(pair, [.. photos.Warnings, .. read.Unreadable, .. notTried], stopped);
    }

    (ReadPhotos Read, TrainedRecognizer Recognizer) OnBackbone(LabeledPhotoFolder photos, InstalledBackbone backbone, TrainingPlan plan)
    {
        var onnx = backbone.ToRecognizer();
        using var network = new FeatureExtractor(PhotoNetwork.Open(onnx), backbone.Backbone.Preparation);
        var read = Read(photos, network, plan);
        Report("Learning to recognize", null);
        var head = RecognizerHeadTrainer.OnFrozenFeatures(network.ToTable(read.Features), read.Labels, shares, options.Seed, cancellation);
        return (read, new TrainedRecognizer(backbone.Backbone.Name, network.Preparation, onnx, head));
    }

    (ReadPhotos Read, TrainedRecognizer Recognizer) FromScratch(LabeledPhotoFolder photos, TrainingPlan plan)
    {
        var read = Read(photos, backbone: null, plan);
        var (train, heldOut) = Stratification.Split(LabelEncoding.Of(read.Labels, read.Count).Codes, HeldOutShare, options.Seed);
        var (trainPictures, heldOutPictures) = (read.Pictures(train), read.Pictures(heldOut));
        var trainer = new ScratchRecognizerTrainer { Budget = plan.ScratchBudget(clock.Elapsed), Steps = options.Steps, Seed = options.Seed };
        var network = trainer.Train(trainPictures, heldOutPictures, progress, cancellation);

        using var extractor = new FeatureExtractor(PhotoNetwork.Open(network.Onnx), PhotoPreparation.Square(plan.PictureSize));
        var head = RecognizerHeadTrainer.OnTrainedNetwork(
            Features(extractor, trainPictures),
            [.. train.Select(i => read.Labels[i])],
            Features(extractor, heldOutPictures),
            [.. heldOut.Select(i => read.Labels[i])],
            network.HeadWeights,
            network.HeadBiases,
            shares,
            CancellationToken.None); // Cancelled or not, the best so far is kept.
        return (read, new TrainedRecognizer("scratch", extractor.Preparation, network.Onnx, head));
    }

    ReadPhotos Read(LabeledPhotoFolder photos, FeatureExtractor? backbone, TrainingPlan plan)
    {
        var square = backbone is null || plan.Creator ? PhotoPreparation.Square(plan.PictureSize) : null;
        var read = new ReadPhotos(plan.PictureSize);
        var inputs = Enumerable.Range(0, photos.Paths.Count);
        foreach (var photo in ParallelMap.Ordered(inputs, i => ReadOne(photos.Paths[i], photos.Labels[photos.Codes[i]], backbone, square), cancellation))
        {
            read.Add(photo);
            progress?.Report(new WorkProgress("Reading photos", read.Count + read.Unreadable.Count, photos.Paths.Count, "photos"));
        }

        read.CheckLabels(folder);
        return read;
    }

    static ReadPhoto ReadOne(string path, string label, FeatureExtractor? backbone, PhotoPreparation? square)
    {
        try
        {
            var picture = square is null ? null : PhotoReader.ReadPrepared(path, square).Pixels.ToArray();
            return new ReadPhoto(path, label, backbone?.Features(path), picture, Error: null);
        }
        catch (UnreadablePhotoException exception)
        {
            return new ReadPhoto(path, label, null, null, exception.Message);
        }
    }

    TrainedCreator? TrainCreator(ReadPhotos read, TrainingPlan plan, TopUpPlan? topUp)
    {
        if (!plan.Creator)
            return null;
        var trainer = new CreatorTrainer { Budget = plan.CreatorBudget(clock.Elapsed), Steps = options.Steps, Seed = options.Seed };
        try
        {
            return trainer.Train(read.Pictures(topUp?.Train ?? [.. Enumerable.Range(0, read.Count)]), progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            // There is a recognizer to keep.
            return null;
        }
    }

    PhotoPair Assemble(LabeledPhotoFolder photos, ReadPhotos read, TrainedRecognizer recognizer, TrainedCreator? creator, TopUpPlan? topUp)
    {
        var info = Describe(photos, read, recognizer, creator);
        if (creator is null)
            return PhotoPair.Create(info, recognizer.Onnx, recognizer.Head.Head, creatorOnnx: null, samplesPng: null);

        // The recognizer scores the creator: does it read a made-up cat as a cat?
        Report("Scoring", null);
        using var unscored = PhotoPair.Create(info, recognizer.Onnx, recognizer.Head.Head, creator.Onnx, samplesPng: null);
        var made = info.Labels.ToDictionary(label => label, label => unscored.Creator.Generate(label, ScoredPictures, options.Seed));
        var right = made.Sum(pair => unscored.Recognizer.Predict(pair.Value).Count(read => read == pair.Key));
        var scored = info with { Creator = info.Creator! with { Recognizability = (double)right / (ScoredPictures * info.Labels.Count) } }; // Described above: there is a creator.
        // Scored before: a recognizer that has learned from the creator's pictures would be no judge of them.
        var head = recognizer.Head;
        if (topUp is not null)
            (scored, head) = TopUp(scored, read, recognizer, unscored.Creator, topUp);
        return PhotoPair.Create(scored, recognizer.Onnx, head.Head, creator.Onnx, SampleSheet.Png([.. made.Values]));
    }

    (PhotoPairInfo Info, TrainedHead Head) TopUp(PhotoPairInfo info, ReadPhotos read, TrainedRecognizer recognizer, PhotoCreator creator, TopUpPlan plan)
    {
        Report("Topping up rare labels", null);
        using var network = new FeatureExtractor(PhotoNetwork.Open(recognizer.Onnx), recognizer.Preparation);
        var generated = plan.Missing.SelectMany(label => creator.Stream(label.Key, label.Value, options.Seed + 1).Select(photo => (Photo: photo, Label: label.Key)));
        var madeFeatures = ParallelMap.Ordered(generated, made => (Features: network.Features(made.Photo), made.Label), CancellationToken.None).ToList();
        var (outcome, head) = new TopUpTrial(recognizer.Head, shares, CancellationToken.None).Run(
            Of(plan.Train), Of(plan.HeldOut), new LabeledFeatures([.. madeFeatures.Select(made => made.Features)], [.. madeFeatures.Select(made => made.Label)]));
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

        LabeledFeatures Of(int[] indices) => new(
            [.. ParallelMap.Ordered(indices.Select(i => read.Photos[i]), photo => photo.Features ?? network.PreparedFeatures(photo.Picture), CancellationToken.None)],
            [.. indices.Select(i => read.Labels[i])]);
    }

    PhotoPairInfo Describe(LabeledPhotoFolder photos, ReadPhotos read, TrainedRecognizer recognizer, TrainedCreator? creator)
    {
        var encoding = LabelEncoding.Of(read.Labels, read.Count);
        var (head, thresholds, heldOut, c) = recognizer.Head;
        return new PhotoPairInfo
        {
            Labels = encoding.Labels,
            Created = TimeProvider.System.GetUtcNow(),
            TwofoldVersion = PhotoPair.LibraryVersion,
            Libraries = LibraryVersions.Used(withTorch: creator is not null || c is null),
            Seed = options.Seed,
            Data = new TrainingDataInfo
            {
                Counts = encoding.Counts,
                Fingerprint = Fingerprint(read),
                Unreadable = read.Unreadable.Count,
                Contradictory = photos.Contradictions.Count,
            },
            Recognizer = new RecognizerInfo
            {
                Features = recognizer.Features,
                FeatureCount = head.Standardization.Means.Count,
                Preparation = recognizer.Preparation,
                C = c,
                Temperature = head.Calibration.Temperature,
                UnsureBelow = thresholds.UnsureBelow,
                UnsureShare = options.UnsureShare,
                UnfamiliarBelow = thresholds.UnfamiliarBelow,
                UnfamiliarShare = options.UnfamiliarShare,
                HeldOut = heldOut,
            },
            Creator = creator is null ? null : new CreatorInfo
            {
                Kind = "gan",
                Size = creator.Size,
                NoiseDimension = creator.NoiseDimension,
                Steps = creator.Steps,
                Seconds = creator.Seconds,
            },
        };
    }

    string Fingerprint(ReadPhotos read)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var photo in read.Photos.OrderBy(photo => photo.Path, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{photo.Label}\0{Path.GetRelativePath(folder, photo.Path)}\0{new FileInfo(photo.Path).Length}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // A few photos tell how large they are all: opening every one would double the disk's work.
    static int TypicalShortSide(LabeledPhotoFolder photos)
    {
        const int looked = 15;
        var stride = Math.Max(1, photos.Paths.Count / looked);
        int[] sides = [.. photos.Paths.Where((_, i) => i % stride == 0).Select(PhotoReader.TryReadSize).OfType<(int Width, int Height)>()
            .Select(size => Math.Min(size.Width, size.Height)).Order()];
        return sides.Length == 0 ? 0 : sides[sides.Length / 2];
    }

    static Table Features(FeatureExtractor extractor, SmallPictures pictures) =>
        extractor.ToTable(ParallelMap.Ordered(Enumerable.Range(0, pictures.Count), i => extractor.PreparedFeatures(pictures[i]), CancellationToken.None));

    void Report(string stage, string? remark) => progress?.Report(new WorkProgress(stage, 0, null, "", remark));

    sealed record TrainedRecognizer(string Features, PhotoPreparation Preparation, byte[] Onnx, TrainedHead Head);
}
