namespace Twofold;

/// <summary>In what an example is unlike those that a model has seen.</summary>
public enum UnfamiliarKind
{
    /// <summary>It is of a label that was left out of the training.</summary>
    NewLabel,

    /// <summary>Each of its cells is one of the column's, but of another row: they do not go together.</summary>
    ShuffledCells,
}
