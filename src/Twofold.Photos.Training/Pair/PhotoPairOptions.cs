namespace Twofold.Photos.Training;

/// <summary>How to train a pair from a folder of labelled photos. Every default is meant to be left alone.</summary>
public sealed record PhotoPairOptions
{
    /// <summary>Two years: what is longer is no time that somebody waits.</summary>
    const double MostMinutes = 1_000_000;

    /// <summary>
    /// What bounds the whole training, in minutes, above 0 and at most a million. Null (the default): with a backbone seconds for the recognizer, without one ten
    /// minutes; ten minutes for the creator.
    /// </summary>
    public double? Minutes { get; init; }

    /// <summary>
    /// The pretrained network whose features the recognizer stands on: "auto" (the default: one that is installed, else none), "none" (a
    /// small network is trained from scratch), the name of an installed backbone, or the path of an ONNX file.
    /// </summary>
    public string Backbone { get; init; } = "auto";

    /// <summary>Which creator to train. Default <see cref="CreatorChoice.Auto"/>.</summary>
    public CreatorChoice Creator { get; init; } = CreatorChoice.Auto;

    /// <summary>What networks are trained on. Default <see cref="TrainingDevice.Auto"/>.</summary>
    public TrainingDevice Device { get; init; } = TrainingDevice.Auto;

    /// <summary>The seed of everything that is drawn by chance. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Trains each network for exactly so many steps instead of by time, so that a run can be repeated (to rounding). Null (the default): by
    /// time.
    /// </summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Width and height of the creator's pictures, and of what a network from scratch sees: 32, 64 or 128 pixels; each doubling takes
    /// four times the time. Null (the default): 32 or 64, chosen from the photos and the time.
    /// </summary>
    public int? Size { get; init; }

    /// <summary>Whether both models learn from mirrored photos too. Default true; false where left and right matter, as in digits and writing.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>
    /// Whether to try to make up for rare labels (less than half as many photos as the most frequent one) with generated pictures, and keep a
    /// recognizer that has learned from them if its balanced accuracy on held-out real photos is above the other's by more than its uncertainty
    /// and by more than counting the rare labels' own photos as many does; <see cref="RecognizerInfo.TopUp"/> says by how much, either way. The
    /// creator then learns from four photos in five. Default false: it seldom helps, and costs the creator a fifth of the photos.
    /// </summary>
    public bool TopUp { get; init; }

    /// <summary>
    /// Whether all labels count alike for the recognizer, however many photos each has: it then names rare labels more often, and frequent ones less. For
    /// those who want each label's share of right answers to be high (<see cref="HeldOutScores.BalancedAccuracy"/>) rather than that of all photos. Default false.
    /// </summary>
    public bool Balanced { get; init; }

    /// <summary>
    /// Whether to look for photos whose label is probably wrong; see <see cref="PhotoPairTraining.Suspects"/>. On a backbone that takes seconds; from
    /// scratch two more networks are trained, for which the recognizer gives up two thirds of its time, or which, without <see cref="Minutes"/>, take as long again each.
    /// Default false.
    /// </summary>
    public bool CheckLabels { get; init; }

    /// <summary>
    /// Whether to keep the features of the photos (<see cref="PhotoPairTraining.KeptFeatures"/>), so that photos can be added later without these being read
    /// again; see <see cref="PhotoAddition"/>. On a backbone they are about five kilobytes a photo. Default false.
    /// </summary>
    public bool KeepFeatures { get; init; }

    /// <summary>
    /// The file in which an unfinished training is kept every minute, and when it is cancelled after a minute or more, so that it can go on
    /// later. Delete it once the pair is saved. Null (the default): nowhere.
    /// </summary>
    public string? Unfinished { get; init; }

    /// <summary>The time between two states that are kept in <see cref="Unfinished"/>, and the least that a training must have taken to be kept at all.</summary>
    internal TimeSpan TimeBetweenStates { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether to go on with the training in <see cref="Unfinished"/> instead of beginning one. Photos and options are to be the same, except for
    /// <see cref="Minutes"/>, which count from the first beginning and may be more or fewer. Default false.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// The folder that gets a picture of what the creator makes each minute of its training, from the same random numbers each time, and a page that
    /// shows them all. Null (the default): none.
    /// </summary>
    public string? Samples { get; init; }

    /// <summary>The time between two of <see cref="Samples"/>.</summary>
    internal TimeSpan TimeBetweenSamples { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The share of held-out photos whose probability is to fall under the threshold "unsure", from 0 to below 1. Default 0.02.</summary>
    public double UnsureShare { get; init; } = 0.02;

    /// <summary>The share of held-out photos that may be called unfamiliar though they are not, from 0 to below 1. Default 0.01.</summary>
    public double UnfamiliarShare { get; init; } = 0.01;

    /// <exception cref="TwofoldException">An option is out of its range.</exception>
    internal void Validate()
    {
        if (Minutes is { } minutes && !(minutes is > 0 and <= MostMinutes))
            throw new TwofoldException($"The time is {minutes} minutes: give a number above 0, and at most {MostMinutes:N0}.");
        foreach (var (what, path) in (ReadOnlySpan<(string, string?)>)[("backbone", Backbone), ("folder of samples", Samples), ("file of an unfinished training", Unfinished)])
            if (path is "")
                throw new TwofoldException($"The name of the {what} is empty: give one, or leave it out.");
        if (Resume && Unfinished is null)
            throw new TwofoldException("A training is to go on, and which one was not said: give the file in which it was kept.");
        if (Steps < 1)
            throw new TwofoldException($"{Steps} training steps: give at least 1.");
        if (TopUp && Creator == CreatorChoice.None)
            throw new TwofoldException("Rare labels are to be topped up with generated pictures, and no creator is to be trained: leave one of '--top-up' and '--creator none' out.");
        if (Samples is not null && Creator == CreatorChoice.None)
            throw new TwofoldException("The creator is to be shown as it learns, and none is to be trained: leave one of '--samples' and '--creator none' out.");
        if (Size is not (null or 32 or 64 or 128))
            throw new TwofoldException($"Pictures of {Size} pixels: give 32, 64 or 128.");
        foreach (var (name, share) in (ReadOnlySpan<(string, double)>)[("unsure", UnsureShare), ("unfamiliar", UnfamiliarShare)])
            if (!(share is >= 0 and < 1))
                throw new TwofoldException($"The share of '{name}' is {share}: give a number from 0 to below 1.");
        if (!Enum.IsDefined(Device))
            throw new TwofoldException($"The device is {Device}: give one of {string.Join(", ", Enum.GetNames<TrainingDevice>())}.");
        if (!Enum.IsDefined(Creator))
            throw new TwofoldException($"There is no creator '{Creator}': give auto, gan, flow or none.");
    }
}
