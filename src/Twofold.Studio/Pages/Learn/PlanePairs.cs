using System.Text.Json;

namespace Twofold.Studio;

/// <summary>
/// The pairs that were asked for last. A request says all that it is about, so that nothing is lost when the studio starts anew; and a pointer
/// that moves over a plane does not make the models learn again.
/// </summary>
sealed class PlanePairs
{
    const int Kept = 8;

    readonly Lock gate = new();
    readonly LinkedList<(string Question, PlanePair Pair)> pairs = [];

    /// <summary>What was learned for a question.</summary>
    public PlanePair Of(PlaneQuestion question, CancellationToken cancellation)
    {
        var key = JsonSerializer.Serialize(question, StudioJson.Options);
        lock (gate)
        {
            for (var node = pairs.First; node is not null; node = node.Next)
            {
                if (node.Value.Question != key)
                    continue;
                pairs.Remove(node);
                pairs.AddFirst(node);
                return node.Value.Pair;
            }
        }

        // Two that ask the same at once both learn: that is less than making everybody wait.
        var pair = PlanePair.Learn(question, cancellation);
        lock (gate)
        {
            pairs.AddFirst((key, pair));
            if (pairs.Count > Kept)
                pairs.RemoveLast();
        }

        return pair;
    }
}
