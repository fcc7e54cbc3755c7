namespace Twofold.Studio;

/// <summary>Where one understands the two kinds of models by playing with them.</summary>
static class LearnPage
{
    public static StudioPage Page { get; } = new("Learn", "Play with the two kinds of models");
}
