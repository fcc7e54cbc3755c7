namespace Twofold.Studio;

/// <summary>Questions with answers that say why, and code of which the numbers can be changed.</summary>
static class PracticePage
{
    public static StudioPage Page { get; } = new("Practice", "Questions to try yourself on") { Endpoints = api => api.MapPractice() };
}
