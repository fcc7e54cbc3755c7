namespace Twofold.Workbench;

/// <summary>The style sheets that pages carry in themselves.</summary>
static class StyleSheet
{
    /// <summary>What all pages look like, light and dark.</summary>
    public static Html OfPages => Read("Twofold.Workbench.Pages.Pages.css");

    /// <summary>What only a demo's page has.</summary>
    public static Html OfDemos => Read("Twofold.Workbench.Demo.Report.DemoReport.css");

    /// <summary>What only a comparison's page has.</summary>
    public static Html OfComparisons => Read("Twofold.Workbench.Comparison.Report.ComparisonReport.css");

    /// <summary>What only a page of suspect photos has.</summary>
    public static Html OfSuspects => Read("Twofold.Workbench.Training.SuspectsPage.css");

    static Html Read(string resource)
    {
        using var stream = typeof(StyleSheet).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var reader = new StreamReader(stream);
        var html = new Html(0, 0);
        html.AppendLiteral(reader.ReadToEnd());
        return html;
    }
}
