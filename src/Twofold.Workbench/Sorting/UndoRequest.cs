namespace Twofold.Workbench;

/// <summary>Which folder's last sort to take back.</summary>
/// <param name="Into">The folder that was sorted into.</param>
/// <param name="Folder">The folder whose photos were sorted, as <see cref="UndoPlan.Folder"/> told it to the person: a sort of any other is left alone. Null, the default, for whichever it is.</param>
public sealed record UndoRequest(string Into, string? Folder = null);
