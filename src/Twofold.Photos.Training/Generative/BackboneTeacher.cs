using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// A pretrained backbone as a teacher, by own kernels (<see cref="FrozenBackbone"/>): it has seen millions of photos, which counts where there are
/// few of one's own.
/// </summary>
sealed class BackboneTeacher : ITeacher
{
    const string Name = "recognizer.onnx";

    /// <summary>Smaller pictures are shown enlarged to so many pixels: more say little, and cost their square. Measured, see bench/results/creator.md.</summary>
    const int LeastShown = 64;

    readonly FrozenBackbone backbone;
    readonly int size, shown;
    readonly ScalarType precision;

    // Each holds what one look has to remember until its gradient is asked for.
    readonly ConcurrentBag<FrozenBackbonePass> passes = [];

    BackboneTeacher(FrozenBackbone backbone, int size, ScalarType precision)
    {
        (this.backbone, this.size, shown, this.precision) = (backbone, size, Math.Max(size, LeastShown), precision);
        var pass = backbone.CreatePass(1, shown);
        Scales = [.. pass.Shapes.Select(shape => new TeacherScale(shape.Channels, shape.Width))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TeacherScale> Scales { get; }

    /// <summary>Reads the recognizer's graph of a pair on a backbone, which takes bytes and has the backbone's own preprocessing inside.</summary>
    /// <param name="onnx">Its bytes.</param>
    /// <param name="size">The edge of the pictures that it is shown, in pixels.</param>
    /// <param name="precision">The type of the feature maps; the kernels themselves compute in float32.</param>
    /// <exception cref="TwofoldException">The graph has no feature map that can be calculated.</exception>
    public static BackboneTeacher Read(byte[] onnx, int size, ScalarType precision)
    {
        TorchRuntime.EnsureLoaded();
        return new(FrozenBackbone.Read(onnx, Name), size, precision);
    }

    /// <summary>Whether <see cref="Read"/> can: a backbone of other operators than convolutions, or one that nothing is left of such small pictures in, has features for recognizing, and none to learn from.</summary>
    /// <param name="onnx">The recognizer's graph of a pair on a backbone.</param>
    public static bool CanRead(byte[] onnx)
    {
        try
        {
            FrozenBackbone.Read(onnx, Name).CreatePass(1, LeastShown);
            return true;
        }
        catch (TwofoldException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Tensor[] Look(Tensor pictures)
    {
        using var inference = no_grad();
        var pass = Rent(pictures);
        var maps = Maps(pass, Prepared(pictures), keep: false);
        passes.Add(pass);
        return maps;
    }

    /// <inheritdoc/>
    public TeacherSight LookClosely(Tensor pictures)
    {
        var pass = Rent(pictures);
        var prepared = Prepared(pictures).DetachFromDisposeScope();
        var maps = Maps(pass, prepared, keep: true);
        foreach (var map in maps)
            map.requires_grad_().DetachFromDisposeScope();
        return new TeacherSight(maps, SendBack, prepared);

        void SendBack()
        {
            foreach (var (scale, map) in maps.Index())
            {
                using var gradient = map.grad ?? throw new InvalidOperationException("No loss has given the feature maps their gradients.");
                using var last = gradient.to_type(ScalarType.Float32).permute(0, 2, 3, 1).cpu().contiguous();
                Numbers(last).CopyTo(pass.Gradient(scale));
            }

            using var pixels = empty(prepared.shape, device: CPU);
            pass.Backward(Numbers(pixels));
            passes.Add(pass);
            prepared.backward([pixels]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => passes.Clear();

    FrozenBackbonePass Rent(Tensor pictures)
    {
        pictures.RequirePictures(size);
        var count = (int)pictures.shape[0];
        return passes.TryTake(out var pass) && pass.Count >= count ? pass : backbone.CreatePass(count, shown);
    }

    // As the graph takes them: from 0 to 255, rows of pixels, on the processor.
    Tensor Prepared(Tensor pictures)
    {
        var x = pictures.ToByteRange();
        if (shown != size)
            x = interpolate(x, size: [shown, shown], mode: InterpolationMode.Bilinear, align_corners: false);
        return x.permute(0, 2, 3, 1).cpu().contiguous();
    }

    Tensor[] Maps(FrozenBackbonePass pass, Tensor prepared, bool keep)
    {
        var count = (int)prepared.shape[0];
        pass.Forward(Numbers(prepared), count, keep);
        return [.. pass.Shapes.Select((shape, scale) =>
        {
            var map = empty([count, shape.Height, shape.Width, shape.Channels], device: CPU);
            pass.Features(scale).CopyTo(Numbers(map));
            return map.permute(0, 3, 1, 2).to(precision, get_default_device());
        })];
    }

    static Span<float> Numbers(Tensor contiguous) => MemoryMarshal.Cast<byte, float>(contiguous.bytes);
}
