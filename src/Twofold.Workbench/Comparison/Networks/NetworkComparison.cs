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

    /// <summary>A flow is asked how likely at most so many photos are, for each label: half a minute's work.</summary>
    const int MostLikelihoods = 200;

    /// <summary>The creator's pictures are compared with at most so many photos, in two halves.</summary>
    const int MostCompared = 2000;

    /// <summary>Copies are looked for among at most so many photos.</summary>
    const int MostSearched = 20_000;

    /// <summary>The network from scratch and the flow are partners, and get the same time; the creator gets somewhat more, and testing what is left.</summary>
    const double PartnerShare = 0.28, CreatorShare = 0.38;

    /// <summary>Half the width of a 95 % interval, in standard errors.</summary>
    const double StandardErrors = 1.96;

    readonly List<Network> networks = [];

    /// <summary>Trains and tests.</summary>
    /// <param name="minutes">For all of it.</param>
    /// <returns>What there is; null where it was cancelled before there was anything.</returns>
    /// <exception cref="TwofoldException">The photos will not do.</exception>
    public NetworksResult? Run(double minutes)
    {
        var photos = LabeledPhotoFolder.Scan(request.Data, progress: progress, cancellationToken: CancellationToken.None);
        var (train, test) = photos.Split(request.Options.TestShare, request.Options.Seed, LeastOfEach);
        PictureScores? pictures = null;
        try
        {
            Learn(FromScratch, train, test, minutes * PartnerShare, new PhotoPairOptions { Backbone = "none", Creator = CreatorChoice.None }, (pair, seconds) =>
                Add(FromScratch, ModelFamily.Discriminative, seconds, pair, test));
            Learn("creator", train, test, minutes * CreatorShare, new PhotoPairOptions { Backbone = request.Backbone }, (pair, _) =>
            {
                // Its own time is known only where more than one thing was tried.
                Add(OnBackbone, ModelFamily.Discriminative, pair.Info.Recognizer.Tried.Sum(tried => tried.Seconds), pair, test);
                Report("Comparing new pictures with photos");
                pictures = pair.ScoreCreator(Some(pair, test, MostCompared), AccuracyOf(networks[^1]), Some(pair, train, MostSearched), MostCompared / 2, request.Options.Seed, cancellation);
            });
            Learn(Flow, train, test, minutes * PartnerShare, new PhotoPairOptions { Backbone = request.Backbone, Creator = CreatorChoice.Flow }, (pair, seconds) =>
                AddFlow(pair, seconds, test));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What there is by now is told.
        }

        return networks.Count == 0 ? null : new NetworksResult
        {
            TrainingPhotos = train.Paths.Count,
            TestPhotos = test.Paths.Count,
            Networks = [.. networks.Select(network => network.Result)],
            Pictures = pictures,
            Advice = [.. Advise(pictures)],
        };
    }

    void Learn(string what, LabeledPhotoFolder train, LabeledPhotoFolder test, double minutes, PhotoPairOptions options, Action<PhotoPair, double> measure)
    {
        cancellation.ThrowIfCancellationRequested();
        Report($"Training for the comparison: {what}");
        var begun = Stopwatch.GetTimestamp();
        var training = PhotoPairTrainer.TrainAsync(train, options with { Minutes = minutes, Seed = request.Options.Seed }, progress, cancellation).GetAwaiter().GetResult();
        using var pair = training.Pair;
        // One that was cut short would be compared as what it is not.
        cancellation.ThrowIfCancellationRequested();
        Report($"Asking about {test.Paths.Count:N0} photos");
        measure(pair, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    void Add(string name, ModelFamily family, double seconds, PhotoPair pair, LabeledPhotoFolder test)
    {
        var answers = new Dictionary<int, Answer>();
        foreach (var (i, prediction) in pair.Recognizer.PredictFiles(test.Paths, cancellation).Index())
            if (prediction.Error is null)
                answers[i] = new Answer(prediction.Label == LabelOf(test, i), Evaluation.Loss(prediction.Probabilities[LabelOf(test, i)]));
        Add(name, family, seconds, answers, pair.Info.Recognizer.HeldOut.LogLoss);
    }

    void AddFlow(PhotoPair pair, double seconds, LabeledPhotoFolder test)
    {
        var (flow, square) = (pair.Flow, PhotoPreparation.Square(pair.Creator.Info.Size));
        var read = new List<(int Place, Photo Photo)>();
        foreach (var i in Chosen(test, MostLikelihoods))
        {
            try
            {
                read.Add((i, PhotoReader.ReadPrepared(test.Paths[i], square)));
            }
            catch (UnreadablePhotoException)
            {
                // The others have not been asked about it either.
            }
        }

        var probabilities = flow.PredictProbabilities([.. read.Select(photo => photo.Photo)]);
        var answers = new Dictionary<int, Answer>();
        foreach (var (row, (place, _)) in read.Index())
        {
            var label = LabelEncoding.IndexOf(flow.Labels, LabelOf(test, place));
            answers[place] = new Answer(Enumerable.Range(0, flow.Labels.Count).MaxBy(k => probabilities[row, k]) == label, Evaluation.Loss(probabilities[row, label]));
        }

        Add(Flow, ModelFamily.Generative, seconds, answers, double.PositiveInfinity);
    }

    void Add(string name, ModelFamily family, double seconds, Dictionary<int, Answer> answers, double heldOutLoss)
    {
        if (answers.Count == 0)
            throw new TwofoldException($"None of the photos of '{request.Data}' that were to be tested on could be read.");
        networks.Add(new Network(
            new NetworkResult(
                name,
                family,
                seconds,
                answers.Count,
                Of(Estimate.OfShare([.. answers.Values.Select(answer => answer.IsRight)])).OfShare(),
                Of(Estimate.OfMean([.. answers.Values.Select(answer => answer.Loss)]))),
            answers,
            heldOutLoss));
    }

    FeaturedPhotos Some(PhotoPair pair, LabeledPhotoFolder photos, int most)
    {
        var chosen = Chosen(photos, most);
        return FeaturedPhotos.Read(pair, [.. chosen.Select(i => photos.Paths[i])], [.. chosen.Select(i => LabelOf(photos, i))], cancellation);
    }

    int[] Chosen(LabeledPhotoFolder photos, int most) => photos.Codes.Length <= most
        ? [.. Enumerable.Range(0, photos.Codes.Length)]
        : Stratification.Split(photos.Codes, (double)most / photos.Codes.Length, request.Options.Seed).Test;

    IEnumerable<Advice> Advise(PictureScores? pictures)
    {
        // Chosen by photos that each kept aside from its own training; those tested on have no say in it.
        var recognizers = networks.Where(network => network.Result.Family == ModelFamily.Discriminative).OrderBy(network => network.HeldOutLoss).ToList();
        if (recognizers is [var best, var other, ..])
        {
            var ahead = Ahead(best, other);
            yield return new Advice(
                "The label of a new photo, by a network trained for it",
                best.Result.Name,
                $"Use the {best.Result.Name}: it names {Wording.Percent(best.Result.Accuracy)} of {best.Result.Photos:N0} photos that it has not seen, the {other.Result.Name} {Wording.Percent(other.Result.Accuracy)}: "
                + $"{Wording.Points(ahead)} {(ahead.IsClear ? "apart" : "apart, within noise")}.",
                ahead,
                !ahead.IsClear);
        }

        if (networks.Find(network => network.Result.Name == Flow) is { } flow && networks.Find(network => network.Result.Name == FromScratch) is { } partner)
        {
            var ahead = Ahead(partner, flow);
            var first = ahead.Value >= 0 ? partner : flow;
            yield return new Advice(
                "Recognizing with a network that creates",
                ahead.IsClear ? first.Result.Name : partner.Result.Name,
                $"A flow learned p(photo, label) from the same photos in the same time and recognizes by Bayes' rule: {Wording.Percent(flow.Result.Accuracy)} of {flow.Result.Photos:N0} photos, where the network that learned only "
                + $"p(label | photo) is {Wording.Points(ahead)} {(ahead.Value >= 0 ? "ahead" : "behind")}{(ahead.IsClear ? "" : ", within noise")}.",
                ahead,
                !ahead.IsClear);
        }

        if (pictures is { TrainedAccuracy: { } trained })
        {
            var lost = Of(new Estimate(trained.Real.Value - trained.Generated.Value, Math.Sqrt((trained.Real.StandardError * trained.Real.StandardError) + (trained.Generated.StandardError * trained.Generated.StandardError))));
            yield return new Advice(
                "New photos of a label",
                NetworksResult.Creator,
                $"Only a model of p(photo, label) makes them. A recognizer trained on nothing but {pictures.Pictures:N0} of its pictures names the label of {Wording.Percent(Of(trained.Generated).OfShare())} of real photos, trained on as many real ones of "
                + $"{Wording.Percent(Of(trained.Real).OfShare())}: {Wording.Points(lost)} lost{(lost.IsClear ? "" : ", within noise")}."
                + (pictures.ToldApart is { } told ? $" Pictures and photos can be told apart in {Wording.Percent(Of(told.Generated).OfShare())} of cases (50 % is not at all)." : "")
                + (pictures.Copies is { } copies ? $" {Wording.Percent(Of(copies.ByFeatures.Generated).OfShare())} of the pictures are copies of a photo learned from (of unseen photos {Wording.Percent(Of(copies.ByFeatures.Real).OfShare())})." : ""),
                lost,
                IsWithinNoise: false);
        }
    }

    // Paired: of the photos that both were asked about.
    static Interval Ahead(Network first, Network second)
    {
        double[] differences = [.. first.Answers.Where(answer => second.Answers.ContainsKey(answer.Key)).Select(answer => (answer.Value.IsRight ? 1.0 : 0) - (second.Answers[answer.Key].IsRight ? 1 : 0))];
        return Of(Estimate.OfMean(differences));
    }

    static Estimate AccuracyOf(Network network) => Estimate.OfShare([.. network.Answers.Values.Select(answer => answer.IsRight)]);

    static Interval Of(Estimate estimate) => new(estimate.Value, estimate.Value - (StandardErrors * estimate.StandardError), estimate.Value + (StandardErrors * estimate.StandardError));

    static string LabelOf(LabeledPhotoFolder photos, int i) => photos.Labels[photos.Codes[i]];

    void Report(string stage) => progress?.Report(new WorkProgress(stage, 0, null, ""));

    readonly record struct Answer(bool IsRight, double Loss);

    /// <summary>A trained network and its answers by the test photos' places.</summary>
    sealed record Network(NetworkResult Result, Dictionary<int, Answer> Answers, double HeldOutLoss);
}
