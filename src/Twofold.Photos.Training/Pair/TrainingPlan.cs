using System.Globalization;
using System.Security.Cryptography;

namespace Twofold.Photos.Training;

/// <summary>How the time is divided, decided before the work starts and told to the person who waits for it.</summary>
/// <param name="PictureSize">Width and height of the small pictures that networks are trained on, in pixels.</param>
/// <param name="ScratchShare">The share of the remaining time that a recognizer from scratch gets; 0 with a backbone, and where there is one label.</param>
/// <param name="Bound">What bounds everything; null where each part has its own default.</param>
/// <param name="Creator">The kind of the creator that is trained, never <see cref="CreatorChoice.Auto"/>.</param>
/// <param name="BackboneTeaches">Whether there is a backbone, and its feature maps and their gradient can be calculated.</param>
sealed record TrainingPlan(int PictureSize, double ScratchShare, TimeSpan? Bound, CreatorChoice Creator, bool BackboneTeaches)
{
    /// <summary>A recognizer from scratch is good long before a creator is.</summary>
    const double ScratchShareBesideCreator = 0.2;

    /// <summary>What the creator's teacher takes of its time, where it is not the recognizer: it need not be good, and no more than some minutes.</summary>
    const double TeacherShare = 0.15;

    /// <summary>A recognizer on a backbone is good after seconds, and takes little from a creator to get better.</summary>
    const double TuningShareBesideCreator = 0.1;

    static readonly TimeSpan LeastTuning = TimeSpan.FromSeconds(15);

    static readonly TimeSpan LongestTeaching = TimeSpan.FromMinutes(5);

    /// <summary>Below it, training a teacher does not pay, nor does a wide network.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    /// <summary>What a network gets where nobody said how long.</summary>
    static readonly TimeSpan DefaultBudget = TimeSpan.FromMinutes(10);

    /// <summary>The most photos, of all labels, that are kept aside from a network that is trained: they tell its accuracy to a point, and the others are for learning.</summary>
    const int MostHeldOut = 1000;

    /// <summary>The share of every label's photos that a network in training does not see: one in five, fewer of many.</summary>
    public static double HeldOutShare(int photos) => Math.Min(0.2, (double)MostHeldOut / photos);

    /// <summary>Makes the plan.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="hasBackbone">Whether there is a pretrained network.</param>
    /// <param name="backboneTeaches">Whether its feature maps and their gradient can be calculated.</param>
    /// <param name="photos">How many there are, of how many labels, and the shorter side of a typical one in pixels.</param>
    /// <param name="begun">What was decided when the training began that goes on now: its networks are of that size, whatever time there is now. Null for a new one.</param>
    public static TrainingPlan Make(PhotoPairOptions options, bool hasBackbone, bool backboneTeaches, (int Count, int Labels, int ShortSide) photos, PlannedNetworks? begun = null)
    {
        // The one place where auto is decided.
        var creator = options.Creator == CreatorChoice.Auto ? CreatorChoice.Gan : options.Creator;
        // Photos of many pixels are worth 64 where there is time for four times the work.
        var size = options.Size ?? begun?.PictureSize ?? (photos.ShortSide >= 48 && (options.Minutes is not { } minutes || minutes >= 5) && photos.Count <= SmallPictures.Most(64) ? 64 : 32);
        if ((!hasBackbone || creator != CreatorChoice.None) && photos.Count > SmallPictures.Most(size))
            throw new TwofoldException(
                $"{photos.Count:N0} photos, and of pictures of {size}x{size} pixels at most {SmallPictures.Most(size):N0} can be learned from: {(size > 32 ? "give a smaller '--size', or fewer photos." : "give fewer photos, or a backbone and '--creator none'.")}");
        return new TrainingPlan(
            size,
            hasBackbone || photos.Labels == 1 ? 0 : creator != CreatorChoice.None ? ScratchShareBesideCreator : 1,
            options.Minutes is { } bound ? TimeSpan.FromMinutes(bound) : null,
            creator,
            backboneTeaches)
        {
            ChecksLabels = options.CheckLabels && !hasBackbone,
            Tunes = hasBackbone && options.Minutes is not null && photos.Labels > 1,
            HasBackbone = hasBackbone,
            IsOfOneLabel = photos.Labels == 1,
            TopsUp = options.TopUp,
            IsShort = begun?.IsShort ?? (options.Minutes is { } all && TimeSpan.FromMinutes(all) < Shortest),
        };
    }

    /// <summary>Whether a creator is trained.</summary>
    public bool HasCreator => Creator != CreatorChoice.None;

    /// <summary>Whether it is tried to fine-tune the backbone: where somebody gives the time for it.</summary>
    public bool Tunes { get; init; }

    /// <summary>Whether there is a pretrained network, which the recognizer stands on.</summary>
    public bool HasBackbone { get; private init; }

    /// <summary>Whether there is one label, so that there is nothing to tell apart: a recognizer has nothing to learn then, nor to teach but what its backbone knows.</summary>
    public bool IsOfOneLabel { get; private init; }

