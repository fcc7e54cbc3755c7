namespace Twofold.Workbench;

/// <summary>What undo would take back.</summary>
/// <param name="Folder">The folder whose photos had been sorted; moved ones go back to it.</param>
/// <param name="Mode">What that sort had done.</param>
/// <param name="Files">How many files there are to take back, at most: some may have been left unsorted by a sort that was stopped.</param>
public sealed record UndoPlan(string Folder, SortMode Mode, long Files);
