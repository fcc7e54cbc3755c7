namespace Twofold.Cli;

/// <summary>The learning curves of the two families' models in characters: g generative, d discriminative, * both.</summary>
static class TextCurve
{
    const int Rows = 9;
    const int ColumnWidth = 5;

    /// <summary>The lines; none where there is nothing to draw.</summary>
    public static IEnumerable<string> Of(ComparisonResult result)
    {
        if (result.Families is not { Generative: { } generative, Discriminative: { } discriminative })
            return [];
        var curves = new[] { Curve(result, generative), Curve(result, discriminative) };
        var values = curves.SelectMany(curve => curve.Values).ToList();
        var sizes = result.Sizes.Where(size => curves.Any(curve => curve.ContainsKey(size))).ToList();
        if (values.Count == 0)
            return [];
        var (low, high) = (values.Min(), values.Max());
        var step = Math.Max((high - low) / (Rows - 1), 1e-9);
        return
        [
            $"right, %: g {generative}, d {discriminative}",
            .. Enumerable.Range(0, Rows).Select(row =>
            {
                var cells = sizes.Select(size => Mark(curves.Select(curve => curve.TryGetValue(size, out var value) && (int)Math.Round((high - value) / step) == row).ToArray()));
                return $"{100 * (high - (row * step)),6:0.0} |{string.Concat(cells)}".TrimEnd();
            }),
            $"       +{new string('-', sizes.Count * ColumnWidth)}",
            $"        {string.Concat(sizes.Select(size => $"{Short(size),ColumnWidth}"))}  {result.Noun}s learned from",
        ];
    }

    static Dictionary<int, double> Curve(ComparisonResult result, string name) =>
        result.Find(name)!.Curve.Where(point => point.Accuracy is not null).ToDictionary(point => point.Examples, point => point.Accuracy!.Value.Value); // It is one of them.

    static string Mark(bool[] isHere) => (isHere switch { [true, true] => "*", [true, _] => "g", [_, true] => "d", _ => "" }).PadLeft(ColumnWidth);

    static string Short(int size) => size >= 10_000 ? $"{size / 1000}k" : $"{size}";
}
