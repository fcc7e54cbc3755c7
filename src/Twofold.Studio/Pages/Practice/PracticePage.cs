namespace Twofold.Studio;

/// <summary>Questions with answers that say why.</summary>
static class PracticePage
{
    public static StudioPage Page { get; } = new("Practice", "Questions to try yourself on");
}
