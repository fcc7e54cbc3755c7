namespace Twofold.Tables;

/// <summary>What the cells of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers, whose differences mean something.</summary>
    Number,

    /// <summary>One of a few texts, none greater than another: a color, a country.</summary>
    Category,

    /// <summary>Free text, of which the words matter.</summary>
    Text,
}
