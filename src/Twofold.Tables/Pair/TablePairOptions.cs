namespace Twofold.Tables;

/// <summary>How to train a pair from a table. Every default is meant to be left alone.</summary>
public sealed record TablePairOptions
{
    /// <summary>The name that stands for a choice by held-out scores.</summary>
    public const string Auto = "auto";

    /// <summary>The name that stands for no creator.</summary>
    public const string None = "none";

    /// <summary>The models that can be chosen by name.</summary>
    public static IReadOnlyList<string> Models { get; } = [.. TableModelCatalog.All.Select(kind => kind.Name)];

    /// <summary>What bounds the whole training, in minutes, above 0; more than 30 days are 30 days. Default 2; a small table takes seconds.</summary>
    public double Minutes { get; init; } = 2;

    /// <summary>The recognizer: "auto" (the default: the one with the least held-out log loss), or a model's name.</summary>
    public string Recognizer { get; init; } = Auto;

    /// <summary>The creator: "auto" (the default: the one with the greatest held-out log-likelihood), "none", or a generative model's name.</summary>
    public string Creator { get; init; } = Auto;

    /// <summary>The seed of everything that is drawn by chance. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether to look for rows whose label is probably wrong; see <see cref="TablePairTraining.Suspects"/>. Default false.</summary>
    public bool CheckLabels { get; init; }

    /// <summary>The share of held-out rows whose probability is to fall under the threshold "unsure", from 0 to below 1. Default 0.02.</summary>
    public double UnsureShare { get; init; } = 0.02;

    /// <summary>The share of held-out rows that may be called unfamiliar though they are not, from 0 to below 1. Default 0.01.</summary>
    public double UnfamiliarShare { get; init; } = 0.01;

    /// <exception cref="TwofoldException">An option is out of its range.</exception>
    internal void Validate()
    {
        if (!(Minutes > 0 && double.IsFinite(Minutes)))
            throw new TwofoldException($"The time is {Minutes} minutes: give a number above 0.");
        foreach (var (name, share) in (ReadOnlySpan<(string, double)>)[("unsure", UnsureShare), ("unfamiliar", UnfamiliarShare)])
            if (!(share is >= 0 and < 1))
                throw new TwofoldException($"The share of '{name}' is {share}: give a number from 0 to below 1.");
        if (Recognizer != Auto && TableModelCatalog.Find(Recognizer) is null)
            throw new TwofoldException($"There is no recognizer '{Recognizer}' for tables{Spelling.Hint(Recognizer, [Auto, .. Models])}");
        if (Creator is Auto or None)
            return;
        string[] generative = [.. TableModelCatalog.All.Where(kind => kind.IsGenerative).Select(kind => kind.Name)];
        if (!generative.Contains(Creator))
            throw new TwofoldException(Models.Contains(Creator)
                ? $"'{Creator}' recognizes and cannot make rows: choose a creator among {string.Join(", ", generative)}."
                : $"There is no creator '{Creator}' for tables{Spelling.Hint(Creator, [Auto, None, .. generative])}");
    }
}
