namespace Twofold.Studio;

/// <summary>The pages, in the order of the navigation.</summary>
static class StudioPages
{
    public static IReadOnlyList<StudioPage> All { get; } =
    [
        RecognizePage.Page,
        CreatePage.Page,
        TablesPage.Page,
        ComparePage.Page,
        LearnPage.Page,
        PracticePage.Page,
    ];
}
