using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>The shapes of the networks of a creator's training, and the type that they compute in.</summary>
/// <param name="Creator">What makes pictures.</param>
/// <param name="Critic">What judges their pixels.</param>
/// <param name="Features">What judges them through the teacher's eyes; null without a teacher.</param>
/// <param name="Teacher">Whose eyes they are.</param>
/// <param name="TeacherWeight">How much what they see counts for the creator; see <see cref="CreatorRecipe"/>.</param>
/// <param name="Precision">The type to compute in.</param>
sealed record CreatorNetworks(CreatorNetwork Creator, Critic Critic, FeatureCritic? Features, ITeacher? Teacher, double TeacherWeight, ScalarType Precision);

/// <summary>What one thread of a creator's training works on: its share of the batch, and its own gradients for the weights that all share.</summary>
sealed class GanPart(CreatorNetworks networks, AdversarialPair pair, int index, Generator noiseRandom) : IDisposable
{
    const double LabelWeight = 0.5;

    /// <summary>Pictures are compared at so many pixels an edge: their noise is no variety.</summary>
    const int ComparedEdge = 8;

    static readonly Scalar LabelWeightScalar = LastingScalar.Of(LabelWeight);

    long[] chosen = [], labelsOfChosen = [];
    bool mirrored;
    DifferentiableAugmentation? augmentationOfReal, augmentationOfMade;
    Tensor? shown, seen, labels;
    TeacherSight? sight;

    /// <summary>The critic's hinge loss.</summary>
    public double CriticLoss { get; private set; }

    /// <summary>How much more often it took real pictures for real than for generated, from -1 to 1.</summary>
    public double RealSign { get; private set; }

    /// <summary>How far pictures of the same label are from one another, for each label of the batch.</summary>
    public IReadOnlyList<LabelSpread> Spreads { get; private set; } = [];

    /// <summary>Sets the share of the next batch.</summary>
    public void Prepare(long[] pictures, long[] itsLabels, bool mirror, DifferentiableAugmentation? ofReal, DifferentiableAugmentation? ofMade) =>
        (chosen, labelsOfChosen, mirrored, augmentationOfReal, augmentationOfMade) = (pictures, itsLabels, mirror, ofReal, ofMade);

    /// <summary>Makes pictures, and adds what the critic is to learn from them and from real ones to its gradient.</summary>
    public void TeachCritic(Tensor all)
    {
        var (count, precision) = (chosen.Length, networks.Precision);
        labels = tensor(labelsOfChosen).DetachFromDisposeScope();
        var real = all.index_select(0, tensor(chosen)).FromBytes(precision);
        real = (mirrored ? real.flip(2) : real).permute(0, 3, 1, 2);
        var noise = ComputeDevice.Normal([count, CreatorNetwork.NoiseDimension], noiseRandom);
        var made = networks.Creator.Forward(pair.Creator.Layers(index, precision), noise, labels, CreatorNetwork.BatchNormalization);
        Spreads = SpreadsWithinLabels(made, real);
        (real, shown) = (augmentationOfReal?.Apply(real) ?? real, (augmentationOfMade?.Apply(made) ?? made).DetachFromDisposeScope());
        seen = shown.detach().requires_grad_().DetachFromDisposeScope();

        var labelsOfBoth = cat([labels, labels]);
        var (scores, logits) = networks.Critic.Judge(pair.Critic.Layers(index, precision), cat([real, seen.detach()]), labelsOfBoth, groups: 2);
        var loss = Hinge(scores, count);
        var total = loss.Plus(cross_entropy(logits.narrow(0, 0, count), labels));
        if (networks.Features is not null)
            total = total.Plus(FeatureLoss(networks.Features, real, labelsOfBoth));
        total.backward();

        CriticLoss = loss.item<float>();
        RealSign = scores.narrow(0, 0, count).sign().mean().item<float>();
    }

    /// <summary>Adds what the critic, which has learned in between, says of the same pictures to the creator's gradient.</summary>
    public void TeachCreator()
    {
        if (shown is null || seen is null || labels is null)
            throw new InvalidOperationException("The critic is taught first, with the same pictures.");
        var (scores, logits) = networks.Critic.Judge(pair.Critic.FixedLayers(networks.Precision), seen, labels, groups: 1);
        var total = cross_entropy(logits, labels).mul(LabelWeightScalar) - scores.mean();
        if (networks.Features is not null && pair.Features is not null && sight is not null)
        {
            using Scalar weight = networks.TeacherWeight;
            foreach (var ofMap in networks.Features.Judge(pair.Features.FixedLayers(networks.Precision), sight.Maps, labels, groups: 1))
                total -= ofMap.mean() * weight;
        }

        // First all that the critics say of the pictures, then once back through the creator that made them.
        total.backward();
        sight?.SendBack();
        shown.backward([seen.grad!]); // The critic of pixels gave it.
        Forget();
    }

    /// <summary>Lets go of the pictures that were made, learned from or not.</summary>
    public void Forget()
    {
        shown?.Dispose();
        seen?.Dispose();
        labels?.Dispose();
        sight?.Dispose();
        (shown, seen, labels, sight) = (null, null, null, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        noiseRandom.Dispose();
    }

    // The teacher looks once at what was made: the critic learns from what it sees, then the creator through it.
    Tensor FeatureLoss(FeatureCritic critic, Tensor real, Tensor labelsOfBoth)
    {
        var (teacher, learner) = (networks.Teacher!, pair.Features!); // There are features because there is a teacher.
        var ofReal = teacher.Look(real);
        sight = teacher.LookClosely(seen!); // Made just before.
        var scores = critic.Judge(
            learner.Layers(index, networks.Precision), [.. ofReal.Zip(sight.Maps, (ofReal, ofMade) => cat([ofReal, ofMade.detach()]))], labelsOfBoth, groups: 2);
        return scores.Aggregate(zeros(1), (sum, ofMap) => sum.Plus(Hinge(ofMap, chosen.Length)));
    }

    LabelSpread[] SpreadsWithinLabels(Tensor made, Tensor real)
    {
        var (ofMade, ofReal) = (FromOthersOfTheLabel(made), FromOthersOfTheLabel(real));
        return [.. labelsOfChosen.Index().GroupBy(one => one.Item, one => one.Index).Select(own => new LabelSpread((int)own.Key, own.Sum(i => ofMade[i]), own.Sum(i => ofReal[i])))];
    }

    /// <summary>The sum of each picture's distances from the others of its label, <c>[pictures]</c>.</summary>
    float[] FromOthersOfTheLabel(Tensor pictures)
    {
        using var inference = no_grad();
        var cells = Math.Max(1, pictures.shape[2] / ComparedEdge);
        var small = avg_pool2d(pictures.detach().to_type(ScalarType.Float32), cells).flatten(1);
        // A picture's distance from itself is zero, and adds nothing.
        var same = labels!.unsqueeze(0).eq(labels!.unsqueeze(1)).to_type(ScalarType.Float32); // Set before any picture is compared.
        return (cdist(small, small) * same).sum(1).ToFloats();
    }

    static Tensor Hinge(Tensor scores, int count) => relu(scores.narrow(0, 0, count).OneMinus()).mean().Plus(relu(scores.narrow(0, count, count).Plus(LastingScalar.One)).mean());
}
