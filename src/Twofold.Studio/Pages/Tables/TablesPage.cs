namespace Twofold.Studio;

/// <summary>Where a pair is learned from a table, asked about a row, and makes rows.</summary>
static class TablesPage
{
    public static StudioPage Page { get; } = new("Tables", "Both halves on rows and columns")
    {
        Services = services => services.AddJob<TableTrainingJob>(),
        Endpoints = api => api.MapTables(),
    };
}
