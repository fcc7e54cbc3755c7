namespace Twofold.Photos.Training;

/// <summary>
/// Adds photos, and labels, to a pair that is trained already. Both halves of its head are fitted anew to the features that were kept of the old photos and
/// those of the new ones: seconds, and no old photo is read. The network that the features come from and the creator stay as they are.
/// </summary>
public static class PhotoAddition
{
    /// <summary>Adds the photos of a folder.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="kept">The features of the photos that it learned from.</param>
    /// <param name="folder">The folder; each of its folders is a label, which the pair may know or not.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellation">Ends it; nothing is kept then.</param>
    /// <returns>The new pair with the features of all photos. The old one is unchanged.</returns>
    /// <exception cref="TwofoldException">The folder will not do, or a new label has fewer than two photos.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<PhotoPairTraining> AddAsync(
        PhotoPair pair, KeptFeatures kept, string folder, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Added();

        // Awaited, so that what was cancelled is a cancelled task and not one that failed.
        async Task<PhotoPairTraining> Added() => await Task.Run(() => Add(pair, kept, folder, progress, cancellation), CancellationToken.None).ConfigureAwait(false);
    }

    static PhotoPairTraining Add(PhotoPair pair, KeptFeatures kept, string folder, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var scan = LabeledPhotoFolder.Scan(folder, toLearn: false, progress, cancellation);
        var (added, unreadable) = Read(pair, folder, scan, progress, cancellation);
        var (photos, features, known, renamed) = Merge(kept, added);
        foreach (var (label, count) in photos.CountBy(photo => photo.Label))
            if (count < 2)
                throw new TwofoldException($"With the new photos the label '{label}' has {count}: at least 2 are needed, one to learn from and one to measure with.");

        progress?.Report(new WorkProgress("Learning to recognize", 0, null, ""));
        var before = pair.Info;
        var all = KeptFeatures.Of(photos, features, pair.RecognizerOnnx);
        var head = RecognizerHeadTrainer.OnFrozenFeatures(
            all.ToTable(),
            [.. photos.Select(photo => photo.Label)],
            new HeadThresholdShares(before.Recognizer.UnsureShare, before.Recognizer.UnfamiliarShare),
            before.Seed,
            cancellation,
            [.. photos.Select(photo => photo.Seen)],
            before.Recognizer.Balanced);
        var info = Describe(before, photos, head, unreadable.Count, scan.Contradictions.Count);
        string[] said =
        [
            $"{added.Count - known - renamed:N0} photos were added to {kept.Photos.Count:N0}{(known > 0 ? $"; {known:N0} were there already" : "")}{(renamed > 0 ? $"; {renamed:N0} that were there under another label have the new one now" : "")}.",
            .. before.Recognizer.Taught is null ? Array.Empty<string>() : ["What it was taught by corrected photos is not among the photos that were kept: teach it these again, or put them into the folders of their labels and add those."],
            .. before.Recognizer.Features == RecognizerInfo.Untrained && info.Labels.Count > 1
                ? ["The features are those of a network that was not trained, because there was one label: they tell labels apart poorly. Train anew with all photos."]
                : Array.Empty<string>(),
            .. Creator(info),
        ];
        return new PhotoPairTraining(pair.WithHead(info, head.Head), [.. said, .. scan.Warnings, .. unreadable], Stopped: false) { KeptFeatures = all };
    }

    static IEnumerable<string> Creator(PhotoPairInfo info)
    {
        if (info.Creator is not { } creator)
            yield break;
        var cannot = creator.Labels is null ? [] : info.Labels.Except(creator.Labels).ToList();
        yield return $"The creator is kept as it was: it has not learned from the new photos{(cannot.Count == 0 ? "" : $", and makes no pictures of {string.Join(", ", cannot.Select(label => $"'{label}'"))}")}. Train anew with all photos for one that has.";
    }

    static (List<(KeptPhoto Photo, float[] Features)> Added, List<string> Unreadable) Read(
        PhotoPair pair, string folder, LabeledPhotoFolder scan, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var (added, unreadable) = (new List<(KeptPhoto, float[])>(), new List<string>());
        var extractor = pair.Recognizer.Extractor;
        foreach (var (photo, features, error) in ParallelMap.Ordered(Enumerable.Range(0, scan.Paths.Count), ReadOne, cancellation))
        {
            if (photo is null || features is null)
                unreadable.Add(error);
            else
                added.Add((photo, features));
            progress?.Report(new WorkProgress("Reading photos", added.Count + unreadable.Count, scan.Paths.Count, "photos"));
        }

        return added.Count > 0 ? (added, unreadable) : throw new TwofoldException($"None of the {scan.Paths.Count} photos in '{folder}' can be read; the first: {unreadable[0]}");

        (KeptPhoto? Photo, float[]? Features, string Error) ReadOne(int i)
        {
            var path = scan.Paths[i];
            try
            {
                var features = extractor.Features(path);
                return (new KeptPhoto(Path.GetRelativePath(folder, path), scan.Labels[scan.Codes[i]], LabeledPhotoFolder.LengthOf(path), LabeledPhotoFolder.Sha256Of(path, cancellation), Seen: false), features, "");
            }
            catch (UnreadablePhotoException exception)
            {
                return (null, null, exception.Message);
            }
        }
    }

    /// <summary>The old photos and the new. What is there already is not counted twice; where it lies under another label now, that is what holds.</summary>
    static (List<KeptPhoto> Photos, List<float[]> Features, int Known, int Renamed) Merge(KeptFeatures kept, List<(KeptPhoto Photo, float[] Features)> added)
    {
        List<KeptPhoto> photos = [.. kept.Photos];
        List<float[]> features = [.. kept.Features.Chunk(kept.FeatureCount)];
        // The same bytes may lie at several places: they are one picture, and none may go on under another label.
        var places = photos.Index().GroupBy(photo => photo.Item.Sha256, photo => photo.Index).ToDictionary(same => same.Key, same => same.ToList());
        var (known, renamed) = (0, 0);
        foreach (var (photo, row) in added)
        {
            if (!places.TryGetValue(photo.Sha256, out var same))
            {
                places.Add(photo.Sha256, [photos.Count]);
                photos.Add(photo);
                features.Add(row);
            }
            else if (same.TrueForAll(place => photos[place].Label == photo.Label))
            {
                known++;
            }
            else
            {
                foreach (var place in same)
                    photos[place] = photos[place] with { Label = photo.Label };
                photos[same[0]] = photos[same[0]] with { Name = photo.Name };
                renamed++;
            }
        }

        return (photos, features, known, renamed);
    }

    static PhotoPairInfo Describe(PhotoPairInfo before, List<KeptPhoto> photos, TrainedHead trained, int unreadable, int contradictory)
    {
        var encoding = LabelEncoding.Of([.. photos.Select(photo => photo.Label)], photos.Count);
        var (head, thresholds, heldOut, c) = trained;
        return before with
        {
            Labels = encoding.Labels,
            Created = TimeProvider.System.GetUtcNow(),
            TwofoldVersion = PhotoPair.LibraryVersion,
            Data = before.Data with
            {
                Counts = encoding.Counts,
                Fingerprint = TrainingDataInfo.FingerprintOf(photos.Select(photo => (photo.Label, photo.Name, photo.Length)).OrderBy(photo => photo.Name, StringComparer.Ordinal)),
                Unreadable = before.Data.Unreadable + unreadable,
                Contradictory = before.Data.Contradictory + contradictory,
            },
            Recognizer = before.Recognizer with
            {
                C = c,
                Temperature = head.Calibration.Temperature,
                UnsureBelow = thresholds.UnsureBelow,
                UnfamiliarBelow = thresholds.UnfamiliarBelow,
                HeldOut = heldOut,
                // Of a head that is no more.
                TopUp = null,
                Tried = [],
                Taught = null,
            },
            Creator = before.Creator is not { } creator ? null : creator with
            {
                KeptFrom = creator.KeptFrom ?? before.Created,
                Labels = (creator.Labels ?? before.Labels) is var makes && makes.SequenceEqual(encoding.Labels) ? null : makes,
            },
        };
    }
}
