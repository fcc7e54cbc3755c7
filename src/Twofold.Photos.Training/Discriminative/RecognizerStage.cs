using Twofold.Photos.Onnx;
using Twofold.Tables;

namespace Twofold.Photos.Training;

/// <summary>The first stage of a training: reads the photos, as the recognizer sees them and as the creator will, and learns to recognize.</summary>
sealed class RecognizerStage(TrainingContext context, TrainingPlan plan)
{
    /// <summary>
    /// Of the photos that a network from scratch has learned from, at most so many are looked at once more, for the twin and for what is familiar: some
    /// thousands tell its means and its covariance, and tens of thousands would take a minute.
    /// </summary>
    const int MostLookedAtAgain = 4000;

    /// <summary>A fine-tuned network is kept where its held-out loss is less than this share of the linear head's.</summary>
    const double LeastTuningGain = 0.97;

    readonly PhotoPairOptions options = context.Options;

    /// <summary>Reads the photos as a backbone sees them, and fits a head to it; where there is time, to one that is fine-tuned too, and keeps the better.</summary>
    public (ReadPhotos Read, TrainedRecognizer Recognizer) OnBackbone(LabeledPhotoFolder photos, TrainingBackbone backbone)
    {
        var begin = TimeProvider.System.GetTimestamp();
        // Everything that follows sees its features, so that what is sorted later is judged by the numbers that were learned from.
        var inBytes = BackboneQuantization.TryQuantize(backbone.Onnx, backbone.Preparation, photos.Paths, context.Cancellation);
        using var network = new FeatureExtractor(PhotoNetwork.Open(inBytes ?? backbone.Onnx), backbone.Preparation);
        var read = Read(photos, network);
        context.Report("Learning to recognize");
        var features = network.ToTable(read.Features);
        var head = RecognizerHeadTrainer.OnFrozenFeatures(features, read.Labels, context.Shares, options.Seed, context.Cancellation, balanced: options.Balanced);
        var labelCheck = LabelCheckOf(() =>
        {
            context.Report("Checking labels");
            return PhotoLabelCheck.OnFrozenFeatures(features, read.Labels, head.C!.Value, options.Seed, options.Balanced, context.Cancellation); // It was chosen on these features.
        });

        var linear = new TrainedRecognizer(backbone.Name, network.Preparation, inBytes ?? backbone.Onnx, head, HeldOut: null) { TeacherOnnx = backbone.Onnx, IsInBytes = inBytes is not null, LabelCheck = labelCheck };
        // Afterwards all photos are read once more, and heads are fitted to them twice.
        return (read, TuningBudget(afterwards: 2 * TimeProvider.System.GetElapsedTime(begin)) is { } budget && !context.IsStopped ? FineTuned(read, features, linear, budget) : linear);
    }

    /// <summary>What fine-tuning gets, what it had before this training went on included; null where it is not to be tried.</summary>
    TimeSpan? TuningBudget(TimeSpan afterwards)
    {
        var unfinished = context.Unfinished;
        var spent = TimeSpan.FromSeconds(unfinished.Recognizer?.Course.Seconds ?? 0);
        // What was begun ends, and what was kept is kept, however little time there is now.
        if (spent > TimeSpan.Zero || unfinished.Network() is not null)
            return plan.TuningBudget(unfinished.Elapsed - spent, afterwards) ?? spent;
        // A creator that has learned already chose its photos by a recognizer that was not fine-tuned.
        return unfinished.Creator is null ? plan.TuningBudget(unfinished.Elapsed, afterwards) : null;
    }

