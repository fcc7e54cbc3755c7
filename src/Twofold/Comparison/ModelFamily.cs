namespace Twofold;

/// <summary>What a model learns.</summary>
public enum ModelFamily
{
    /// <summary>p(example, label).</summary>
    Generative,

    /// <summary>p(label | example), and nothing else.</summary>
    Discriminative,
}
