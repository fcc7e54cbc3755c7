using System.Numerics;
using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class DifferentiableAugmentationTests
{
    const int Size = 32;

    static DifferentiableAugmentationTests() => TorchRuntime.EnsureLoaded();

    [Fact]
    public void None_is_changed_where_the_share_is_nothing_and_the_others_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        Assert.Null(DifferentiableAugmentation.Draw(16, Size, share: 0, new SeededRandom(1)));

        var pictures = Pictures(64);
        var changes = DifferentiableAugmentation.Draw(64, Size, share: 0.5, new SeededRandom(1))!; // Of 64 some are.
        var changed = (changes.Apply(pictures) - pictures).abs().amax([1, 2, 3]).ToFloats();

        var same = changed.Count(difference => difference < 1e-5);
        Assert.InRange(same, 20, 44);
        Assert.All(changed.Where(difference => difference >= 1e-5), difference => Assert.InRange(difference, 0.1, 3));
    }

    [Fact]
    public void Each_picture_has_a_change_of_its_own_and_the_seed_says_which()
    {
        using var scope = NewDisposeScope();
        var same = Pictures(1).expand(8, 3, Size, Size);

        var changed = Changed(seed: 1);

        Assert.True(changed.Equals(Changed(seed: 1)));
        for (var i = 1; i < 8; i++)
            Assert.True((changed[i] - changed[0]).abs().mean().item<float>() > 0.05);

        Tensor Changed(ulong seed) => DifferentiableAugmentation.Draw(8, Size, share: 1, new SeededRandom(seed))!.Apply(same); // All are.
    }

    [Fact]
    public void Alike_all_have_one_change_that_moves_them_by_whole_pixels()
    {
        using var scope = NewDisposeScope();
        Assert.Null(DifferentiableAugmentation.DrawAlike(8, Size, share: 0, new SeededRandom(1)));
        var same = (Pictures(1) + 2).expand(8, 3, Size, Size);
        for (var seed = 1ul; seed < 20; seed++)
        {
            var changed = DifferentiableAugmentation.DrawAlike(8, Size, share: 1, new SeededRandom(seed))!.Apply(same); // They are.

            for (var i = 1; i < 8; i++)
                Assert.True(changed[i].Equals(changed[0]));
            var (light, dark) = (same[0].mean([0]), changed[0].mean([0]));
            var shown = dark.ne(0);
            // By less than whole pixels, each would be a mean of four, and they would differ half as much: contrast is 0.7 at least.
            Assert.InRange(dark.masked_select(shown).std().item<float>() / light.std().item<float>(), 0.6, 1.45);
        }
    }

    [Fact]
    public void A_square_of_a_third_of_the_edge_is_hidden_and_most_of_the_picture_shown()
    {
        using var scope = NewDisposeScope();
        var white = ones(200, 3, Size, Size);

        var gray = DifferentiableAugmentation.Draw(200, Size, share: 1, new SeededRandom(2))!.Apply(white).eq(0).to_type(ScalarType.Float32).mean([1, 2, 3]).ToFloats(); // All are.

        Assert.All(gray, share => Assert.InRange(share, 100.0 / (Size * Size) - 1e-6, 0.6));
        Assert.InRange(gray.Average(), 0.1, 0.3);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void The_gradient_comes_through_and_only_from_what_is_shown(ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var pictures = Pictures(16).to_type(precision).requires_grad_();

        var changed = DifferentiableAugmentation.Draw(16, Size, share: 1, new SeededRandom(3))!.Apply(pictures); // All are.
        changed.to_type(ScalarType.Float32).sum().backward();

        Assert.Equal(precision, changed.dtype);
        var shares = pictures.grad!.ne(0).to_type(ScalarType.Float32).mean([1, 2, 3]).ToFloats(); // It was asked for.
        Assert.All(shares, share => Assert.InRange(share, 0.3, 0.95));
    }

    [Fact]
    public void Distances_within_a_picture_change_alike_in_every_direction_and_it_moves_by_an_eighth_of_its_edge()
    {
        const int count = 300, edge = 64;
        using var scope = NewDisposeScope();
        // Three dots, each in a color of its own: the middle, one to the right of it and one below.
        const int away = 16;
        var dots = zeros(count, 3, edge, edge);
        foreach (var (color, down, right) in new[] { (0, 0, 0), (1, 0, away), (2, away, 0) })
            dots.narrow(1, color, 1).narrow(2, 30 + down, 4).narrow(3, 30 + right, 4).fill_(2);

        var changed = DifferentiableAugmentation.Draw(count, edge, share: 1, new SeededRandom(4))!.Apply(dots); // All are.

        var (scales, angles, moved) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < count; i++)
        {
            if (Place(0) is not { } middle || Place(1) is not { } right || Place(2) is not { } below)
                continue; // A dot is cut out.
            var (x, y) = (right - middle, below - middle);
            // Neither mirrored nor sheared, but for dots that are cut out in part.
            Assert.Equal(x.Magnitude, y.Magnitude, 3.0);
            Assert.Equal(Math.PI / 2, (y / x).Phase, 0.25);
            scales.Add(x.Magnitude / away);
            angles.Add(x.Phase);
            moved.Add(Math.Max(Math.Abs(middle.Real - 31.5), Math.Abs(middle.Imaginary - 31.5)));

            Complex? Place(int color)
            {
                // What the other colors of a dot, and what is gray, come to is less.
                var one = changed[i, color].to_type(ScalarType.Float32);
                var bright = (one - one.median()).clamp(min: 0.5f) - 0.5f;
                var sum = bright.sum().item<float>();
                if (sum < 4)
                    return null;
                var at = arange(edge, ScalarType.Float32);
                return new((bright.sum([0]) * at).sum().item<float>() / sum, (bright.sum([1]) * at).sum().item<float>() / sum);
            }
        }

        Assert.InRange(scales.Count, 30, count);
        Assert.InRange(scales.Min(), 0.75, 0.9);
        Assert.InRange(scales.Max(), 1.1, 1.33);
        Assert.InRange(angles.Max(Math.Abs), 0.2, (Math.PI / 10) + 0.1);
        Assert.InRange(moved.Max(), 5, 9.5);
    }

    static Tensor Pictures(int count)
    {
        using var random = new Generator(5);
        return ComputeDevice.Normal([count, 3, Size, Size], random).tanh();
    }
}
