namespace Twofold.Photos.Training;

/// <summary>Lays buffers that live one after the other at the same places, so that they stay in the processor's cache.</summary>
sealed class BufferArena
{
    readonly List<(int Start, int Length)> taken = [];

    /// <summary>The length that was needed at most.</summary>
    public int Peak { get; private set; }

    /// <summary>Finds a place, the first that is large enough.</summary>
    public int Take(int length)
    {
        // A cache line at least, so that no two buffers share one.
        length = Math.Max(WeightPanels.Width, WeightPanels.Padded(length));
        var start = 0;
        var index = 0;
        while (index < taken.Count && taken[index].Start - start < length)
        {
            start = taken[index].Start + taken[index].Length;
            index++;
        }

        taken.Insert(index, (start, length));
        Peak = Math.Max(Peak, start + length);
        return start;
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(int start) => taken.RemoveAt(taken.FindIndex(place => place.Start == start));
}
