namespace Twofold.Workbench;

/// <summary>Which folder's last sort to take back.</summary>
/// <param name="Into">The folder that was sorted into.</param>
public sealed record UndoRequest(string Into);
