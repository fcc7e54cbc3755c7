namespace Twofold.Photos.Onnx;

/// <summary>Leaves out what a rewritten graph no longer needs.</summary>
static class OnnxPruning
{
    /// <summary>Removes all items but those of which <paramref name="keep"/> is true; protobuf's lists have no method for it.</summary>
    public static void Keep<T>(IList<T> items, Func<T, bool> keep)
    {
        for (var i = items.Count - 1; i >= 0; i--)
            if (!keep(items[i]))
                items.RemoveAt(i);
    }
}
