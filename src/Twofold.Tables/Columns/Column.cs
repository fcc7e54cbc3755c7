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
    /// <param name="values">The texts that cells can be, all different: a cell holds the index of its text. None for numbers.</param>
    /// <exception cref="TwofoldException">A number column has texts, or a text stands twice.</exception>
    public Column(string name, ColumnKind kind, IReadOnlyList<string> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        if (kind == ColumnKind.Number && values.Count > 0)
            throw new TwofoldException($"The number column '{name}' was given {values.Count} texts: only categories and texts have them.");
        (Name, Kind, Values) = (name, kind, values);
        codes = new Lazy<Dictionary<string, int>>(Index);
        if (kind == ColumnKind.Category)
            _ = codes.Value;
    }

    readonly Lazy<Dictionary<string, int>> codes;

    /// <summary>What the column is called.</summary>
    public string Name { get; }

    /// <summary>What its cells are.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The texts that cells can be: a cell holds the index of its text. Empty for numbers.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The index of <paramref name="value"/> among <see cref="Values"/>; −1 where it is none of them.</summary>
    public int IndexOf(string value) => codes.Value.GetValueOrDefault(value, -1);

    /// <summary>Whether a cell means the same in both columns: same kind and, of categories, the same ones in the same order.</summary>
    internal bool Matches(Column other) =>
        Kind == other.Kind && (Kind != ColumnKind.Category || ReferenceEquals(Values, other.Values) || Values.SequenceEqual(other.Values, StringComparer.Ordinal));

    Dictionary<string, int> Index()
    {
        var index = new Dictionary<string, int>(Values.Count, StringComparer.Ordinal);
        for (var code = 0; code < Values.Count; code++)
            if (!index.TryAdd(Values[code], code))
                throw new TwofoldException($"Column '{Name}' lists the text '{Values[code]}' twice: list each once.");
        return index;
    }
}