    /// <summary>The better one, on held-out photos, of a head on the backbone as it is and one on the fine-tuned backbone.</summary>
    TrainedRecognizer FineTuned(ReadPhotos read, Table features, TrainedRecognizer linear, TimeSpan budget)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var tuning = new RecognizerTuning(read, features, linear.TeacherOnnx, linear.Preparation, TrainingPlan.HeldOutShare(read.Count), context.Shares, options.Seed) { Balanced = options.Balanced };
        var asIs = tuning.Judge();
        var asIsTried = TriedRecognizer.Of($"linear head on {linear.Features}", asIs, TimeProvider.System.GetElapsedTime(begin).TotalSeconds, kept: true);
        begin = TimeProvider.System.GetTimestamp();
        var name = $"fine-tuned {linear.Features}";
        try
        {
            var problem = "";
            if (context.Unfinished.Network() is not { } tuned)
            {
                var tuner = new BackboneTuner { Budget = budget, Steps = options.Steps, Seed = options.Seed, Mirror = options.Mirror };
                tuned = tuning.Tune(Resumable(tuner), context.Progress, context.Cancellation, out problem);
                Finish(tuned);
            }

            if (tuned is { Kept.Step: 0 })
                (tuned, problem) = (null, "no step of it read the held-out photos better than the backbone as it is");
            return tuned is null ? Without(problem) : Better(tuned);
        }
        catch (OperationCanceledException) when (context.IsStopped)
        {
            return linear;
        }
        catch (TwofoldException exception)
        {
            // Such as a photo that is gone by now: there is a recognizer to keep.
            return Without(exception.Message);
        }

        TrainedRecognizer Without(string problem) => linear with { Tried = [asIsTried, new TriedRecognizer(name, TimeProvider.System.GetElapsedTime(begin).TotalSeconds) { Problem = problem }] };

