namespace Twofold.Workbench;

/// <summary>
/// Takes the last sort of an output folder back, all of its runs: moved photos return to their old paths, with what was changed of them since, and copies and
/// links go, as far as they are still what the sort made and the original still stands. Killed at any point, it is continued by running it again.
/// </summary>
public static class Undo
{
    const int BatchSize = 64;

    /// <summary>Looks at what undo would take back, and touches nothing: where photos go is to be known before they go.</summary>
    /// <param name="request">The folder that was sorted into.</param>
    /// <exception cref="TwofoldException">There is nothing to undo, another process sorts there, or the folder that was sorted cannot be used as it is.</exception>
    public static UndoPlan Look(UndoRequest request) =>
        WithLastSort(request, null, (journal, sort) => new UndoPlan(sort.Folder, sort.Mode, journal.RevertibleCount(sort)));

    /// <summary>Takes the last sort back.</summary>
    /// <param name="request">The folder that was sorted into.</param>
    /// <param name="progress">Is told after every batch; null for nothing.</param>
    /// <param name="cancellation">Stops it; undo again continues.</param>
    /// <exception cref="TwofoldException">There is nothing to undo, or another folder's sort, another process sorts there, or the disk or a permission stops it.</exception>
    /// <exception cref="OperationCanceledException">It was canceled; undo again continues.</exception>
    public static UndoResult Run(UndoRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(request, progress, null, cancellation);

    /// <summary>The same, with a word before every step that changes something: tests throw there.</summary>
    internal static UndoResult Run(UndoRequest request, IProgress<WorkProgress>? progress, Action<string>? beforeStep, CancellationToken cancellation) =>
        WithLastSort(request, beforeStep, (journal, sort) => Revert(journal, sort, new(beforeStep), progress, cancellation));

    static T WithLastSort<T>(UndoRequest request, Action<string>? beforeStep, Func<Journal, Journal.Sort, T> work)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SortFailure.Explain(request.Into, "undo", () =>
        {
            var into = RealPath.Of(request.Into);
            if (!Journal.Exists(into))
                throw new TwofoldException($"There is nothing to undo in '{request.Into}': nothing was sorted into it. Give the folder that was given to 'sort' with --into.");
            using var journal = Journal.Open(into, beforeStep);
            var sort = journal.LastSort()
                ?? throw new TwofoldException($"There is nothing to undo in '{request.Into}': {(journal.HasSorted ? "every sort into it was taken back already" : "nothing was sorted into it")}.");
            if (request.Folder is { } folder && folder != sort.Folder)
                throw new TwofoldException($"The last sort into '{request.Into}' is of '{sort.Folder}' by now, and not of '{folder}': look what there is to take back, then undo again.");
            CheckFolder(sort, request.Into, journal.RevertibleCount(sort) > 0);
            return work(journal, sort);
        });
    }

    // What the journal says of the folder is true of the day on which it was sorted, and not even that where the journal came from somebody else.
    static void CheckFolder(Journal.Sort sort, string into, bool madeSomething)
    {
        // Without the originals every copy would look like the last one, and be kept for good.
        if (!Directory.Exists(sort.Folder))
            throw new TwofoldException($"'{sort.Folder}' is not there: connect its disk or restore the folder, then undo again.");
        if (sort.IsDiskAway)
            throw new TwofoldException($"'{sort.Folder}' was the folder of a disk or drive, and is empty now: connect it, then undo again. If it is gone for good, the photos are in '{into}'.");
        if (RealPath.FirstLink(sort.Folder) is { } link)
            throw new TwofoldException($"'{link}' is a symbolic link, and was none when '{sort.Folder}' was sorted: it leads to '{RealPath.Of(sort.Folder)}', which may be any other folder. Put the folder itself back in its place, then undo again.");
        if (sort.Mode != SortMode.Move && madeSomething && !Directory.EnumerateFileSystemEntries(sort.Folder).Any())
            throw new TwofoldException($"'{sort.Folder}' is empty, so that all in '{into}' would be kept as the last of its kind: connect its disk or restore its photos, then undo again.");
        if (sort.Mode == SortMode.Move && RealPath.IsHidden(sort.Folder))
            throw new TwofoldException($"'{sort.Folder}' is hidden, or lies in a hidden folder, from where no photos are moved by a sort: the journal may be somebody else's, and nothing is moved there. If they are your photos, move them by hand.");
    }

    static UndoResult Revert(Journal journal, Journal.Sort sort, FileActions files, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        journal.InTransaction(() => journal.SetStage(sort, Journal.Stage.Undoing));
        var (kept, changed) = (new ProblemList(), new ProblemList());
        var (reverted, isUnfinished) = (0L, false);
        var bound = long.MaxValue;
        while (journal.Revertible(sort, bound, BatchSize) is { Count: > 0 } batch)
        {
            List<(FileAction Action, Journal.Outcome Outcome)> endings = [];
            foreach (var action in batch)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    var (isReverted, reason, change) = files.Revert(action);
                    if (reason is not null)
                        kept.Add(reason);
                    if (change is not null)
                        changed.Add(change);
                    reverted += isReverted ? 1 : 0;
                    endings.Add((action, reason is not null ? Journal.Outcome.Kept : isReverted || action.IsDone ? Journal.Outcome.Reverted : Journal.Outcome.Gone));
                }
                catch (Exception exception) when (exception is FileProblemException or UnauthorizedAccessException || (exception is IOException io && !SortFailure.IsFullDisk(io)))
                {
                    // One file that cannot be reached now does not hold up the others.
                    kept.Add($"'{action.Destination}' was not taken back ({exception.Message.TrimEnd('.')}): mend that and undo again.");
                    isUnfinished = true;
                }
            }

            journal.InTransaction(() =>
            {
                foreach (var (action, outcome) in endings)
                    journal.Conclude(action, outcome);
            });
            bound = batch[^1].Id;
            progress?.Report(new("Undoing the sort", reverted, null, "files"));
        }

        foreach (var folder in journal.Folders(sort).OrderByDescending(folder => folder.Length))
            files.RemoveFolderIfEmpty(folder);
        if (!isUnfinished)
        {
            SortManifest.TakeBack(journal, sort);
            journal.InTransaction(() => journal.SetStage(sort, Journal.Stage.Undone));
        }

        return new()
        {
            Folder = sort.Folder,
            Mode = sort.Mode,
            Reverted = reverted,
            ChangedCount = changed.Count,
            Changed = changed.First,
            KeptCount = kept.Count,
            Kept = kept.First,
            Unfinished = isUnfinished,
        };
    }
}