    /// <summary>Whether rare labels are topped up at the end, which takes some thousands of pictures.</summary>
    public bool TopsUp { get; init; }

    /// <summary>What fine-tuning the backbone gets; null where that is too little to get anywhere.</summary>
    /// <param name="elapsed">The time that the whole training has taken.</param>
    /// <param name="afterwards">What reading all photos once more and fitting heads to them will take.</param>
    public TimeSpan? TuningBudget(TimeSpan elapsed, TimeSpan afterwards)
    {
        if (!Tunes || Bound is not { } bound)
            return null;
        var budget = ((HasCreator ? TuningShareBesideCreator : 1) * Remaining(bound, elapsed)) - afterwards;
        // Preparing alone takes about half of what comes afterwards.
        return budget >= LeastTuning && budget >= afterwards ? budget : null;
    }

    /// <summary>Whether networks are trained that say which labels are wrong.</summary>
    public bool ChecksLabels { get; init; }

    /// <summary>What the recognizer from scratch gets when it starts <paramref name="elapsed"/> after the command.</summary>
    public TimeSpan ScratchBudget(TimeSpan elapsed) => Bound is { } bound ? ScratchShare / (ChecksLabels ? 3 : 1) * Remaining(bound, elapsed) : DefaultBudget;

    /// <summary>What a network that judges labels gets: as much as the recognizer, because one that knows little finds little.</summary>
    /// <param name="elapsed">The time that the whole training has taken.</param>
    /// <param name="left">How many of the two judges are still to come.</param>
    public TimeSpan JudgeBudget(TimeSpan elapsed, int left) => Bound is { } bound
        // A third of the recognizer's share for each, as a part of what is left of the whole.
        ? ScratchShare / (3 - ((3 - left) * ScratchShare)) * Remaining(bound, elapsed)
        : DefaultBudget;

    /// <summary>Whose eyes a GAN's critic looks through: the recognizer's, or where there is time for it those of one that is trained for that.</summary>
    public CreatorTeacher Teacher => Creator != CreatorChoice.Gan ? CreatorTeacher.None
        : ScratchShare > 0 || BackboneTeaches ? CreatorTeacher.Recognizer
        : IsShort || IsOfOneLabel ? CreatorTeacher.None
        : CreatorTeacher.Apart;

    /// <summary>How a GAN is trained.</summary>
    public CreatorRecipe Recipe => IsShort ? CreatorRecipe.Short : CreatorRecipe.Long;

    /// <summary>Whether the creator's last checkpoints are compared: they differ little, and each comparison takes seconds.</summary>
    public bool ComparesCheckpoints => Creator == CreatorChoice.Gan && !IsShort;

    /// <summary>Whether there is so little time that a teacher and a wide network do not pay.</summary>
    public bool IsShort { get; private init; }

    /// <summary>What is decided when a training begins, and must not change when it goes on.</summary>
    /// <param name="backbone">The backbone that everything stands on.</param>
    public PlannedNetworks Networks(PlannedBackbone backbone) => new(PictureSize, IsShort, backbone);

    /// <summary>What a network that only teaches the creator gets when it starts <paramref name="elapsed"/> after the command.</summary>
    public TimeSpan TeacherBudget(TimeSpan elapsed)
    {
        var share = TeacherShare * CreatorBudget(elapsed);
        return share < LongestTeaching ? share : LongestTeaching;
    }

    /// <summary>What the creator gets when it starts, or goes on, <paramref name="elapsed"/> after the command.</summary>
    /// <param name="elapsed">The time that the whole training has taken.</param>
    /// <param name="spent">The share of it that the creator had already.</param>
    public TimeSpan CreatorBudget(TimeSpan elapsed, TimeSpan spent = default) => Bound is { } bound ? spent + Remaining(bound, elapsed) : DefaultBudget;

    /// <summary>
    /// The most pictures of the creator that are scored: two for each second, so that scoring fits into what is kept back for it, and no more than five
    /// hundred.
    /// </summary>
    public int ScoredPictures => Bound is { } bound ? (int)Math.Clamp(2 * bound.TotalSeconds, 20, 500) : 500;

    /// <summary>
    /// Copies are looked for among at most so many training photos. A network from scratch takes a second to look at them; a backbone looks at each once more, at the size of what is
    /// made, and gets two a second of the whole time.
    /// </summary>
    public int ComparedForCopies => !HasBackbone || Bound is not { } bound ? 20_000 : (int)Math.Clamp(2 * bound.TotalSeconds, 500, 10_000);

