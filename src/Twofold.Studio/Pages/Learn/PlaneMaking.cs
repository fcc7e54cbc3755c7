namespace Twofold.Studio;

/// <summary>New points from the generative half.</summary>
static class PlaneMaking
{
    /// <exception cref="TwofoldException">The generative half could not learn, or the number will not do.</exception>
    public static PlanePoints Of(PlanePair pair, PlaneMakingRequest request, CancellationToken cancellation)
    {
        if (request.Count is < 1 or > PlanePoints.Most)
            throw new TwofoldException($"{request.Count} points were asked for: ask for 1 to {PlanePoints.Most}.");
        var model = pair.Under(request.Prior) ?? throw new TwofoldException(pair.Generative.Problem!); // Where there is no model, there is a problem.
        var (x, y, labels) = (new List<double>(), new List<double>(), new List<string>());
        foreach (var (k, label) in model.Labels.Index())
        {
            var count = (int)Math.Round(model.Prior[k] * request.Count);
            if (count == 0)
                continue;
            foreach (var row in model.Generate(label, count, request.Seed + (ulong)k, cancellation))
            {
                x.Add(row[0]);
                y.Add(row[1]);
                labels.Add(label);
            }
        }

        return new PlanePoints([.. x], [.. y], [.. labels]);
    }
}
