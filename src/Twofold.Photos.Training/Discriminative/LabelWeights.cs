namespace Twofold.Photos.Training;

/// <summary>How much the photos of each label count in a loss.</summary>
static class LabelWeights
{
    /// <summary>Weights that let all labels count alike however many photos each has, 1 on average over the photos; <c>[labels]</c>.</summary>
    /// <param name="codes">The label of each photo, from 0; each at least once.</param>
    public static double[] Alike(IReadOnlyList<int> codes)
    {
        var counts = codes.CountBy(code => code).OrderBy(label => label.Key).Select(label => label.Value).ToArray();
        return [.. counts.Select(count => (double)codes.Count / (counts.Length * count))];
    }
}
