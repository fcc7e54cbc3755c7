using TorchSharp;

namespace Twofold.Photos.Training.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Torch_computes_and_its_libraries_are_not_copied_next_to_the_program()
    {
        TorchRuntime.EnsureLoaded();
        TorchRuntime.EnsureLoaded();

        using var sum = torch.ones(3, 4).sum();
        Assert.Equal(12, sum.item<float>());
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }
}
