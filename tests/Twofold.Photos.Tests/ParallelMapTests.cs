namespace Twofold.Photos.Tests;

public sealed class ParallelMapTests
{
    [Fact]
    public void Answers_come_in_the_order_of_the_inputs() => Assert.Equal(
        Enumerable.Range(0, 100).Select(i => i * i),
        ParallelMap.Ordered(Enumerable.Range(0, 100), i => { Thread.Sleep(i % 3); return i * i; }, CancellationToken.None));

    [Fact]
    public void Nothing_is_mapped_any_more_once_the_listener_has_gone()
    {
        var running = 0;
        foreach (var _ in ParallelMap.Ordered(Enumerable.Range(0, 100), Map, CancellationToken.None))
            break;
        Assert.Equal(0, Volatile.Read(ref running));

        int Map(int i)
        {
            Interlocked.Increment(ref running);
            Thread.Sleep(20);
            Interlocked.Decrement(ref running);
            return i;
        }
    }

    [Fact]
    public void A_failure_reaches_the_listener_after_the_others_have_ended()
    {
        var running = 0;
        Assert.Throws<TwofoldException>(() => ParallelMap.Ordered(Enumerable.Range(0, 100), Map, CancellationToken.None).Count());
        Assert.Equal(0, Volatile.Read(ref running));

        int Map(int i)
        {
            Interlocked.Increment(ref running);
            Thread.Sleep(10);
            Interlocked.Decrement(ref running);
            return i == 3 ? throw new TwofoldException("third") : i;
        }
    }
}
