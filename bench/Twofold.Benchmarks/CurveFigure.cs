using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>Learning curves as a picture of its own, for a page that is none of ours.</summary>
static class CurveFigure
{
    /// <summary>The colors of the page, light and dark, and how lines look.</summary>
    public const string Style = """
        <style>
        svg { --paper: #ffffff; --ink: #2a2722; --muted: #645e54; --line: #e2ddd2; --discriminative: #23638f; --generative: #a0481f; font-family: system-ui, sans-serif; }
        @media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #ece7dd; --muted: #aaa294; --line: #3a372f; --discriminative: #86bfe6; --generative: #eba078; } }
        .paper { fill: var(--paper); }
        text { font-size: 10.5px; fill: var(--muted); }
        .name { font-size: 13px; font-weight: 600; fill: var(--ink); }
        .grid-line { stroke: var(--line); }
        .axis, .tick-line { stroke: var(--muted); fill: none; }
        .band { stroke: none; opacity: 0.16; }
        .band.generative { fill: var(--generative); }
        .band.discriminative { fill: var(--discriminative); }
        .line path { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .line.generative path { stroke: var(--generative); }
        .line.discriminative path { stroke: var(--discriminative); }
        .line.second path { stroke-dasharray: 5 3; }
        </style>
        """;

    /// <summary>Error against the number of examples, of every model; the second of a family is dashed.</summary>
    public static string Errors(ComparisonResult result, int width, int height)
    {
        var series = result.Contenders.Select((contender, place) => new Series(
            contender.Name,
            ComparisonReport.Style(contender.Family) + (result.Contenders.Take(place).Any(other => other.Family == contender.Family) ? " second" : ""),
            [.. contender.Curve.Where(point => point.Accuracy is not null).Select(point => ((double)point.Examples, Error(point.Accuracy!.Value)))]) // Those without are out.
        {
            HasMarks = false,
        }).ToList();
        var x = new Axis("examples", result.Sizes[0] * 0.92, result.Sizes[^1] * 1.05) { IsLogarithmic = true, Label = value => value >= 1000 ? $"{value / 1000:0.#}k" : $"{value:0}" };
        return new Plot("Error against the number of examples", x, Axis.Around("error, %", series.SelectMany(one => one.Points).Select(point => point.Y.Value), 0, 100), series) { Width = width, Height = height }.ToSvg().ToString();
    }

    static Interval Error(Interval accuracy) => new(100 * (1 - accuracy.Value), 100 * (1 - accuracy.High), 100 * (1 - accuracy.Low));
}
