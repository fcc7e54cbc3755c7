using System.Globalization;

namespace Twofold.Workbench;

/// <summary>
/// A plot as SVG within a page: lines with bands, on axes. Its colors are the page's variables, so that it is light and dark as the page is, and needs no script.
/// </summary>
/// <param name="Title">What it shows, also for those who cannot see it.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">The lines.</param>
sealed record Plot(string Title, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    const double Left = 52, Right = 14, Top = 12, Bottom = 40;

    // Names stand at least so far apart, in pixels.
    const double NameHeight = 14;

    /// <summary>The width in pixels at its own size.</summary>
    public int Width { get; init; } = 420;

    /// <summary>The height.</summary>
    public int Height { get; init; } = 270;

    /// <summary>A horizontal line, as at 0; null for none.</summary>
    public double? Level { get; init; }

    /// <summary>A vertical line with a band, where curves cross; null for none.</summary>
    public Interval? Mark { get; init; }

    /// <summary>Whether the diagonal is drawn.</summary>
    public bool HasDiagonal { get; init; }

    /// <summary>The room at the right for the names of lines, in pixels; 0 for none.</summary>
    public int NameRoom { get; init; }

    double InnerWidth => Width - Left - Right - NameRoom;

    double InnerHeight => Height - Top - Bottom;

    /// <summary>The plot as SVG.</summary>
    public Html ToSvg() => $"""
        <svg class="plot" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-label="{Title}">
        <title>{Title}</title>
        {Grid()}
        {Marks()}
        {Series.Select(Band)}
        {Series.Select(Line)}
        {Names()}
        </svg>

        """;

    IEnumerable<Html> Grid()
    {
        foreach (var tick in Y.Ticks)
            yield return $"<path class=\"grid-line\" d=\"M{N(Left)} {N(AtY(tick))}H{N(Left + InnerWidth)}\"/><text class=\"tick\" x=\"{N(Left - 8)}\" y=\"{N(AtY(tick) + 4)}\" text-anchor=\"end\">{Y.Label(tick)}</text>\n";
        foreach (var tick in X.Ticks)
            yield return $"<path class=\"tick-line\" d=\"M{N(AtX(tick))} {N(Top + InnerHeight)}v5\"/><text class=\"tick\" x=\"{N(AtX(tick))}\" y=\"{N(Top + InnerHeight + 18)}\" text-anchor=\"middle\">{X.Label(tick)}</text>\n";
        yield return $"<path class=\"axis\" d=\"M{N(Left)} {N(Top + InnerHeight)}H{N(Left + InnerWidth)}\"/><text class=\"axis-title\" x=\"{N(Left + (InnerWidth / 2))}\" y=\"{N(Height - 4)}\" text-anchor=\"middle\">{X.Title}</text>\n";
        yield return $"<text class=\"axis-title\" transform=\"translate(11 {N(Top + (InnerHeight / 2))}) rotate(-90)\" text-anchor=\"middle\">{Y.Title}</text>\n";
    }

    IEnumerable<Html> Marks()
    {
        if (Mark is { } mark)
        {
            var (from, to) = (AtX(Math.Max(mark.Low, X.Low)), AtX(Math.Min(mark.High, X.High)));
            yield return $"<rect class=\"crossing\" x=\"{N(from)}\" y=\"{N(Top)}\" width=\"{N(Math.Max(1, to - from))}\" height=\"{N(InnerHeight)}\"/><path class=\"crossing-line\" d=\"M{N(AtX(mark.Value))} {N(Top)}v{N(InnerHeight)}\"/>\n";
        }

        if (Level is { } level && level >= Y.Low && level <= Y.High)
            yield return $"<path class=\"level\" d=\"M{N(Left)} {N(AtY(level))}H{N(Left + InnerWidth)}\"/>\n";
        if (HasDiagonal && Math.Max(X.Low, Y.Low) is var low && Math.Min(X.High, Y.High) is var high)
            yield return $"<path class=\"level\" d=\"M{N(AtX(low))} {N(AtY(low))}L{N(AtX(high))} {N(AtY(high))}\"/>\n";
    }

    Html Band(Series series)
    {
        var points = series.Points.Where(point => !double.IsNaN(point.Y.Low)).ToList();
        if (points.Count == 0)
            return $"";
        var upper = points.Select(point => $"{N(AtX(point.X))} {N(AtY(point.Y.High))}");
        var lower = points.AsEnumerable().Reverse().Select(point => $"{N(AtX(point.X))} {N(AtY(point.Y.Low))}");
        return $"<path class=\"band {series.Style}\" d=\"M{string.Join('L', upper.Concat(lower))}Z\"/>\n";
    }

    Html Line(Series series)
    {
        if (series.Points.Count == 0)
            return $"";
        var line = string.Join('L', series.Points.Select(point => $"{N(AtX(point.X))} {N(AtY(point.Y.Value))}"));
        IEnumerable<Html> marks = series.HasMarks
            ? series.Points.Select(point => (Html)$"<circle cx=\"{N(AtX(point.X))}\" cy=\"{N(AtY(point.Y.Value))}\" r=\"2.6\"><title>{X.Label(point.X)}: {Y.Label(point.Y.Value)}</title></circle>")
            : [];
        return $"<g class=\"line {series.Style}\"><path d=\"M{line}\"/>{marks}</g>\n";
    }

    // Beside the lines' ends, pushed apart where they would lie on each other.
    IEnumerable<Html> Names()
    {
        if (NameRoom == 0)
            yield break;
        var next = double.NegativeInfinity;
        foreach (var series in Series.Where(series => series.Name is not null && series.Points.Count > 0).OrderBy(series => AtY(series.Points[^1].Y.Value)))
        {
            next = Math.Max(AtY(series.Points[^1].Y.Value) + 4, next + NameHeight);
            yield return $"<text class=\"name {series.Style}\" x=\"{N(AtX(series.Points[^1].X) + 8)}\" y=\"{N(next)}\">{series.Name}</text>\n";
        }
    }

    double AtX(double value) => Left + (InnerWidth * X.Place(value));

    double AtY(double value) => Top + (InnerHeight * (1 - Math.Clamp(Y.Place(value), 0, 1)));

    static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
