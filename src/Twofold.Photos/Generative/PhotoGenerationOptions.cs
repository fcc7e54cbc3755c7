namespace Twofold.Photos;

/// <summary>How a creator draws its pictures. The defaults hold them a little to their label.</summary>
public sealed record PhotoGenerationOptions
{
    /// <summary>The most steps that a flow takes.</summary>
    public const int MaxFlowSteps = 1000;

    /// <summary>The strongest guidance.</summary>
    public const double MaxGuidance = 20;

    /// <summary>
    /// A GAN's truncation unless told otherwise. Of cats and dogs more pictures show what was asked for than with 1, copies are fewer, and the distance
    /// from photos and their coverage stay (bench/results/creator.md).
    /// </summary>
    public const double DefaultTruncation = 0.85;

    /// <summary>The most that the recognizer can insist.</summary>
    public const double MaxInsistence = 20;

    /// <summary>
    /// How much the recognizer insists on the label of a GAN's pictures unless told otherwise: of two labels and of ten, pictures were read better by another
    /// judge than at less, and most often came nearer to photos; twice as much costs half as much time again, and wins less (bench/results/creator.md).
    /// </summary>
    public const double DefaultInsistence = 8;

    /// <summary>The steps that a flow takes unless told otherwise: 20 took twice the time and came no nearer to photos (bench/results/flow.md).</summary>
    public const int DefaultFlowSteps = 10;

    /// <summary>A flow's guidance unless told otherwise; measured to change little so far (bench/results/flow.md).</summary>
    public const double DefaultGuidance = 2;

    /// <summary>The defaults, without the recognizer's say: what its reading of the pictures is measured on.</summary>
    public static PhotoGenerationOptions AsDrawn { get; } = new() { Insistence = 0 };

    /// <summary>
    /// How far the noise may go from its mean, 0 to 1: it is multiplied by this, so that less gives pictures that are more typical of their label
    /// and more like each other, and 0 one picture, the label's mean, while 1 is all the variety that was learned. A flow refuses less than 1, because from
    /// short noise it makes blurred pictures (of diffusion found by Dhariwal and Nichol 2021); <see cref="Guidance"/> is what it has in its place.
    /// Null (the default): <see cref="DefaultTruncation"/>, and 1 for a flow.
    /// </summary>
    /// <remarks>
    /// The truncation trick. Brock et al. 2019 ("Large scale GAN training for high fidelity natural image synthesis", 3.1) draw numbers above a
    /// threshold again; scaling towards the mean (Karras et al. 2019, "A style-based generator architecture", B) shortens the noise as much,
    /// and keeps every seed's picture recognizable as it goes from 1 to 0, because no number is drawn again.
    /// </remarks>
    public double? Truncation { get; init; }

    /// <summary>
    /// Steps of Heun's method that a flow takes from noise to a picture, 1 to <see cref="MaxFlowSteps"/>; each asks the network twice, and twice more
    /// with guidance. A GAN makes a picture in one pass and refuses it. Null (the default): <see cref="DefaultFlowSteps"/>.
    /// </summary>
    public int? FlowSteps { get; init; }

    /// <summary>
    /// How far a flow follows what it learned of the label beyond what it learned of all labels, 0 to <see cref="MaxGuidance"/>: 1 for the distribution
    /// that was learned, more for pictures that show the label more clearly and vary less (Ho and Salimans 2022, equation 6, as 1 + w). A GAN
    /// refuses it. Null (the default): <see cref="DefaultGuidance"/>.
    /// </summary>
    public double? Guidance { get; init; }

    /// <summary>
    /// How much the pair's recognizer insists on the label, 0 to <see cref="MaxInsistence"/>: it keeps a picture with the probability
    /// p(label | picture)^insistence, and has another one drawn in the place of what it does not keep, so that pictures are of
    /// p(picture | label) p(label | picture)^insistence, in which both halves have their say. 0 takes every picture as it is drawn, in less time. Null
    /// (the default): <see cref="DefaultInsistence"/>, and 0 for a flow, which has <see cref="Guidance"/>.
    /// </summary>
    /// <remarks>
    /// Rejection by a classifier (Azadi et al. 2019, "Discriminator rejection sampling", who ask whether a picture is real) of the distribution that
    /// classifier guidance (Dhariwal and Nichol 2021, "Diffusion models beat GANs on image synthesis", 4.1) has.
    /// </remarks>
    public double? Insistence { get; init; }

    /// <summary>The truncation for a creator of this kind.</summary>
    internal double TruncationOf(string kind) => Truncation ?? (kind == CreatorInfo.Flow ? 1 : DefaultTruncation);

    /// <summary>The insistence for a creator of this kind.</summary>
    internal double InsistenceOf(string kind) => Insistence ?? (kind == CreatorInfo.Flow ? 0 : DefaultInsistence);

    /// <exception cref="TwofoldException">An option is out of its range, or means nothing for a creator of this kind.</exception>
    internal void Validate(string kind)
    {
        if (Truncation is { } truncation && !(truncation is >= 0 and <= 1))
            throw new TwofoldException($"The truncation is {truncation}: give a number from 0 (the label's mean) to 1 (all the variety).");
        if (FlowSteps is < 1 or > MaxFlowSteps)
            throw new TwofoldException($"{FlowSteps} steps of a flow: give a whole number from 1 to {MaxFlowSteps}.");
        if (Guidance is { } guidance && !(guidance is >= 0 and <= MaxGuidance))
            throw new TwofoldException($"The guidance is {guidance}: give a number from 0 to {MaxGuidance}, 1 for none.");
        if (Insistence is { } insistence && !(insistence is >= 0 and <= MaxInsistence))
            throw new TwofoldException($"The insistence is {insistence}: give a number from 0 (every picture is taken) to {MaxInsistence}.");
        if (kind == CreatorInfo.Flow && Truncation < 1)
            throw new TwofoldException($"A truncation of {Truncation} was asked for, and this model's creator is a flow, whose pictures it would only blur: leave the truncation out, and for pictures more typical of their label raise the guidance ('--guidance') above {Guidance ?? DefaultGuidance}.");
        if (kind != CreatorInfo.Flow && (FlowSteps is not null || Guidance is not null))
            throw new TwofoldException($"{(FlowSteps is not null ? "Steps of a flow" : "Guidance")} {(FlowSteps is not null ? "were" : "was")} asked for, which only a flow has, and this model's creator is a {kind.ToUpperInvariant()}, which makes a picture in one pass: leave steps and guidance out, or train a flow ('twofold train --creator flow').");
    }
}
