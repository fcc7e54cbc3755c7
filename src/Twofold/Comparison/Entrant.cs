namespace Twofold;

/// <summary>A contender of either family, as the comparison runs it.</summary>
sealed record Entrant<TExamples>(string Name, ModelFamily Family, IReadOnlyList<(string Settings, IClassifierRecipe<TExamples> Recipe)> Settings)
    where TExamples : IExamples<TExamples>
{
    /// <summary>All that stand in the pairs, each once, from the simplest on.</summary>
    /// <exception cref="TwofoldException">There is no pair, or two contenders have the same name.</exception>
    public static IReadOnlyList<Entrant<TExamples>> Of(IReadOnlyList<Partners<TExamples>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0)
            throw new TwofoldException("0 pairs to compare: give at least one.");
        var (entrants, contenders) = (new List<Entrant<TExamples>>(), new Dictionary<string, object>(StringComparer.Ordinal));
        foreach (var (generative, discriminative) in pairs)
        {
            Add(generative.Name, generative, ModelFamily.Generative, generative.Settings.Select(setting => (setting.Settings, (IClassifierRecipe<TExamples>)setting.Recipe)));
            Add(discriminative.Name, discriminative, ModelFamily.Discriminative, discriminative.Settings);
        }

        return entrants;

        void Add(string name, object contender, ModelFamily family, IEnumerable<(string, IClassifierRecipe<TExamples>)> settings)
        {
            if (contenders.TryAdd(name, contender))
                entrants.Add(new Entrant<TExamples>(name, family, [.. settings]));
            else if (!contenders[name].Equals(contender))
                throw new TwofoldException($"Two contenders are called '{name}': give each its own name, or the same contender to both pairs.");
        }
    }
}
