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
        return TrainAsync(folder, () => LabeledPhotoFolder.Scan(folder, toLearn: true, progress, cancellation), options, progress, cancellation);
    }

    /// <summary>Learns a pair from photos that were found already, such as those that <see cref="LabeledPhotoFolder.Split"/> leaves to learn from.</summary>
    /// <param name="photos">The photos; at least two labels, and two photos of each.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told how far the work is, from a thread of the work.</param>
    /// <param name="cancellation">Ends the training early, as for a folder.</param>
    /// <returns>The pair, and what a person should know of how it went.</returns>
    /// <exception cref="TwofoldException">The photos or an option will not do; the message says why.</exception>
    public static Task<PhotoPairTraining> TrainAsync(LabeledPhotoFolder photos, PhotoPairOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return TrainAsync(photos.Folder, () => photos, options, progress, cancellation);
    }

    static Task<PhotoPairTraining> TrainAsync(
        string folder, Func<LabeledPhotoFolder> find, PhotoPairOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Task.Run(() => new TrainingRun(folder, options, progress, cancellation).Train(find()), CancellationToken.None);
    }
}

/// <summary>One training, from the photos of a folder to the pair.</summary>
sealed class TrainingRun(string folder, PhotoPairOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    /// <summary>
    /// Of the photos that a network from scratch has learned from, at most so many are looked at once more, for the twin and for what is familiar: some
    /// thousands tell its means and its covariance, and tens of thousands would take a minute.
    /// </summary>
    const int MostLookedAtAgain = 4000;

    /// <summary>
    /// Of every label one photo in ten is kept aside from the creator, at most a thousand in all: from forty on, because what fewer say of it is
    /// not worth what it could have learned from them; and not where a label has fewer than ten.
    /// </summary>
    const double KeptAsideShare = 0.1;

    const int MostKeptAside = 1000, LeastKeptAside = 40, LeastOfALabel = 10;

    /// <summary>
    /// Pictures that are made for the samples, and read: of a label the share is known to ten points, in a second. Of many labels fewer each, because
    /// thousands of a flow would take minutes.
    /// </summary>
    const int MostSamplesOfALabel = 25, LeastSamplesOfALabel = 8, MostSamples = 500;

    /// <summary>Copies are looked for among at most so many training photos: a second's work, and memory that any machine has.</summary>
    const int MostComparedForCopies = 20_000;

    /// <summary>A fine-tuned network is kept where its held-out loss is less than this share of the linear head's.</summary>
    const double LeastTuningGain = 0.97;

    readonly UnfinishedTraining unfinished = UnfinishedTraining.Open(options);
    readonly HeadThresholdShares shares = new(options.UnsureShare, options.UnfamiliarShare);
    TrainingSamples? samples;
    LabelCheck<string>? labelCheck;
    int rollbacks;

    public PhotoPairTraining Train(LabeledPhotoFolder photos)
    {
        var backbone = BackboneResolver.Resolve(options.Backbone);
        var backboneOnnx = backbone?.ToRecognizer();
        var plan = TrainingPlan.Make(options, backbone is not null, backboneOnnx is not null && BackboneTeacher.CanRead(backboneOnnx), TypicalShortSide(photos));
        if (plan.HasCreator || backbone is null || plan.Tunes)
            ComputeDevice.Use(options.Device);
        Report("Plan", (unfinished.GoesOn ? "Going on: " : "") + plan.Describe(backbone?.Backbone.Name ?? "", photos.Paths.Count, photos.Labels.Count));

        samples = plan.HasCreator && options.Samples is { } samplesFolder ? new TrainingSamples(samplesFolder, unfinished.GoesOn, options.Seed) : null;
        var (read, recognizer) = backbone is null || backboneOnnx is null ? FromScratch(photos, plan) : OnBackbone(photos, backbone.Backbone, backboneOnnx, plan);
        var topUp = options.TopUp ? TopUpPlan.Make(read.Labels, TrainingPlan.HeldOutShare(read.Count), options.Seed) : null;
        var keptAside = plan.HasCreator ? KeepAside(read, recognizer) : [];
        int[] training = [.. (topUp?.Train ?? Enumerable.Range(0, read.Count)).Except(keptAside)];
        var creator = TrainCreator(read, new CreatorPhotos(training, keptAside), recognizer, plan);
        var stopped = cancellation.IsCancellationRequested;
        var pair = Assemble(photos, read, recognizer, creator, new CreatorPhotos(training, keptAside), plan, stopped ? null : topUp);
        string[] notTried = options.TopUp && pair.Info.Recognizer.TopUp is null
            ? [topUp is null ? "No label is rare: there was nothing to top up." : "Stopped before rare labels were topped up; the creator learned from four photos in five."]
            : [];
        string[] collapsed = creator is { Collapses: > 0 }
            ? [$"{creator.Collapses} times the creator's pictures of a label became alike, and training went back and on more slowly: look at what it makes, and train for longer or with more photos where that is too little."]
            : [];
        string[] diverged = rollbacks > 0 ? [$"{rollbacks} {(rollbacks == 1 ? "time" : "times")} the recognizer's training diverged, went back to an earlier state and on at half the rate."] : [];
        string[] notChecked = options.CheckLabels && labelCheck is null ? ["Stopped before the labels were checked."] : [];
        return new PhotoPairTraining(
            pair, [.. photos.Warnings, .. read.Unreadable, .. diverged, .. notChecked, .. notTried, .. collapsed, .. new[] { unfinished.Trouble, samples?.Trouble }.OfType<string>()], stopped)
        {
            KeptFeatures = options.KeepFeatures ? Keep(read, recognizer) : null,
            Suspects = labelCheck is null ? null : [.. labelCheck.Suspects.Select(found => new SuspectPhoto(read.Photos[found.Example].Path, found.Given, found.Likely, found.GivenProbability, found.LikelyProbability))],
        };
    }

    KeptFeatures Keep(ReadPhotos read, TrainedRecognizer recognizer)
    {
        AddMissingFeatures(read, Enumerable.Range(0, read.Count), recognizer);
        var unseen = recognizer.HeldOut?.ToHashSet();
        return KeptFeatures.Of(
            [.. read.Photos.Select((photo, i) => new KeptPhoto(Path.GetRelativePath(folder, photo.Path), photo.Label, new FileInfo(photo.Path).Length, photo.Sha256, Seen: unseen is not null && !unseen.Contains(i)))],
            [.. read.Features],
            recognizer.Onnx);
    }

    (ReadPhotos Read, TrainedRecognizer Recognizer) OnBackbone(LabeledPhotoFolder photos, Backbone backbone, byte[] onnx, TrainingPlan plan)
    {
        var begin = TimeProvider.System.GetTimestamp();
        // Everything that follows sees its features, so that what is sorted later is judged by the numbers that were learned from.
        var inBytes = BackboneQuantization.TryQuantize(onnx, backbone.Preparation, photos.Paths, cancellation);
        using var network = new FeatureExtractor(PhotoNetwork.Open(inBytes ?? onnx), backbone.Preparation);
        var read = Read(photos, network, plan);
        Report("Learning to recognize", null);
        var features = network.ToTable(read.Features);
        var head = RecognizerHeadTrainer.OnFrozenFeatures(features, read.Labels, shares, options.Seed, cancellation, balanced: options.Balanced);
        if (options.CheckLabels)
        {
            Report("Checking labels", null);
            labelCheck = PhotoLabelCheck.OnFrozenFeatures(features, read.Labels, head.C!.Value, options.Seed, cancellation); // It was chosen on these features.
        }

        var linear = new TrainedRecognizer(backbone.Name, network.Preparation, inBytes ?? onnx, head, HeldOut: null) { TeacherOnnx = onnx, IsInBytes = inBytes is not null };
        // Afterwards all photos are read once more, and heads are fitted to them twice.
        var budget = plan.TuningBudget(unfinished.Elapsed, 2 * TimeProvider.System.GetElapsedTime(begin));
        return (read, budget is null || cancellation.IsCancellationRequested ? linear : FineTuned(read, features, linear, budget.Value) ?? linear);
    }

    /// <summary>The better one, on held-out photos, of a head on the backbone as it is and one on the fine-tuned backbone; null where it was cancelled before.</summary>
    TrainedRecognizer? FineTuned(ReadPhotos read, Table features, TrainedRecognizer linear, TimeSpan budget)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var tuning = new RecognizerTuning(read, features, linear.TeacherOnnx, linear.Preparation, TrainingPlan.HeldOutShare(read.Count), shares, options.Seed) { Balanced = options.Balanced };
        var asIs = tuning.Judge();
        var tried = TriedRecognizer.Of($"linear head on {linear.Features}", asIs, TimeProvider.System.GetElapsedTime(begin).TotalSeconds, kept: false);
        begin = TimeProvider.System.GetTimestamp();
        TunedBackbone? tuned;
        string problem;
        try
        {
            tuned = tuning.Tune(new BackboneTuner { Budget = budget, Steps = options.Steps, Seed = options.Seed, Mirror = options.Mirror }, progress, cancellation, out problem);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        if (tuned is { Kept.Step: 0 })
            (tuned, problem) = (null, "no step of it read the held-out photos better than the backbone as it is");
        var name = $"fine-tuned {linear.Features}";
        if (tuned is null)
            return linear with { Tried = [tried with { Kept = true }, new TriedRecognizer(name, TimeProvider.System.GetElapsedTime(begin).TotalSeconds) { Problem = problem }] };
        Report("Learning to recognize", "by the fine-tuned network");
        var inBytes = BackboneQuantization.TryQuantize(tuned.Onnx, linear.Preparation, [.. read.Photos.Select(photo => photo.Path)], CancellationToken.None);
        using var network = new FeatureExtractor(PhotoNetwork.Open(inBytes ?? tuned.Onnx), linear.Preparation);
        var tunedFeatures = network.ToTable(ParallelMap.Ordered(read.Photos, photo => network.Features(photo.Path), CancellationToken.None));
        var head = tuning.Judge(tuned, tunedFeatures);
        // The best of its steps was chosen by the same photos: chance must not be the reason.
        var kept = head.HeldOut.LogLoss < LeastTuningGain * asIs.HeldOut.LogLoss;
        rollbacks = tuned.Rollbacks;
        TriedRecognizer[] all = [tried with { Kept = !kept }, TriedRecognizer.Of(name, head, TimeProvider.System.GetElapsedTime(begin).TotalSeconds, kept)];
        if (!kept)
            return linear with { Tried = all };
        read.AddFeatures([.. Enumerable.Range(0, read.Count)], tunedFeatures);
        return new TrainedRecognizer(name, linear.Preparation, inBytes ?? tuned.Onnx, head, tuning.HeldOut)
        {
            Tried = all,
            TeacherOnnx = linear.TeacherOnnx,
            IsInBytes = inBytes is not null,
        };
    }

    (ReadPhotos Read, TrainedRecognizer Recognizer) FromScratch(LabeledPhotoFolder photos, TrainingPlan plan)
    {
        var read = Read(photos, backbone: null, plan);
        var (train, heldOut) = Stratification.Split(LabelEncoding.Of(read.Labels, read.Count).Codes, TrainingPlan.HeldOutShare(read.Count), options.Seed);
        var again = Some(train, read, MostLookedAtAgain);
        var (trainPictures, heldOutPictures) = (read.Pictures(train), read.Pictures(heldOut));
        if (unfinished.Recognizer() is not { } network)
        {
            var start = unfinished.Scratch;
            var spent = TimeSpan.FromSeconds(start?.Course.Seconds ?? 0);
            var trainer = Scratch("Learning to recognize", plan.ScratchBudget(unfinished.Elapsed - spent)) with
            {
                Start = start,
                Keep = unfinished.Keep,
                TimeBetweenStates = options.TimeBetweenStates,
                LabelWeights = options.Balanced ? LabelWeights.Alike(trainPictures.Labels) : null,
            };
            network = trainer.Train(trainPictures, heldOutPictures, progress, cancellation);
            // One that was cut short goes into the pair; a training that goes on makes a better one.
            if (!cancellation.IsCancellationRequested)
                unfinished.Add(network);
        }

        rollbacks = network.Rollbacks;
        var look = new ScratchLook(network, (read.Pictures(again), LabelsOf(again)), (heldOutPictures, LabelsOf(heldOut)), options.Mirror, shares, options.Balanced);
        var kept = look.Kept;
        read.AddFeatures(again, kept.Train);
        read.AddFeatures(heldOut, kept.HeldOut);
        if (options.CheckLabels)
        {
            labelCheck = PhotoLabelCheck.FromScratch(
                read, train, (heldOut, kept.HeldOut), kept.Head.Head, left => Scratch("Checking labels", plan.JudgeBudget(unfinished.Elapsed, left)), (plan.PictureSize, options.Seed), progress, cancellation);
        }

        return (read, new TrainedRecognizer(TrainedRecognizer.Scratch, PhotoPreparation.Square(plan.PictureSize), kept.Onnx, kept.Head, heldOut)
        {
            Tried = look.Tried,
            TeacherOnnx = network.Onnx,
            IsInBytes = look.IsInBytes,
        });

        string[] LabelsOf(int[] photos) => [.. photos.Select(i => read.Labels[i])];
    }

    /// <summary>At most so many of the photos, of each label its share.</summary>
    int[] Some(int[] photos, ReadPhotos read, int most)
    {
        var codes = LabelEncoding.Of(read.Labels, read.Count).Codes;
        return [.. Stratification.Some([.. photos.Select(i => codes[i])], most, options.Seed).Select(i => photos[i])];
    }

    /// <summary>Lets the recognizer look at those of the photos that it did not look at before.</summary>
    static void AddMissingFeatures(ReadPhotos read, IEnumerable<int> photos, TrainedRecognizer recognizer)
    {
        int[] missing = [.. photos.Where(i => read.Photos[i].Features is null)];
        if (missing.Length == 0)
            return;
        using var extractor = new FeatureExtractor(PhotoNetwork.Open(recognizer.Onnx), recognizer.Preparation);
        read.AddFeatures(missing, extractor.ToTable(ParallelMap.Ordered(missing, i => extractor.PreparedFeatures(read.Photos[i].Picture), CancellationToken.None)));
    }

    ScratchRecognizerTrainer Scratch(string stage, TimeSpan budget) =>
        new() { Stage = stage, Budget = budget, Steps = options.Steps, Seed = options.Seed, Mirror = options.Mirror };

    ReadPhotos Read(LabeledPhotoFolder photos, FeatureExtractor? backbone, TrainingPlan plan)
    {
        var square = backbone is null || plan.HasCreator ? PhotoPreparation.Square(plan.PictureSize) : null;
        var read = new ReadPhotos(plan.PictureSize);
        var inputs = Enumerable.Range(0, photos.Paths.Count);
        foreach (var photo in ParallelMap.Ordered(inputs, i => ReadOne(photos.Paths[i], photos.Labels[photos.Codes[i]], backbone, square), cancellation))
        {
            read.Add(photo);
            progress?.Report(new WorkProgress("Reading photos", read.Count + read.Unreadable.Count, photos.Paths.Count, "photos"));
        }

        read.CheckLabels(folder);
        unfinished.CheckPhotos(Fingerprint(read));
        return read;
    }

    ReadPhoto ReadOne(string path, string label, FeatureExtractor? backbone, PhotoPreparation? square)
    {
        try
        {
            var picture = square is null ? null : PhotoReader.ReadPrepared(path, square).Pixels.ToArray();
            return new ReadPhoto(path, label, backbone?.Features(path), picture, Error: null) { Sha256 = options.KeepFeatures ? LabeledPhotoFolder.Sha256Of(path, cancellation) : "" };
        }
        catch (UnreadablePhotoException exception)
        {
            return new ReadPhoto(path, label, null, null, exception.Message);
        }
    }

    /// <summary>
    /// The photos that the creator will not learn from. Where the recognizer's network was trained here, they are some that it did not learn from
    /// either; a backbone was there before them.
    /// </summary>
    int[] KeepAside(ReadPhotos read, TrainedRecognizer recognizer)
    {
        var encoding = LabelEncoding.Of(read.Labels, read.Count);
        var wanted = Math.Min((int)(KeptAsideShare * read.Count), MostKeptAside);
        if (wanted < LeastKeptAside || encoding.Counts.Min() < LeastOfALabel)
            return [];
        int[] candidates = recognizer.HeldOut ?? [.. Enumerable.Range(0, read.Count)];
        return Some(candidates, read, wanted);
    }

    TrainedCreator? TrainCreator(ReadPhotos read, CreatorPhotos photos, TrainedRecognizer recognizer, TrainingPlan plan)
    {
        if (!plan.HasCreator)
            return null;
        var pictures = read.Pictures(photos.Training);
        var labels = LabelEncoding.Of(read.Labels, read.Count).Labels;
        try
        {
            using var teacher = plan.Teacher != CreatorTeacher.None ? Teacher(pictures.Smaller(pictures.Size / plan.Recipe.TrainedSize(pictures.Size)), recognizer, plan) : null;
            using var judge = plan.ComparesCheckpoints && photos.KeptAside.Length > 0 ? Judge(read, photos.KeptAside, recognizer, labels, plan) : null;
            var start = unfinished.Creator;
            CreatorTrainer kind = plan.Creator == CreatorChoice.Flow ? new FlowTrainer() : new GanTrainer { Recipe = plan.Recipe, Teacher = teacher };
            var trainer = kind with
            {
                Budget = plan.CreatorBudget(unfinished.Elapsed, spent: TimeSpan.FromSeconds(start?.Course.Seconds ?? 0)),
                Steps = options.Steps,
                Seed = options.Seed,
                Mirror = options.Mirror,
                Start = start,
                Keep = unfinished.Keep,
                TimeBetweenStates = options.TimeBetweenStates,
                TimeBetweenSamples = options.TimeBetweenSamples,
                Distance = judge is null ? null : judge.Distance,
                Show = samples is null ? null : trained => samples.Add(trained, labels),
            };
            return trainer.Train(pictures, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            // There is a recognizer to keep.
            return null;
        }
    }

    CheckpointJudge Judge(ReadPhotos read, int[] keptAside, TrainedRecognizer recognizer, IReadOnlyList<string> labels, TrainingPlan plan)
    {
        var stride = (keptAside.Length + plan.ScoredPictures - 1) / plan.ScoredPictures;
        var extractor = new FeatureExtractor(PhotoNetwork.Open(recognizer.Onnx), recognizer.Preparation);
        return new CheckpointJudge(extractor, labels, read.Featured([.. keptAside.Where((_, i) => i % stride == 0)], extractor.FeatureCount), options.Seed);
    }

    ITeacher Teacher(SmallPictures pictures, TrainedRecognizer recognizer, TrainingPlan plan)
    {
        if (plan.Teacher == CreatorTeacher.Recognizer && !recognizer.IsFromScratch)
            return BackboneTeacher.Read(recognizer.TeacherOnnx, pictures.Size, ComputePrecision.Fastest);
        if (plan.Teacher == CreatorTeacher.Recognizer)
            return ScratchTeacher.Read(recognizer.TeacherOnnx, pictures.Size, ComputePrecision.Fastest);
        if (unfinished.Teacher is not { } onnx)
        {
            var none = new SmallPictures(pictures.Size, [], [], pictures.LabelCount);
            onnx = Scratch("Learning to teach", plan.TeacherBudget(unfinished.Elapsed)).Train(pictures, none, progress, cancellation).Onnx;
            if (!cancellation.IsCancellationRequested)
                unfinished.AddTeacher(onnx);
        }

        return ScratchTeacher.Read(onnx, pictures.Size, ComputePrecision.Fastest);
    }

    PhotoPair Assemble(
        LabeledPhotoFolder photos, ReadPhotos read, TrainedRecognizer recognizer, TrainedCreator? creator, CreatorPhotos creatorPhotos, TrainingPlan plan, TopUpPlan? topUp)
    {
        var info = Describe(photos, read, recognizer, creator, plan);
        if (creator is null)
            return PhotoPair.Create(info, recognizer.Onnx, recognizer.Head.Head, creatorOnnx: null, samplesPng: null);

        Report("Scoring", null);
        using var unscored = PhotoPair.Create(info, recognizer.Onnx, recognizer.Head.Head, creator.Onnx, samplesPng: null);
        var ofALabel = Math.Clamp(MostSamples / info.Labels.Count, LeastSamplesOfALabel, MostSamplesOfALabel);
        var samples = info.Labels.ToDictionary(label => label, label => unscored.Creator.Generate(label, ofALabel, options.Seed));
        // Of those that it keeps the recognizer's word would say nothing.
        var right = info.Labels.Sum(label => unscored.Recognizer
            .Predict([.. unscored.Creator.Stream(label, ofALabel, options.Seed, PhotoGenerationOptions.AsDrawn)]).Count(read => read == label));
        var scored = info with
        {
            Creator = info.Creator! with // Described above: there is a creator.
            {
                Recognizability = (double)right / (ofALabel * info.Labels.Count),
                KeptAside = creatorPhotos.KeptAside.Length,
                Scores = creatorPhotos.KeptAside.Length == 0 ? null : Score(unscored, read, recognizer, creatorPhotos, plan),
            },
        };
        // Scored before: a recognizer that has learned from the creator's pictures would be no judge of them.
        var head = recognizer.Head;
        if (topUp is not null)
            (scored, head) = TopUp(scored, read, recognizer, unscored.Creator, topUp);
        return PhotoPair.Create(scored, recognizer.Onnx, head.Head, creator.Onnx, SampleSheet.Png([.. samples.Values]));
    }

    (PhotoPairInfo Info, TrainedHead Head) TopUp(PhotoPairInfo info, ReadPhotos read, TrainedRecognizer recognizer, PhotoCreator creator, TopUpPlan plan)
    {
        Report("Topping up rare labels", null);
        AddMissingFeatures(read, [.. plan.Train, .. plan.HeldOut], recognizer);
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
            [.. indices.Select(i => read.Photos[i].Features!)], // Added above where they were missing.
            [.. indices.Select(i => read.Labels[i])]);
    }

    PictureScores? Score(PhotoPair pair, ReadPhotos read, TrainedRecognizer recognizer, CreatorPhotos creatorPhotos, TrainingPlan plan)
    {
        var (training, keptAside) = creatorPhotos;
        var stride = (training.Length + MostComparedForCopies - 1) / MostComparedForCopies;
        int[] compared = [.. training.Where((_, i) => i % stride == 0)];
        AddMissingFeatures(read, [.. keptAside, .. compared], recognizer);
        var (heldOut, features) = (pair.Info.Recognizer.HeldOut, pair.Info.Recognizer.FeatureCount);
        return pair.ScoreCreator(
            read.Featured(keptAside, features),
            Estimate.OfShare(heldOut.Accuracy, heldOut.Photos),
            read.Featured(compared, features),
            plan.ScoredPictures,
            options.Seed,
            CancellationToken.None); // Cancelled or not, what was learned is scored.
    }

    PhotoPairInfo Describe(LabeledPhotoFolder photos, ReadPhotos read, TrainedRecognizer recognizer, TrainedCreator? creator, TrainingPlan plan)
    {
        var encoding = LabelEncoding.Of(read.Labels, read.Count);
        var (head, thresholds, heldOut, c) = recognizer.Head;
        return new PhotoPairInfo
        {
            Labels = encoding.Labels,
            Created = TimeProvider.System.GetUtcNow(),
            TwofoldVersion = PhotoPair.LibraryVersion,
            Libraries = LibraryVersions.Used(withTorch: creator is not null || recognizer.HeldOut is not null),
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

    string Fingerprint(ReadPhotos read) => TrainingDataInfo.FingerprintOf(
        read.Photos.OrderBy(photo => photo.Path, StringComparer.Ordinal).Select(photo => (photo.Label, Path.GetRelativePath(folder, photo.Path), new FileInfo(photo.Path).Length)));

    // A few photos tell how large they are all: opening every one would double the disk's work.
    static int TypicalShortSide(LabeledPhotoFolder photos)
    {
        const int looked = 15;
        var stride = Math.Max(1, photos.Paths.Count / looked);
        int[] sides = [.. photos.Paths.Where((_, i) => i % stride == 0).Select(PhotoReader.TryReadSize).OfType<(int Width, int Height)>()
            .Select(size => Math.Min(size.Width, size.Height)).Order()];
        return sides.Length == 0 ? 0 : sides[sides.Length / 2];
    }

    void Report(string stage, string? remark) => progress?.Report(new WorkProgress(stage, 0, null, "", remark));

    /// <summary>A recognizer before it goes into the pair.</summary>
    /// <param name="Features">A backbone's name, or "scratch".</param>
    /// <param name="Preparation">How photos are cut for it.</param>
    /// <param name="Onnx">The network.</param>
    /// <param name="Head">What stands on it.</param>
    /// <param name="HeldOut">The photos that a network from scratch, or a fine-tuned one, did not learn from; null with a backbone as it is, which learned from none.</param>
    sealed record TrainedRecognizer(string Features, PhotoPreparation Preparation, byte[] Onnx, TrainedHead Head, int[]? HeldOut)
    {
        public const string Scratch = "scratch";

        /// <summary>What was tried.</summary>
        public IReadOnlyList<TriedRecognizer> Tried { get; init; } = [];

        /// <summary>
        /// The network that a creator learns from, where it is another: the one in single precision, because bytes have no gradient; the backbone as it was before
        /// it was fine-tuned, which has seen more than these photos; the network that looks at a photo once.
        /// </summary>
        public byte[] TeacherOnnx { get; init; } = Onnx;

        /// <summary><see cref="RecognizerInfo.IsInBytes"/>.</summary>
        public bool IsInBytes { get; init; }

        public bool IsFromScratch => Features == Scratch;
    }

    /// <summary>Which photos, by their place among those read, the creator learns from, and which are kept to score it by.</summary>
    sealed record CreatorPhotos(int[] Training, int[] KeptAside);
}
