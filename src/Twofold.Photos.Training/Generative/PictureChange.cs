using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// A change that the critic sees on real and generated pictures alike, and through which the creator's gradient flows (DiffAugment, Zhao 2020):
/// so it cannot learn few pictures by heart, and the creator is never asked for changed pictures. All pictures of a part of a batch change
/// alike, which costs a few operations on the whole instead of some on each.
/// </summary>
/// <param name="Right">Moved by so many pixels; what comes in is gray.</param>
/// <param name="Down">Moved by so many pixels.</param>
/// <param name="Brightness">Added to every color; the colors are from -1 to 1.</param>
/// <param name="Contrast">What every color is multiplied by.</param>
/// <param name="Saturation">What every color's distance from its pixel's gray is multiplied by.</param>
/// <param name="HiddenX">The left edge of the square that is made gray.</param>
/// <param name="HiddenY">Its upper edge.</param>
/// <param name="HiddenEdge">Its edge in pixels; 0 for none.</param>
readonly record struct PictureChange(
    int Right, int Down, double Brightness, double Contrast, double Saturation, int HiddenX, int HiddenY, int HiddenEdge)
{
    /// <summary>Draws a change for pictures of the given edge: by an eighth of it, some of the color, a third of the edge hidden.</summary>
    public static PictureChange Draw(int size, SeededRandom random)
    {
        var reach = size / 8;
        var hidden = size / 3;
        return new(
            random.NextInt((2 * reach) + 1) - reach, random.NextInt((2 * reach) + 1) - reach,
            random.NextDouble(-0.3, 0.3), random.NextDouble(0.7, 1.3), random.NextDouble(0.5, 1.5),
            random.NextInt(size - hidden + 1), random.NextInt(size - hidden + 1), hidden);
    }

    /// <summary>The changed pictures, [examples, 3, size, size], in channels-last layout.</summary>
    public Tensor Apply(Tensor pictures)
    {
        var (size, dtype) = (pictures.shape[2], pictures.dtype);
        var gray = pictures.mean([1], keepdim: true);
        using Scalar saturation = Saturation, contrast = Contrast, brightness = Brightness;
        var x = (((pictures - gray) * saturation).Plus(gray) * contrast).Plus(brightness);
        var (besideX, besideY) = (Math.Abs(Right), Math.Abs(Down));
        x = pad(x, [besideX, besideX, besideY, besideY]).narrow(2, besideY - Down, size).narrow(3, besideX - Right, size);
        using var shown = ones(1, 1, size, size, dtype);
        using (var hidden = shown.narrow(2, HiddenY, HiddenEdge).narrow(3, HiddenX, HiddenEdge))
            hidden.zero_();
        return (x * shown).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }
}