        TrainedRecognizer Better(TrainedNetwork tuned)
        {
            context.Report("Learning to recognize", "by the fine-tuned network");
            var inBytes = BackboneQuantization.TryQuantize(tuned.Onnx, linear.Preparation, [.. read.Photos.Select(photo => photo.Path)], CancellationToken.None);
            using var network = new FeatureExtractor(PhotoNetwork.Open(inBytes ?? tuned.Onnx), linear.Preparation);
            var tunedFeatures = network.ToTable(ParallelMap.Ordered(read.Photos, photo => network.Features(photo.Path), CancellationToken.None));
            var head = tuning.Judge(tuned, tunedFeatures);
            // The best of its steps was chosen by the same photos: chance must not be the reason.
            var kept = head.Loss < LeastTuningGain * asIs.Loss;
            TriedRecognizer[] tried = [asIsTried with { Kept = !kept }, TriedRecognizer.Of(name, head, TimeProvider.System.GetElapsedTime(begin).TotalSeconds, kept)];
            if (!kept)
                return linear with { Tried = tried, Rollbacks = tuned.Rollbacks };
            read.AddFeatures([.. Enumerable.Range(0, read.Count)], tunedFeatures);
            return new TrainedRecognizer(name, linear.Preparation, inBytes ?? tuned.Onnx, head, tuning.HeldOut)
            {
                Tried = tried,
                TeacherOnnx = linear.TeacherOnnx,
                IsInBytes = inBytes is not null,
                Rollbacks = tuned.Rollbacks,
                LabelCheck = linear.LabelCheck,
            };
        }
    }

    /// <summary>Reads the photos as small pictures, and trains a network on them.</summary>
    public (ReadPhotos Read, TrainedRecognizer Recognizer) FromScratch(LabeledPhotoFolder photos)
    {
        var read = Read(photos, backbone: null);
        var (train, heldOut) = Stratification.Split(read.Encoding.Codes, TrainingPlan.HeldOutShare(read.Count), options.Seed);
        var again = read.Some(train, MostLookedAtAgain, options.Seed);
        var (trainPictures, heldOutPictures) = (read.Pictures(train), read.Pictures(heldOut));
        if (context.Unfinished.Network() is not { } network)
        {
            var spent = TimeSpan.FromSeconds(context.Unfinished.Recognizer?.Course.Seconds ?? 0);
            var trainer = context.Scratch("Learning to recognize", plan.ScratchBudget(context.Unfinished.Elapsed - spent));
            network = Resumable(trainer).Train(trainPictures, heldOutPictures, context.Progress, context.Cancellation);
            Finish(network);
        }

        var look = new ScratchLook(network, (read.Pictures(again), read.LabelsOf(again)), (heldOutPictures, read.LabelsOf(heldOut)), options.Mirror, context.Shares, options.Balanced);
        var kept = look.Kept;
        read.AddFeatures(again, kept.Train);
        read.AddFeatures(heldOut, kept.HeldOut);
        var labelCheck = LabelCheckOf(() => PhotoLabelCheck.FromScratch(
            read, train, (heldOut, kept.HeldOut), kept.Head.Head, left => context.Scratch("Checking labels", plan.JudgeBudget(context.Unfinished.Elapsed, left)), (plan.PictureSize, options.Seed), context.Progress, context.Cancellation));

        return (read, new TrainedRecognizer(TrainedRecognizer.Scratch, PhotoPreparation.Square(plan.PictureSize), kept.Onnx, kept.Head, heldOut)
        {
            Tried = look.Tried,
            TeacherOnnx = network.Onnx,
            IsInBytes = look.IsInBytes,
            Rollbacks = network.Rollbacks,
            LabelCheck = labelCheck,
        });
    }

    /// <summary>Reads the photos as small pictures, all of one label: there is nothing that a network could learn to tell apart, and the time is the creator's.</summary>
    public (ReadPhotos Read, TrainedRecognizer Recognizer) OfOneLabel(LabeledPhotoFolder photos)
    {
        var read = Read(photos, backbone: null);
        var looked = read.Some([.. Enumerable.Range(0, read.Count)], MostLookedAtAgain, options.Seed);
        var pictures = read.Pictures(looked);
        var onnx = new ScratchRecognizerTrainer { Seed = options.Seed }.Untrained(pictures);
        using var extractor = new FeatureExtractor(PhotoNetwork.Open(onnx), PhotoPreparation.Square(plan.PictureSize));
        var features = pictures.Features(extractor);
        read.AddFeatures(looked, features);
        var head = RecognizerHeadTrainer.OnFrozenFeatures(features, read.LabelsOf(looked), context.Shares, options.Seed, context.Cancellation);
        return (read, new TrainedRecognizer(RecognizerInfo.Untrained, extractor.Preparation, onnx, head, HeldOut: null));
    }

    /// <summary>The trainer, which goes on where an earlier one was and can itself be gone on with.</summary>
    TTrainer Resumable<TTrainer>(TTrainer trainer)
        where TTrainer : RecognizerTrainer =>
        trainer with { Start = context.Unfinished.Recognizer, Keep = context.Unfinished.Keep, TimeBetweenStates = options.TimeBetweenStates };

    /// <summary>Keeps what was learned for when the training goes on: one that was cut short goes into the pair, and a training that goes on makes a better one.</summary>
    void Finish(TrainedNetwork? network)
    {
        if (network is not null && !context.IsStopped)
            context.Unfinished.Add(network);
    }

    /// <summary>The check of the labels; null where nobody asked for it, or it was cancelled: there is a recognizer to keep.</summary>
    LabelCheck<string>? LabelCheckOf(Func<LabelCheck<string>?> check)
    {
        try
        {
            return options.CheckLabels ? check() : null;
        }
        catch (OperationCanceledException) when (context.IsStopped)
        {
            return null;
        }
    }

    ReadPhotos Read(LabeledPhotoFolder photos, FeatureExtractor? backbone)
    {
        var square = backbone is null || plan.HasCreator ? PhotoPreparation.Square(plan.PictureSize) : null;
        var read = new ReadPhotos(plan.PictureSize);
        var inputs = Enumerable.Range(0, photos.Paths.Count);
        foreach (var photo in ParallelMap.Ordered(inputs, i => ReadOne(photos.Paths[i], photos.Labels[photos.Codes[i]], backbone, square), context.Cancellation))
        {
            read.Add(photo);
            context.Progress?.Report(new WorkProgress("Reading photos", read.Count + read.Unreadable.Count, photos.Paths.Count, "photos"));
        }

        read.CheckLabels(context.Folder, photos.Labels.Count);
        context.Unfinished.CheckPhotos(read.Fingerprint(context.Folder));
        return read;
    }

    ReadPhoto ReadOne(string path, string label, FeatureExtractor? backbone, PhotoPreparation? square)
    {
        try
        {
            var picture = square is null ? null : PhotoReader.ReadPrepared(path, square).Pixels.ToArray();
            return new ReadPhoto(path, label, backbone?.Features(path), picture, Error: null)
            {
                Length = LabeledPhotoFolder.LengthOf(path),
                Sha256 = options.KeepFeatures ? LabeledPhotoFolder.Sha256Of(path, context.Cancellation) : "",
            };
        }
        catch (UnreadablePhotoException exception)
        {
            return new ReadPhoto(path, label, null, null, exception.Message);
        }
    }
}
