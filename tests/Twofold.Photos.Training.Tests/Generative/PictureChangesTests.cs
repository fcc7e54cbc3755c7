using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class PictureChangesTests
{
    const int Size = 32;

    public PictureChangesTests() => TorchRuntime.EnsureLoaded();

    [Fact]
    public void None_is_changed_where_the_share_is_nothing_and_the_others_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        Assert.Null(PictureChanges.Draw(16, Size, share: 0, new SeededRandom(1)));

        var pictures = Pictures(64);
        var changes = PictureChanges.Draw(64, Size, share: 0.5, new SeededRandom(1))!; // Of 64 some are.
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

        Tensor Changed(ulong seed) => PictureChanges.Draw(8, Size, share: 1, new SeededRandom(seed))!.Apply(same); // All are.
    }

    [Fact]
    public void A_square_of_a_third_of_the_edge_is_hidden_and_most_of_the_picture_shown()
    {
        using var scope = NewDisposeScope();
        var white = ones(200, 3, Size, Size);

        var gray = PictureChanges.Draw(200, Size, share: 1, new SeededRandom(2))!.Apply(white).eq(0).to_type(ScalarType.Float32).mean([1, 2, 3]).ToFloats(); // All are.

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

        var changed = PictureChanges.Draw(16, Size, share: 1, new SeededRandom(3))!.Apply(pictures); // All are.
        changed.to_type(ScalarType.Float32).sum().backward();

        Assert.Equal(precision, changed.dtype);
        var shares = pictures.grad!.ne(0).to_type(ScalarType.Float32).mean([1, 2, 3]).ToFloats(); // It was asked for.
        Assert.All(shares, share => Assert.InRange(share, 0.3, 0.95));
    }

    static Tensor Pictures(int count)
    {
        using var random = new Generator(5);
        return ComputeDevice.Normal([count, 3, Size, Size], random).tanh();
    }
}
