using System.Diagnostics;
using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench;

/// <summary>
/// Trains networks of both families on three photos in four and asks them about the fourth. Heads on features are compared on many divisions; networks take minutes each, so
/// there is one division, and intervals are of the luck of the test photos alone.
/// </summary>
sealed class NetworkComparison(CompareRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    /// <summary>The least time, in minutes, in which the three trainings learn anything.</summary>
    public const double LeastMinutes = 1;

    const string FromScratch = "network from scratch", OnBackbone = "network on the backbone", Flow = "flow, by Bayes' rule";

    const int LeastOfEach = 5;

    /// <summary>A flow is asked for at most so many likelihoods of 32 x 32 pixels, a photo's for each label: half a minute's work; but about no fewer photos than say something.</summary>
    const int MostLikelihoods = 200, LeastAsked = 60, PixelsOfLikelihood = 32 * 32;

    /// <summary>So many photos are asked about between two looks at whether to stop.</summary>
    const int AskedAtOnce = 8;

    /// <summary>The creator's pictures are compared with at most so many photos, in two halves.</summary>
    const int MostCompared = 2000;

    /// <summary>Copies are looked for among at most so many photos.</summary>
    const int MostSearched = 20_000;

    /// <summary>The network from scratch and the flow are partners, and their trainings are of one length; the creator's is somewhat longer.</summary>
    const double PartnerShare = 0.3, CreatorShare = 0.4;

    /// <summary>Half the width of a 95 % interval, in standard errors.</summary>
    const double StandardErrors = 1.96;

    readonly List<Network> networks = [];
    readonly List<string> warnings = [];
    TwofoldException? failure;

    /// <summary>Trains and tests.</summary>
    /// <param name="minutes">For the trainings; testing comes on top.</param>
    /// <returns>What there is when it ends or is cancelled; null where that is nothing.</returns>
    /// <exception cref="TwofoldException">The photos will not do, or a training failed.</exception>
    public NetworksResult? Run(double minutes)
    {
        var (training, testing) = (0, 0);
        PictureScores? pictures = null;
        try
        {
            var photos = LabeledPhotoFolder.Scan(request.Data, progress: progress, cancellation: cancellation);
            var (train, test) = photos.Split(request.Options.TestShare, request.Options.Seed, LeastOfEach);
            (training, testing) = (train.Paths.Count, test.Paths.Count);

            Learn(FromScratch, train, minutes * PartnerShare, new PhotoPairOptions { Backbone = "none", Creator = CreatorChoice.None }, (pair, seconds) =>
                Ask(FromScratch, seconds, pair, test));
            Learn("creator", train, minutes * CreatorShare, new PhotoPairOptions { Backbone = request.Backbone }, (pair, _) =>
            {
                var recognizer = Ask(OnBackbone, seconds: null, pair, test);
                Report("Comparing new pictures with photos");
                pictures = pair.ScoreCreator(Some(pair, test, MostCompared), recognizer.Accuracy, Some(pair, train, MostSearched), MostCompared / 2, request.Options.Seed, cancellation);
            });
            Learn(Flow, train, minutes * PartnerShare, new PhotoPairOptions { Backbone = request.Backbone, Creator = CreatorChoice.Flow }, (pair, seconds) =>
                AskFlow(pair, seconds, test));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What there is by now is told.
        }

        if (networks.Count == 0 && failure is not null)
            throw failure;
        return networks.Count == 0 ? null : new NetworksResult
        {
            TrainingPhotos = training,
            TestPhotos = testing,
            Networks = [.. networks.Select(network => network.Result)],
            Pictures = pictures,
            Advice = [.. AdviseRecognizer(), .. AdviseFlow(), .. AdviseCreator(pictures)],
            Warnings = [.. warnings.Distinct()],
            Stopped = cancellation.IsCancellationRequested,
        };
    }

    void Learn(string what, LabeledPhotoFolder train, double minutes, PhotoPairOptions options, Action<PhotoPair, double> ask)
    {
        cancellation.ThrowIfCancellationRequested();
        Report($"Training for the comparison: {what}");
        try
        {
            LearnOne(train, minutes, options, ask);
        }
        catch (TwofoldException problem)
        {
            // The others have taken minutes, or will tell something without this one.
            failure ??= problem;
            warnings.Add($"The {what} could not be compared: {problem.Message}");
        }
    }

    void LearnOne(LabeledPhotoFolder train, double minutes, PhotoPairOptions options, Action<PhotoPair, double> ask)
    {
        var begun = Stopwatch.GetTimestamp();
        var training = PhotoPairTrainer
            .TrainAsync(train, options with { Minutes = minutes, Mirror = request.Mirror, Seed = request.Options.Seed }, progress, cancellation).GetAwaiter().GetResult();
        using var pair = training.Pair;
        // One that was cut short would be compared as what it is not.
        cancellation.ThrowIfCancellationRequested();
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        // What was left out of the folder the comparison of the heads has told.
        warnings.AddRange(training.Warnings.Except(train.Warnings));
        ask(pair, seconds);
    }

    Network Ask(string name, double? seconds, PhotoPair pair, LabeledPhotoFolder test)
    {
        var answers = new Dictionary<int, Answer>();
        foreach (var (i, prediction) in pair.Recognizer.PredictFiles(test.Paths, cancellation).Index())
        {
            progress?.Report(new WorkProgress($"Asking the {name}", i + 1, test.Paths.Count, "photos"));
            // A label of which training could read no photo has no probability.
            if (prediction.Error is null)
                answers[i] = new Answer(prediction.Label == LabelOf(test, i), Evaluation.Loss(prediction.Probabilities.GetValueOrDefault(LabelOf(test, i))));
        }

        return Add(name, ModelFamily.Discriminative, seconds, answers, pair.Info.Recognizer.HeldOut.LogLoss);
    }

    void AskFlow(PhotoPair pair, double seconds, LabeledPhotoFolder test)
    {
        var (flow, size, answers, asked) = (pair.Flow, pair.Creator.Info.Size, new Dictionary<int, Answer>(), 0);
        var chosen = Chosen(test, Math.Max(MostLikelihoods * PixelsOfLikelihood / (size * size * flow.Labels.Count), LeastAsked));
        foreach (var places in chosen.Where(i => flow.Labels.Contains(LabelOf(test, i))).Chunk(AskedAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var read = places.Select(i => (Place: i, Photo: TryRead(test.Paths[i], size))).Where(photo => photo.Photo is not null).ToList();
            var probabilities = flow.PredictProbabilities([.. read.Select(photo => photo.Photo!)]); // Those without are out.
            foreach (var (row, (place, _)) in read.Index())
            {
                var label = LabelEncoding.IndexOf(flow.Labels, LabelOf(test, place));
                answers[place] = new Answer(Enumerable.Range(0, flow.Labels.Count).MaxBy(k => probabilities[row, k]) == label, Evaluation.Loss(probabilities[row, label]));
            }

            progress?.Report(new WorkProgress("Asking the flow how likely photos are", asked += places.Length, chosen.Length, "photos"));
        }

        Add(Flow, ModelFamily.Generative, seconds, answers, heldOutLoss: null);
    }

    Network Add(string name, ModelFamily family, double? seconds, Dictionary<int, Answer> answers, double? heldOutLoss)
    {
        if (answers.Count == 0)
            throw new TwofoldException($"None of the photos of '{request.Data}' that were to be tested on could be read.");
        var accuracy = Estimate.OfShare([.. answers.Values.Select(answer => answer.IsRight)]);
        var loss = Estimate.OfMean([.. answers.Values.Select(answer => answer.Loss)]);
        networks.Add(new Network(new NetworkResult(name, family, seconds, answers.Count, Of(accuracy).OfShare(), Of(loss)), accuracy, answers, heldOutLoss));
        return networks[^1];
    }

    FeaturedPhotos Some(PhotoPair pair, LabeledPhotoFolder photos, int most)
    {
        var chosen = Chosen(photos, most);
        return FeaturedPhotos.Read(pair, [.. chosen.Select(i => photos.Paths[i])], [.. chosen.Select(i => LabelOf(photos, i))], cancellation);
    }

    int[] Chosen(LabeledPhotoFolder photos, int most) => Stratification.Some(photos.Codes, most, request.Options.Seed);

    // Chosen by photos that each kept aside from its own training; those tested on have no say in it.
    IEnumerable<Advice> AdviseRecognizer()
    {
        if (networks.Where(network => network.HeldOutLoss is not null).OrderBy(network => network.HeldOutLoss).ToList() is not [var best, var other, ..])
            yield break;
        var ahead = Ahead(best, other);
        var (first, verb) = ahead.Value >= 0 ? (ahead, "more") : (ahead.Negated(), "fewer");
        yield return new Advice(
            "The label of a new photo, by a network trained for it",
            best.Result.Name,
            $"Use the {best.Result.Name}, which did better on photos that each kept aside. Of {best.Result.Photos:N0} that neither has seen it names {Wording.Percent(best.Result.Accuracy)}, {Wording.Points(first)} {verb} than the {other.Result.Name} "
            + $"({Wording.Percent(other.Result.Accuracy)}){(ahead.IsClear ? "" : ", within noise")}.",
            ahead,
            !ahead.IsClear);
    }

    IEnumerable<Advice> AdviseFlow()
    {
        if (networks.Find(network => network.Result.Name == Flow) is not { } flow || networks.Find(network => network.Result.Name == FromScratch) is not { } partner)
            yield break;
        var ahead = Ahead(partner, flow);
        var (distance, side) = ahead.Value >= 0 ? (ahead, "ahead") : (ahead.Negated(), "behind");
        yield return new Advice(
            "Recognizing with a network that creates",
            !ahead.IsClear ? null : ahead.Value > 0 ? partner.Result.Name : flow.Result.Name,
            $"A flow learned p(photo, label) from the same photos in a training of the same length, and recognizes by Bayes' rule: {Wording.Percent(flow.Result.Accuracy)} of {flow.Result.Photos:N0} photos. Of the same photos the network from scratch, which "
            + $"learned only p(label | photo), is {Wording.Points(distance)} {side}{(ahead.IsClear ? "" : ", within noise")}.",
            ahead,
            !ahead.IsClear);
    }

    static IEnumerable<Advice> AdviseCreator(PictureScores? pictures)
    {
        if (pictures is not { TrainedAccuracy: { } trained })
            yield break;
        var lost = Of(new Estimate(
            trained.Real.Value - trained.Generated.Value,
            Math.Sqrt((trained.Real.StandardError * trained.Real.StandardError) + (trained.Generated.StandardError * trained.Generated.StandardError))));
        yield return new Advice(
            "New photos of a label",
            NetworksResult.Creator,
            $"Only a model of p(photo, label) makes them. A recognizer trained on nothing but {pictures.Pictures:N0} of its pictures names the label of {Wording.Percent(Of(trained.Generated).OfShare())} of real photos, trained on as many real ones of "
            + $"{Wording.Percent(Of(trained.Real).OfShare())}: {Wording.Points(lost)} lost{(lost.IsClear ? "" : ", within noise")}."
            + (pictures.ToldApart is { } told ? $" Pictures and photos can be told apart in {Wording.Percent(Of(told.Generated).OfShare())} of cases (50 % is not at all)." : "")
            + (pictures.Copies is { } copies ? $" {Wording.Percent(Of(copies.ByFeatures.Generated).OfShare())} of the pictures look like copies, much nearer to one photo learned from than to the others (of unseen photos {Wording.Percent(Of(copies.ByFeatures.Real).OfShare())})." : ""),
            lost,
            IsWithinNoise: false);
    }

    // Paired: of the photos that both were asked about.
    static Interval Ahead(Network first, Network second) => Of(Estimate.OfMean(
    [
        .. first.Answers.Where(answer => second.Answers.ContainsKey(answer.Key)).Select(answer => (answer.Value.IsRight ? 1.0 : 0) - (second.Answers[answer.Key].IsRight ? 1 : 0)),
    ]));

    static Interval Of(Estimate estimate) => new(estimate.Value, estimate.Value - (StandardErrors * estimate.StandardError), estimate.Value + (StandardErrors * estimate.StandardError));

    static string LabelOf(LabeledPhotoFolder photos, int i) => photos.Labels[photos.Codes[i]];

    static Photo? TryRead(string path, int size)
    {
        try
        {
            return PhotoReader.ReadPrepared(path, PhotoPreparation.Square(size));
        }
        catch (UnreadablePhotoException)
        {
            // The others have not been asked about it either.
            return null;
        }
    }

    void Report(string stage) => progress?.Report(new WorkProgress(stage, 0, null, ""));

    readonly record struct Answer(bool IsRight, double Loss);

    /// <summary>A trained network, and its answers by the test photos' places.</summary>
    sealed record Network(NetworkResult Result, Estimate Accuracy, Dictionary<int, Answer> Answers, double? HeldOutLoss);
}
