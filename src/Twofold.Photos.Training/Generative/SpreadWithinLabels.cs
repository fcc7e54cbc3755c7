using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// How much the features of pictures of the same label vary: what a critic needs to see that a label has become one picture. Karras 2018, section
/// 3, takes the variation of the whole batch, in which the labels' own differences would hide that.
/// </summary>
static class SpreadWithinLabels
{
    static readonly Scalar LeastVariance = LastingScalar.Of(1e-6);

    /// <summary>The mean standard deviation over features, [examples], the same for all of a group.</summary>
    /// <param name="features">[examples, features].</param>
    /// <param name="labels">[examples].</param>
    /// <param name="groups">How many groups of equal size lie one after the other.</param>
    public static Tensor Of(Tensor features, Tensor labels, int groups) => cat([.. features.chunk(groups).Zip(labels.chunk(groups), OfGroup)]);

    static Tensor OfGroup(Tensor features, Tensor labels)
    {
        var same = labels.unsqueeze(0).eq(labels.unsqueeze(1)).to_type(features.dtype);
        var means = same.matmul(features) / same.sum(1, keepdim: true);
        return (features - means).Squared().mean([0]).Plus(LeastVariance).sqrt().mean().expand(features.shape[0]);
    }
}
