namespace Twofold.Tables;

/// <summary>What a column is called and what its cells are.</summary>
public sealed class Column
{
    /// <summary>A column of numbers.</summary>
    /// <param name="name">What the column is called; not empty.</param>
    public Column(string name)
        : this(name, ColumnKind.Number, [])
    {
    }

    /// <summary>A column of any kind.</summary>
    /// <param name="name">What the column is called; not empty.</param>
    /// <param name="kind">What its cells are.</param>
    /// <param name="values">The texts that cells can be, which are copied: a cell holds the index of its text. None for numbers; of categories all different.</param>
    /// <exception cref="TwofoldException">There is no such kind, a number column has texts, a text is missing (null), or a category stands twice.</exception>
    public Column(string name, ColumnKind kind, IReadOnlyList<string> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        if (!Enum.IsDefined(kind))
            throw new TwofoldException($"Column '{name}' is of the kind {kind}, which there is not: give {string.Join(", ", Enum.GetNames<ColumnKind>())}.");
        if (kind == ColumnKind.Number && values.Count > 0)
            throw new TwofoldException($"The number column '{name}' was given {values.Count} texts: only categories and texts have them.");
        (Name, Kind, Values) = (name, kind, [.. values]);
        for (var code = 0; code < Values.Count; code++)
            if (Values[code] is null)
                throw new TwofoldException($"Text {code} of column '{name}' is missing (null): a cell without a text is NaN.");
        codes = new Lazy<Dictionary<string, int>>(Index);
        if (kind == ColumnKind.Category)
            _ = codes.Value;
    }

    // Texts of which there may be as many as rows are not copied from column to column.
    Column(string name, Column like)
    {
        (Name, Kind, Values) = (name, ColumnKind.Text, like.Values);
        codes = new Lazy<Dictionary<string, int>>(Index);
    }

    readonly Lazy<Dictionary<string, int>> codes;

    /// <summary>What the column is called.</summary>
    public string Name { get; }

    /// <summary>What its cells are.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The texts that cells can be: a cell holds the index of its text. Empty for numbers.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The index of <paramref name="value"/> among <see cref="Values"/>, the first where a text stands there twice; −1 where it is none of them.</summary>
    public int IndexOf(string value) => codes.Value.GetValueOrDefault(value, -1);

    /// <summary>A column of text with the texts of another one.</summary>
    internal static Column OfTextsOf(Column other, string name) => new(name, other);

    /// <summary>Whether a cell means the same in both columns: same kind and, of categories, the same ones in the same order.</summary>
    internal bool Matches(Column other) =>
        Kind == other.Kind && (Kind != ColumnKind.Category || ReferenceEquals(Values, other.Values) || Values.SequenceEqual(other.Values, StringComparer.Ordinal));

    Dictionary<string, int> Index()
    {
        var index = new Dictionary<string, int>(Values.Count, StringComparer.Ordinal);
        for (var code = 0; code < Values.Count; code++)
            if (!index.TryAdd(Values[code], code) && Kind == ColumnKind.Category)
                throw new TwofoldException($"Column '{Name}' lists the category '{Values[code]}' twice: list each once.");
        return index;
    }
}
