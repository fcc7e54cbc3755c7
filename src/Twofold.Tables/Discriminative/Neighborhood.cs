namespace Twofold.Tables;

/// <summary>
/// The nearest rows so far that together weigh as much as is asked for: a heap with the farthest at its root, of equally far rows the last. Not
/// thread-safe.
/// </summary>
sealed class Neighborhood(double[]? weights, int neighbors)
{
    readonly List<(double Distance, int Row)> heap = [];
    double weight;

    /// <summary>The rows and their squared distances, in no order but that the farthest is the first.</summary>
    public IReadOnlyList<(double Distance, int Row)> Rows => heap;

    /// <summary>A row farther than this is none of them, whatever comes; infinite while they weigh too little.</summary>
    public double Limit => weight >= neighbors ? heap[0].Distance : double.PositiveInfinity;

    /// <summary>How much a row counts: of the farthest one only what is still asked for.</summary>
    public double WeightOf(int position)
    {
        var own = Weight(heap[position].Row);
        return position == 0 ? Math.Min(own, neighbors - (weight - own)) : own;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        heap.Clear();
        weight = 0;
    }

    /// <summary>Takes a row in where it is near enough, and lets those go that are then not needed.</summary>
    public void Offer(double distance, int row)
    {
        if (weight >= neighbors && !IsFarther(heap[0], (distance, row)))
            return;
        heap.Add((distance, row));
        weight += Weight(row);
        Rise(heap.Count - 1);
        while (weight - Weight(heap[0].Row) >= neighbors)
        {
            weight -= Weight(heap[0].Row);
            heap[0] = heap[^1];
            heap.RemoveAt(heap.Count - 1);
            Sink();
        }
    }

    double Weight(int row) => weights is null ? 1 : weights[row];

    static bool IsFarther((double Distance, int Row) a, (double Distance, int Row) b) =>
        a.Distance > b.Distance || (a.Distance == b.Distance && a.Row > b.Row);

    void Rise(int at)
    {
        for (var parent = (at - 1) / 2; at > 0 && IsFarther(heap[at], heap[parent]); at = parent, parent = (at - 1) / 2)
            (heap[at], heap[parent]) = (heap[parent], heap[at]);
    }

    void Sink()
    {
        for (int at = 0, child = 1; child < heap.Count; at = child, child = (2 * at) + 1)
        {
            if (child + 1 < heap.Count && IsFarther(heap[child + 1], heap[child]))
                child++;
            if (!IsFarther(heap[child], heap[at]))
                return;
            (heap[at], heap[child]) = (heap[child], heap[at]);
        }
    }
}