    /// <summary>The plan in one sentence.</summary>
    public string Describe(string features, int photos, int labels)
    {
        var time = Bound is { } bound ? $"at most {Words(bound)} in all" : null;
        var recognizer = IsOfOneLabel
            ? $"a recognizer{(HasBackbone ? $" on {features}" : "")} that always says the one there is, because with one label there is nothing to tell apart"
            : ScratchShare > 0
            ? $"a recognizer from scratch ({PictureSize}x{PictureSize} pixels, {(Bound is null ? Words(DefaultBudget) : HasCreator ? $"{ScratchShare:P0} of the time" : "all of the time")}{(ChecksLabels ? Bound is null ? ", and twice as long again to check the labels" : ", two thirds of it to check the labels" : "")})"
            : $"a recognizer on {features} (in seconds{(Tunes ? $"; then fine-tuned, with {(HasCreator ? $"a {TuningShareBesideCreator:P0} share" : "the rest")} of the time, and the better one kept" : "")})";
        var creator = HasCreator ? $", then a creator ({Creator.ToString().ToLowerInvariant()}, {PictureSize}x{PictureSize} pixels{Enlarged()}, {(Bound is null ? Words(DefaultBudget) : "the rest of the time")}{(Teacher != CreatorTeacher.Apart ? "" : ", of which its teacher has at most " + TeacherShare.ToString("P0", CultureInfo.InvariantCulture))})" : "";
        return $"{photos:N0} photos, {labels} {(labels == 1 ? "label" : "labels")}: {recognizer}{creator}{(time is null ? "" : $"; {time}")}.";

        string Enlarged() => Creator == CreatorChoice.Gan && Recipe.TrainedSize(PictureSize) is var drawn && drawn < PictureSize ? $" drawn at {drawn}x{drawn} and enlarged" : "";
    }

    /// <summary>
    /// Kept back for scoring, the samples and writing the file. A flow takes a core 50 milliseconds for each picture that is scored; a network from scratch is the wider, and
    /// takes the longer to look at some thousands of photos, the more time there is; a backbone looks at photos once more, see <see cref="ComparedForCopies"/>.
    /// </summary>
    TimeSpan Reserve(TimeSpan bound) => TimeSpan.FromSeconds(
        (ScratchShare == 1 ? Math.Min(3 + (0.04 * bound.TotalSeconds), 30) : Math.Min(3 + (0.02 * bound.TotalSeconds), 20)) + (Creator == CreatorChoice.Flow ? Math.Min(0.07 * bound.TotalSeconds, 25) : 0) + (HasBackbone && HasCreator ? Math.Min(0.005 * bound.TotalSeconds, 20) : 0) + (TopsUp ? Math.Min(0.05 * bound.TotalSeconds, 30) : 0));

    TimeSpan Remaining(TimeSpan bound, TimeSpan elapsed)
    {
        var remaining = bound - elapsed - Reserve(bound);
        return remaining > TimeSpan.FromSeconds(1) ? remaining : TimeSpan.FromSeconds(1);
    }

    static string Words(TimeSpan time) => time.TotalMinutes switch
    {
        1 => "1 minute",
        > 1 => $"{time.TotalMinutes:0.#} minutes",
        _ => $"{time.TotalSeconds:0.#} seconds",
    };
}

/// <summary>What must not change in the middle of a training, though it depends on the time that there is, or on what is installed.</summary>
/// <param name="PictureSize"><see cref="TrainingPlan.PictureSize"/>.</param>
/// <param name="IsShort"><see cref="TrainingPlan.IsShort"/>.</param>
/// <param name="Backbone">The backbone that everything stands on.</param>
sealed record PlannedNetworks(int PictureSize, bool IsShort, PlannedBackbone Backbone);

/// <summary>What tells one backbone from another, or that there is none.</summary>
/// <param name="Path">Its file, from the root; null where there is none.</param>
/// <param name="Sha256">The SHA-256 of the recognizer's graph that was made of it; null where there is none.</param>
/// <param name="LargestShortSide">How large the photos were that it was made for; null where that is not known.</param>
sealed record PlannedBackbone(string? Path, string? Sha256, int? LargestShortSide = null)
{
    public static PlannedBackbone Of(TrainingBackbone? backbone) => backbone is null
        ? new PlannedBackbone(null, null)
        : new PlannedBackbone(backbone.Path, Convert.ToHexStringLower(SHA256.HashData(backbone.Onnx)), backbone.LargestShortSide);
}

/// <summary>The backbone that a training stands on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its file, from the root.</param>
/// <param name="Onnx">The recognizer's graph that was made of it for these photos.</param>
/// <param name="Preparation">How photos are prepared for that graph.</param>
/// <param name="LargestShortSide">The shorter side of the largest of these photos, in pixels; 0 where it is not known.</param>
sealed record TrainingBackbone(string Name, string Path, byte[] Onnx, PhotoPreparation Preparation, int LargestShortSide)
{
    public static TrainingBackbone Of(InstalledBackbone installed, int largestShortSide)
    {
        var (onnx, preparation) = installed.ToRecognizerFor(largestShortSide);
        return new TrainingBackbone(installed.Backbone.Name, System.IO.Path.GetFullPath(installed.Path), onnx, preparation, largestShortSide);
    }

    /// <summary>It in words.</summary>
    public string Describe() => $"{Name}, which sees them at {Preparation.Width}x{Preparation.Height}";
}
