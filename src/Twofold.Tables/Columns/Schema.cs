using System.Collections;
using System.Globalization;

namespace Twofold.Tables;

/// <summary>The columns of a table: what they are called and what their cells are. Immutable.</summary>
public sealed class Schema : IReadOnlyList<Column>
{
    // Null for unnamed numbers: a table of a million of them needs no million objects.
    readonly Column[]? columns;
    readonly Dictionary<string, int>? indices;

    /// <summary>A schema of named columns.</summary>
    /// <exception cref="TwofoldException">Two columns have the same name.</exception>
    public Schema(IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        this.columns = [.. columns];
        indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var j = 0; j < this.columns.Length; j++)
            if (!indices.TryAdd(this.columns[j].Name, j))
                throw new TwofoldException($"Two columns are called '{this.columns[j].Name}', numbers {indices[this.columns[j].Name] + 1} and {j + 1}: give each its own name.");
        Count = columns.Count;
        IsNumbers = this.columns.All(column => column.Kind == ColumnKind.Number);
    }

    Schema(int count) => (Count, IsNumbers) = (count, true);

    /// <summary>The number of columns.</summary>
    public int Count { get; }

    /// <summary>Whether every column is of numbers.</summary>
    public bool IsNumbers { get; }

    /// <summary>Whether the columns have names of their own; else they are called by their numbers, from "0".</summary>
    public bool IsNamed => columns is not null;

    /// <summary>The column at <paramref name="index"/>.</summary>
    public Column this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return columns?[index] ?? new Column(index.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>So many columns of numbers without names.</summary>
    public static Schema OfNumbers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Schema(count);
    }

    /// <summary>The index of the column called <paramref name="name"/>; −1 where there is none.</summary>
    public int IndexOf(string name) => indices is not null
        ? indices.GetValueOrDefault(name, -1)
        : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < Count ? index : -1;

    /// <inheritdoc/>
    public IEnumerator<Column> GetEnumerator()
    {
        for (var j = 0; j < Count; j++)
            yield return this[j];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>How a message calls a column: <c>column 3</c>, or <c>column 'age'</c>.</summary>
    internal string Describe(int column) => IsNamed ? $"column '{this[column].Name}'" : $"column {column}";

    /// <summary>Whether cells mean the same in both, column by column; names do not matter where one of them has none.</summary>
    internal bool Matches(Schema other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Count != other.Count)
            return false;
        if (IsNumbers && other.IsNumbers && !(IsNamed && other.IsNamed))
            return true;
        for (var j = 0; j < Count; j++)
            if (!this[j].Matches(other[j]) || (IsNamed && other.IsNamed && this[j].Name != other[j].Name))
                return false;
        return true;
    }
}
