namespace Twofold.Tables;

/// <summary>Splits what is too long for a cache into parts of about the same length: a short last part would cost as much as a long one.</summary>
static class EvenParts
{
    /// <summary>The length of the parts, at most <paramref name="most"/>; 0 of nothing.</summary>
    public static int SizeOf(int length, int most)
    {
        var parts = Math.Max(1, (length + most - 1) / most);
        return (length + parts - 1) / parts;
    }
}
