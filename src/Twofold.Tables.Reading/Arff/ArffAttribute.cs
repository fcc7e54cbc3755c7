namespace Twofold.Tables.Reading;

/// <summary>A declared column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNumber">Whether it is numeric, real or integer.</param>
/// <param name="Categories">The declared categories; null for numbers and text.</param>
sealed record ArffAttribute(string Name, bool IsNumber, IReadOnlyList<string>? Categories)
{
    readonly HashSet<string> known = [.. Categories ?? []];

    /// <summary>What a sparse row means where it does not name the column.</summary>
    public string? Zero => IsNumber ? "0" : Categories?[0];

    /// <summary>Reads what follows <c>@attribute</c>; a date is taken as text.</summary>
    public static ArffAttribute Parse(ReadOnlySpan<char> declaration, Func<string, TwofoldException> wrong)
    {
        var text = declaration.Trim();
        var (name, length) = ArffText.Word(text, wrong);
        var type = text[length..].Trim();
        if (name.Length == 0 || type.IsEmpty)
            throw wrong($"declares '{text}', where a name and a type are expected, such as '@attribute age numeric'");
        if (type[0] == '{')
        {
            if (type.IndexOf('}') is var end && end < 0)
                throw wrong($"lists the categories of '{name}' without a closing }}");
            var categories = ArffText.Fields(type[1..type.LastIndexOf('}')], wrong).ConvertAll(field => field.Text);
            return categories.Count > 0 && categories.Distinct(StringComparer.Ordinal).Count() == categories.Count
                ? new ArffAttribute(name, false, categories)
                : throw wrong($"lists the categories of '{name}', and one is there twice");
        }

        var keyword = type.IndexOfAny(' ', '\t', '[') is >= 0 and var blank ? type[..blank] : type;
        return keyword.ToString().ToLowerInvariant() switch
        {
            "numeric" or "real" or "integer" => new ArffAttribute(name, true, null),
            "string" or "date" => new ArffAttribute(name, false, null),
            _ => throw wrong($"declares '{name}' as '{type}', where numeric, real, integer, string, date or {{categories}} is expected"),
        };
    }

    /// <summary>What is expected instead of a cell; null where it will do.</summary>
    public string? Complaint(string cell)
    {
        if (IsNumber)
            return CellRules.TryNumber(cell, out _) ? null : "a number";
        return Categories is null || known.Contains(cell) ? null : $"one of the declared categories ({string.Join(", ", Categories.Take(10))}{(Categories.Count > 10 ? ", …" : "")})";
    }
}
