namespace Twofold.Studio;

/// <summary>Where the two families of models are compared on a person's data.</summary>
static class ComparePage
{
    public static StudioPage Page { get; } = new("Compare", "Both families on your data")
    {
        Services = services => services.AddJob<ComparisonJob>(),
        Endpoints = api => api.MapComparisons(),
    };
}
