namespace Twofold.Studio;

/// <summary>A folder as one looks for the right one.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Parent">The folder above it; null where that was not opened.</param>
/// <param name="Folders">The names of the folders in it, in order; hidden ones are left out.</param>
/// <param name="Files">How many files lie directly in it.</param>
/// <param name="Tables">The names of the files in it that are tables.</param>
/// <param name="Models">The names of the model files in it.</param>
sealed record FolderListing(string Path, string? Parent, IReadOnlyList<string> Folders, int Files, IReadOnlyList<string> Tables, IReadOnlyList<string> Models);
