namespace Twofold.Tests;

public sealed class LogSpaceTests
{
    [Fact]
    public void Softmax_of_large_numbers_does_not_overflow()
    {
        double[] values = [1000, 0, 0];
        LogSpace.Softmax(values, values);
        Assert.Equal([1, 0, 0], values);
    }
}
