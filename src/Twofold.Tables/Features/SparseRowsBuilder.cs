using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>Makes sparse rows one after another; parts made on several cores are put together in order.</summary>
sealed class SparseRowsBuilder
{
    readonly List<int> ends = [];
    readonly List<int> indices = [];
    readonly List<double> values = [];

    /// <summary>How many numbers there are.</summary>
    public int Count => values.Count;

    /// <summary>The columns of the numbers from number <paramref name="first"/> on; valid until the next one is added.</summary>
    public ReadOnlySpan<int> NewColumns(int first) => CollectionsMarshal.AsSpan(indices)[first..];

    /// <summary>The numbers from number <paramref name="first"/> on, to be changed in place; valid until the next one is added.</summary>
    public Span<double> NewValues(int first) => CollectionsMarshal.AsSpan(values)[first..];

    /// <summary>Adds a number to the present row, right of those that it has.</summary>
    public void Add(int column, double value)
    {
        indices.Add(column);
        values.Add(value);
    }

    /// <summary>The present row is complete.</summary>
    public void EndRow() => ends.Add(values.Count);

    /// <summary>Adds all rows of another builder.</summary>
    /// <exception cref="TwofoldException">There are more numbers than an array can hold.</exception>
    public void Add(SparseRowsBuilder other)
    {
        if ((long)values.Count + other.values.Count > Array.MaxLength)
            throw new TwofoldException($"The texts have more than {Array.MaxLength} words: fit on fewer of them, or set {nameof(WordOptions.MinimumDocuments)} higher.");
        var before = values.Count;
        ends.AddRange(other.ends.Select(end => before + end));
        indices.AddRange(other.indices);
        values.AddRange(other.values);
    }

    /// <summary>The rows.</summary>
    public SparseRows ToRows(int columns) => new([0, .. ends], [.. indices], [.. values], columns);
}
