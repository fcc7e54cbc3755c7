using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

/// <summary>What every teacher of a creator does.</summary>
public abstract class TeacherContract
{
    const int Count = 3;

    /// <summary>A teacher of pictures of that edge, computing in float32.</summary>
    private protected abstract ITeacher Teacher(int size);

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Its_feature_maps_have_the_shapes_that_it_says_with_and_without_a_way_back(int size)
    {
        using var teacher = Teacher(size);
        using var scope = NewDisposeScope();
        var pictures = Pictures(size, seed: 1);

        var maps = teacher.Look(pictures);
        using var sight = teacher.LookClosely(pictures.clone().requires_grad_());

        Assert.NotEmpty(maps);
        Assert.Equal(teacher.Scales.Select(scale => (Count, scale.Channels, scale.Edge, scale.Edge)), maps.Select(map => ((int)map.shape[0], (int)map.shape[1], (int)map.shape[2], (int)map.shape[3])));
        Assert.All(maps.Zip(sight.Maps), pair => Assert.True(pair.First.allclose(pair.Second)));
        Assert.All(maps, map => Assert.False(map.requires_grad));
        Assert.All(sight.Maps, map => Assert.True(map.requires_grad));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void What_it_sends_back_is_the_gradient_of_small_differences(int size)
    {
        using var teacher = Teacher(size);
        using var scope = NewDisposeScope();
        var start = Pictures(size, seed: 2);
        using var random = new Generator(3);
        var weights = teacher.Scales.Select(scale => randn(Count, scale.Channels, scale.Edge, scale.Edge, generator: random)).ToArray();
        double Loss(Tensor pictures) => teacher.Look(pictures).Zip(weights, (map, weight) => (map * weight).sum().item<float>()).Sum(part => (double)part);

        var pictures = start.clone().requires_grad_();
        using (var sight = teacher.LookClosely(pictures))
        {
            sight.Maps.Zip(weights, (map, weight) => (map * weight).sum()).Aggregate((a, b) => a + b).backward();
            sight.SendBack();
        }

        var gradient = pictures.grad!;
        // Along the gradient itself, where small differences are largest beside rounding, and along another direction for what stands across it.
        foreach (var direction in (Tensor[])[gradient / gradient.norm(), randn(start.shape, generator: random) / Math.Sqrt(start.numel())])
        {
            const double step = 0.02;
            var expected = (gradient * direction).sum().item<float>();
            var difference = (Loss(start + (direction * step)) - Loss(start - (direction * step))) / (2 * step);
            Assert.Equal(expected, difference, 0.05 * gradient.norm().item<float>());
        }
    }

    [Fact]
    public void What_it_sends_back_is_added_to_the_gradient_that_is_there()
    {
        using var teacher = Teacher(32);
        using var scope = NewDisposeScope();
        Tensor Gradient(bool before)
        {
            var pictures = Pictures(32, seed: 4).requires_grad_();
            if (before)
                pictures.sum().backward();
            using var sight = teacher.LookClosely(pictures);
            sight.Maps.Select(map => map.sum()).Aggregate((a, b) => a + b).backward();
            sight.SendBack();
            return pictures.grad!.clone();
        }

        Assert.True((Gradient(before: true) - Gradient(before: false)).allclose(ones(Count, 3, 32, 32), rtol: 1e-3, atol: 1e-3));
    }

    [Fact]
    public void Two_looks_before_the_first_way_back_do_not_mix()
    {
        using var teacher = Teacher(32);
        using var scope = NewDisposeScope();
        var (one, other) = (Pictures(32, seed: 5).requires_grad_(), Pictures(32, seed: 6).requires_grad_());
        var alone = Pictures(32, seed: 5).requires_grad_();
        void Teach(TeacherSight sight)
        {
            sight.Maps.Select(map => map.sum()).Aggregate((a, b) => a + b).backward();
            sight.SendBack();
        }

        using (var sight = teacher.LookClosely(alone))
            Teach(sight);
        using var first = teacher.LookClosely(one);
        using var second = teacher.LookClosely(other);
        _ = teacher.Look(other.detach());
        Teach(second);
        Teach(first);

        Assert.True(one.grad!.allclose(alone.grad!, rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void A_creator_learns_from_it_and_no_tensor_stays_behind()
    {
        using var teacher = Teacher(32);
        var live = new List<long>();
        var trainer = new GanTrainer { Recipe = CreatorRecipe.Short, CriticWidth = 16, Teacher = teacher, Precision = ScalarType.Float32, Steps = 20, AfterStep = (_, _) => live.Add(Tensor.TotalCount) };

        var creator = trainer.Train(ColoredPictures.RedAndBlue(perLabel: 10, size: 32));

        Assert.Equal(20, creator.Steps);
        Assert.Equal(live[9], live[^1]);
    }

    [Fact]
    public void Pictures_of_another_size_are_refused()
    {
        using var teacher = Teacher(32);
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => teacher.Look(Pictures(16, seed: 7)));
    }

    static Tensor Pictures(int size, ulong seed)
    {
        using var random = new Generator(seed);
        return rand(Count, 3, size, size, generator: random).mul(2).sub(1);
    }
}
