namespace Twofold;

/// <summary>
/// One side of a comparison: a model with what may be set of it. Which setting is best is found anew within every training subset; what is held out to test
/// on has no say in it.
/// </summary>
/// <typeparam name="TRecipe">The kind of recipe.</typeparam>
public sealed record Contender<TRecipe>
{
    /// <summary>A recipe as it is.</summary>
    /// <param name="name">What people read: "naive Bayes".</param>
    /// <param name="recipe">The recipe.</param>
    public Contender(string name, TRecipe recipe)
        : this(name, [("", recipe)])
    {
    }

    /// <summary>A recipe of which there are several settings to choose from.</summary>
    /// <param name="name">What people read: "logistic regression".</param>
    /// <param name="settings">Each setting in words, such as "C = 0.1", with its recipe; the first one is taken where there are too few examples to choose.</param>
    /// <exception cref="TwofoldException">There is no name or no setting.</exception>
    public Contender(string name, IReadOnlyList<(string Settings, TRecipe Recipe)> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (string.IsNullOrWhiteSpace(name) || settings.Count == 0)
            throw new TwofoldException($"The contender '{name}' has {settings.Count} recipes: give it a name and at least one.");
        (Name, Settings) = (name, settings);
    }

    /// <summary>What people read.</summary>
    public string Name { get; }

    /// <summary>Each setting in words, with its recipe.</summary>
    public IReadOnlyList<(string Settings, TRecipe Recipe)> Settings { get; }
}
