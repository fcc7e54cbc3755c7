namespace Twofold.Photos.Training;

/// <summary>One training, from the photos of a folder to the pair: read and recognize, create, score.</summary>
sealed class TrainingRun(string folder, PhotoPairOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    readonly TrainingContext context = new(folder, options, UnfinishedTraining.Open(options), progress, cancellation);

    public PhotoPairTraining Train(LabeledPhotoFolder photos)
    {
        if (options.Creator == CreatorChoice.None)
            photos.RequireTwoLabels(", or let a creator be learned, for which one label will do");
        if (options.CheckLabels)
            photos.RequireTwoLabels(", or do not have the labels checked: of one label none can be wrong");
        photos.RequireNoNestedLabels();
        var (typicalSide, largestSide) = photos.ShortSides();
        var backbone = context.Unfinished.ResolveBackbone(options.Backbone, largestSide);
        var plan = TrainingPlan.Make(options, backbone is not null, backbone is not null && BackboneTeacher.CanRead(backbone.Onnx), (photos.Paths.Count, photos.Labels.Count, typicalSide), context.Unfinished.Planned);
        context.Unfinished.Plan(plan.Networks(PlannedBackbone.Of(backbone)));
        if (plan.HasCreator || backbone is null || plan.Tunes)
            ComputeDevice.Use(options.Device);
        context.Report("Plan", (context.Unfinished.GoesOn ? "Going on: " : "") + plan.Describe(backbone?.Describe() ?? "", photos.Paths.Count, photos.Labels.Count));

        var samples = plan.HasCreator && options.Samples is { } samplesFolder ? new TrainingSamples(samplesFolder, context.Unfinished.GoesOn, options.Seed) : null;
        var recognizing = new RecognizerStage(context, plan);
        var (read, recognizer) = backbone is not null ? recognizing.OnBackbone(photos, backbone) : plan.IsOfOneLabel ? recognizing.OfOneLabel(photos) : recognizing.FromScratch(photos);
        var topUp = options.TopUp ? TopUpPlan.Make(read.Labels, TrainingPlan.HeldOutShare(read.Count), options.Seed) : null;
        var division = CreatorPhotos.Divide(read, recognizer, topUp, options.Seed);
        var creating = plan.HasCreator ? new CreatorStage(context, plan, samples) : null;
        var creator = creating?.Train(read, division, recognizer);
        var stopped = context.IsStopped;
        var pair = new PairAssembly(context, plan, read, recognizer).Assemble(photos, creator, division, stopped ? null : topUp);
        // After that only the last stage can be stopped.
        stopped |= context.IsStopped && topUp is not null && pair.Info.Recognizer.TopUp is null;
        var (kept, notKept) = options.KeepFeatures ? Keep(read, recognizer) : default;
        return new PhotoPairTraining(pair, [.. Warnings(plan, photos, read, recognizer, creator, topUp, pair, samples?.Trouble, creating?.Trouble), .. notKept is null ? [] : (string[])[notKept]], stopped)
        {
            KeptFeatures = kept,
            Suspects = recognizer.LabelCheck is not { } check ? null
                : [.. check.Suspects.Select(found => new SuspectPhoto(read.Photos[found.Example].Path, found.Given, found.Likely, found.GivenProbability, found.LikelyProbability))],
        };
    }

    IEnumerable<string> Warnings(
        TrainingPlan plan, LabeledPhotoFolder photos, ReadPhotos read, TrainedRecognizer recognizer, TrainedCreator? creator, TopUpPlan? topUp, PhotoPair pair, params string?[] troubles)
    {
        foreach (var warning in photos.Warnings.Concat(read.Unreadable))
            yield return warning;
        if (plan.IsOfOneLabel)
            yield return $"There is one label, '{photos.Labels[0]}', and nothing to tell apart: the model makes pictures of it, and says it of every photo. To recognize, put photos of another into a folder beside it.";
        if (recognizer.Rollbacks is > 0 and var rollbacks)
            yield return $"{rollbacks} {(rollbacks == 1 ? "time" : "times")} the recognizer's training diverged, went back to an earlier state and on at half the rate.";
        if (options.CheckLabels && recognizer.LabelCheck is null)
            yield return "Stopped before the labels were checked.";
        if (options.TopUp && creator is not null && pair.Info.Recognizer.TopUp is null)
            yield return topUp is null ? "No label is rare: there was nothing to top up." : "Stopped before rare labels were topped up; the creator learned from four photos in five.";
        if (creator is { Collapses: > 0 })
            yield return $"{creator.Collapses} times the creator's pictures of a label became alike, and training went back and on more slowly: look at what it makes, and train for longer or with more photos where that is too little.";
        if (creator is { Divergences: > 0 and var divergences })
            yield return creator.EndedEarly
                ? $"The creator's training diverged {divergences} times, at ever slower rates, and ended after {creator.Seconds:0} seconds of the time it had: what it makes is of the last good step. Train with another seed."
                : $"{divergences} {(divergences == 1 ? "time" : "times")} the creator's training diverged, went back to an earlier state and on at a slower rate.";
        foreach (var trouble in troubles.Prepend(context.Unfinished.Trouble).OfType<string>())
            yield return trouble;
    }

    /// <summary>The features, or why they cannot be kept: hours of training are not thrown away for them.</summary>
    (KeptFeatures? Kept, string? Problem) Keep(ReadPhotos read, TrainedRecognizer recognizer)
    {
        read.AddMissingFeatures(Enumerable.Range(0, read.Count), recognizer);
        var unseen = recognizer.HeldOut?.ToHashSet();
        try
        {
            return (KeptFeatures.Of(
                [.. read.Photos.Select((photo, i) => new KeptPhoto(Path.GetRelativePath(folder, photo.Path), photo.Label, photo.Length, photo.Sha256, Seen: unseen is not null && !unseen.Contains(i)))],
                [.. read.Features],
                recognizer.Onnx), null);
        }
        catch (TwofoldException exception)
        {
            return (null, exception.Message);
        }
    }
}
