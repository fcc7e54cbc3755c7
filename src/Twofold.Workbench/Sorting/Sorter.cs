using System.Diagnostics;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// Sorts a folder of photos into a folder for each label. Photos are taken in batches, each while the next is recognized: a batch is planned in the journal, then done, then noted as done; killed
/// at any point, every photo exists whole, the same request continues, and <see cref="Undo"/> takes everything back.
/// </summary>
public sealed class Sorter
{
    // A batch shares the journal's flushes; it is small enough that little is left planned when a run is killed, and that the last one, during which
    // nothing is left to recognize, is soon done.
    internal const int BatchSize = 128;

    // Flushes wait for the disk, not for the processor, and disks take several at once.
    const int FlushesAtOnce = 16;

    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    readonly SortRequest request;
    readonly string folder, into;
    readonly IProgress<WorkProgress>? progress;
    readonly IProgress<SortedPhoto>? sorted;
    readonly CancellationToken cancellation;
    readonly Action<string>? beforeStep;
    readonly FileActions files;
    readonly ProblemList problems = new();
    readonly Stopwatch clock = Stopwatch.StartNew();
    long total, done, doneBefore, inPlace, passed;

    Sorter(SortRequest request, string folder, string into, IProgress<WorkProgress>? progress, IProgress<SortedPhoto>? sorted, Action<string>? beforeStep, CancellationToken cancellation)
    {
        (this.request, this.folder, this.into, this.progress, this.sorted, this.cancellation) = (request, folder, into, progress, sorted, cancellation);
        this.beforeStep = beforeStep;
        files = new(beforeStep);
    }

    /// <summary>Sorts, or continues the sort that the same request began.</summary>
    /// <param name="request">What to sort, and where to.</param>
    /// <param name="recognize">Takes a stream of paths and gives what the recognizer says of each, in any order.</param>
    /// <param name="progress">Is told after every batch; null for nothing.</param>
    /// <param name="sorted">Is told of each photo that this run sorted or, in a dry run, would sort; null for nothing.</param>
    /// <param name="cancellation">Stops the sort; the same request continues it.</param>
    /// <exception cref="TwofoldException">The folders cannot be used as they were given, another process sorts there, or the disk or a permission stops the sort.</exception>
    /// <exception cref="OperationCanceledException">It was canceled; the same request continues it.</exception>
    public static SortResult Run(
        SortRequest request,
        Func<IEnumerable<string>, CancellationToken, IEnumerable<PhotoPrediction>> recognize,
        IProgress<WorkProgress>? progress = null,
        IProgress<SortedPhoto>? sorted = null,
        CancellationToken cancellation = default) =>
        Run(request, recognize, progress, sorted, null, cancellation);

    /// <summary>The same, with a word before every step that changes something: tests throw there.</summary>
    internal static SortResult Run(
        SortRequest request,
        Func<IEnumerable<string>, CancellationToken, IEnumerable<PhotoPrediction>> recognize,
        IProgress<WorkProgress>? progress,
        IProgress<SortedPhoto>? sorted,
        Action<string>? beforeStep,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(recognize);
        return SortFailure.Explain(request.Into, "sort", () =>
        {
            if (File.Exists(request.Into))
                throw new TwofoldException($"'{request.Into}' is a file: give the folder to sort into.");
            var (folder, into) = (RealPath.Of(request.Folder), RealPath.Of(request.Into));
            if (RealPath.IsWithin(into, folder))
                throw new TwofoldException($"'{request.Into}' is the folder '{request.Folder}' that is to be sorted, or lies inside it: give an output folder outside of it.");
            if (request.Mode == SortMode.Move && RealPath.IsHidden(folder))
                throw new TwofoldException($"'{folder}' is hidden, or lies in a hidden folder, into which undo would move nothing back: copy instead, or move the folder to where it is seen and sort it there.");
            return new Sorter(request, folder, into, progress, sorted, beforeStep, cancellation).Run(recognize);
        });
    }

    SortResult Run(Func<IEnumerable<string>, CancellationToken, IEnumerable<PhotoPrediction>> recognize)
    {
        Survey();
        if (total == 0 && !Journal.Exists(into))
            throw NoPhotos();
        using var journal = request.DryRun ? Journal.OpenCopy(into) : Journal.Open(into, beforeStep);
        if (journal.LastSort() is { Stage: Journal.Stage.Undoing })
            throw new TwofoldException($"An undo in '{request.Into}' was interrupted: let it finish with 'undo' first, then sort again.");
        CheckOnce(journal, request, folder);
        var begun = journal.FindSort(folder, request.Mode, request.Model);
        if (begun is { IsDiskAway: true })
            throw new TwofoldException($"'{request.Folder}' was the folder of a disk or drive, and is empty now: connect it, then sort again.");
        var sort = begun ?? (total == 0 ? throw NoPhotos() : journal.AddSort(folder, request.Mode, request.Model));
        doneBefore = journal.PhotoCount(sort, Journal.Outcome.Done);
        if (request.DryRun)
            done = journal.PhotoCount(sort, Journal.Outcome.Planned);
        else
            CleanUpAfter(journal, sort);

        var walk = new PhotoFolderTally();
        using var sidecars = new Sidecars();
        var taking = Task.CompletedTask;
        try
        {
            foreach (var batch in Batches(recognize(Unknown(journal, sort, walk), cancellation)))
            {
                // One batch is done while the next is recognized: the disk and the processor work at once, and no more is in memory than these two.
                taking.GetAwaiter().GetResult();
                cancellation.ThrowIfCancellationRequested();
                taking = Task.Factory.StartNew(() => Take(journal, sort, batch, sidecars), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            taking.GetAwaiter().GetResult();
        }
        finally
        {
            // Whatever else went wrong, the journal is not let go of in the middle of a batch.
            Task.WhenAny(taking).Wait(CancellationToken.None);
        }

        cancellation.ThrowIfCancellationRequested();
        var manifest = request.DryRun ? null : SortManifest.Write(journal);
        return Result(journal, sort, walk, manifest);
    }

    /// <summary>Refuses a request to sort <see cref="SortRequest.Once"/> that would be refused, before anything is done.</summary>
    /// <exception cref="TwofoldException">Another sort has copied or linked photos of the folder to there, or is at work there.</exception>
    internal static void CheckOnce(SortRequest request) => SortFailure.Explain(request.Into, "sort", () =>
    {
        var into = RealPath.Of(request.Into);
        if (!Journal.Exists(into))
            return false;
        using var journal = Journal.Open(into);
        CheckOnce(journal, request, RealPath.Of(request.Folder));
        return true;
    });

    static void CheckOnce(Journal journal, SortRequest request, string folder)
    {
        if (request.Once && journal.FindSort(folder, request.Mode, request.Model) is null && journal.FindDoubling(folder) is { } other)
        {
            throw new TwofoldException(
                $"Photos of '{folder}' were {(other.Mode == SortMode.Copy ? "copied" : "linked")} into '{request.Into}' by another sort before, and would lie there twice: undo that one first, or sort into another folder.");
        }
    }

    IEnumerable<List<PhotoPrediction>> Batches(IEnumerable<PhotoPrediction> photos)
    {
        var batch = new List<PhotoPrediction>(BatchSize);
        var waiting = new Stopwatch();
        foreach (var photo in photos)
        {
            cancellation.ThrowIfCancellationRequested();
            if (batch.Count == 0)
                waiting.Restart();
            batch.Add(photo);
            if (batch.Count < BatchSize && waiting.Elapsed < LongestWait)
                continue;
            yield return batch;
            batch = new(BatchSize);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    // Counts the photos, for the time left, and finds what hard links cannot reach, before the first action.
    void Survey()
    {
        var target = FileFacts.Of(RealPath.ExistingAncestor(into))?.FileSystem;
        string? last = null;
        foreach (var path in PhotoFolder.Walk(folder, new()))
        {
            cancellation.ThrowIfCancellationRequested();
            total++;
            var parent = Path.GetDirectoryName(path) ?? "";
            if (request.Mode != SortMode.Hardlink || parent == last)
                continue;
            last = parent;
            if (FileFacts.Of(parent)?.FileSystem != target)
                throw new TwofoldException($"'{parent}' and '{request.Into}' lie on different file systems, between which there are no hard links: copy or move instead, or give an output folder on the same file system.");
        }
    }

    IEnumerable<string> Unknown(Journal journal, Journal.Sort sort, PhotoFolderTally walk)
    {
        foreach (var path in PhotoFolder.Walk(folder, walk))
        {
            if (IsKnown(journal, sort, path))
                Interlocked.Increment(ref passed);
            else
                yield return path;
        }
    }

    // Whether a file needs no planning: it is planned, or what this sort made, or what it has sorted. A name alone does not tell: cameras count from one again.
    static bool IsKnown(Journal journal, Journal.Sort sort, string file) =>
        journal.IsMade(sort, file) || (journal.Latest(sort, file) is { } action && (!action.IsDone || FileActions.IsStillSorted(action)));

    // What a killed run left: actions that are planned, and temporary files, of this sort or another.
    void CleanUpAfter(Journal journal, Journal.Sort sort)
    {
        foreach (var other in journal.Others(sort))
        {
            foreach (var page in Pages(journal, other))
            {
                foreach (var action in page)
                    files.RemoveTemporary(action);
            }
        }

        foreach (var page in Pages(journal, sort))
        {
            cancellation.ThrowIfCancellationRequested();
            journal.InTransaction(() => journal.Touch(sort));
            Finish(journal, page, resumed: true);
        }
    }

    static IEnumerable<IReadOnlyList<FileAction>> Pages(Journal journal, Journal.Sort sort)
    {
        for (var page = journal.Planned(sort, 0, BatchSize); page.Count > 0; page = journal.Planned(sort, page[^1].Id, BatchSize))
            yield return page;
    }

    void Take(Journal journal, Journal.Sort sort, List<PhotoPrediction> batch, Sidecars sidecars)
    {
        List<FileAction> plan = [];
        Dictionary<long, PhotoPrediction> photos = [];
        journal.InTransaction(() =>
        {
            journal.Touch(sort);
            foreach (var photo in batch)
            {
                try
                {
                    Plan(journal, sort, photo, sidecars, plan, photos);
                }
                catch (FileProblemException problem)
                {
                    problems.Add(problem.Message);
                }
            }
        });
        var finished = request.DryRun ? plan : Finish(journal, plan, resumed: false);
        foreach (var action in finished)
        {
            if (photos.TryGetValue(action.Id, out var photo))
                sorted?.Report(Describe(photo, action));
        }

        done += request.DryRun ? photos.Count : 0;
        var all = done + inPlace + Interlocked.Read(ref passed);
        progress?.Report(new("Sorting photos", all, Math.Max(total, all), "photos", $"{done / clock.Elapsed.TotalSeconds:0} photos/s"));
    }

    void Plan(Journal journal, Journal.Sort sort, PhotoPrediction photo, Sidecars sidecars, List<FileAction> plan, Dictionary<long, PhotoPrediction> photos)
    {
        var path = Path.GetFullPath(photo.Path);
        if (FileActions.Look(path) is not { IsRegular: true } facts)
        {
            problems.Add(path.Contains('\ufffd')
                ? $"'{path}' has a name that is not UTF-8, by which it cannot be found: rename it, then sort again."
                : $"'{path}' is no longer there, or is no plain file: it was not sorted.");
            return;
        }

        var place = PlaceOf(photo);
        var target = Path.Combine(into, place);
        if (IsKnown(journal, sort, path))
            return;
        if (Path.GetDirectoryName(path) == target)
        {
            inPlace++;
            return;
        }

        if (FileFacts.Of(target) is null)
            journal.AddFolder(sort, target);
        var stem = Path.GetFileNameWithoutExtension(path);
        List<(string Path, FileFacts Facts)> group = [(path, facts)];
        foreach (var sidecar in sidecars.Of(path))
        {
            // Of two photos with one stem, the first takes along what can only be moved once; copies and links are made for both.
            if (FileActions.Look(sidecar) is { IsRegular: true } found && !(sort.Mode == SortMode.Move && IsKnown(journal, sort, sidecar)))
                group.Add((sidecar, found));
        }

        var number = SafeNames.FirstFree(n => group.Exists(file => IsTaken(journal, Destination(file.Path, n))));
        var id = journal.AddPhoto(sort, photo with { Path = path }, place);
        foreach (var file in group)
        {
            var action = journal.AddAction(sort, id, file.Path, Destination(file.Path, number), file.Facts);
            plan.Add(action);
            if (file.Path == path)
                photos.Add(action.Id, photo);
        }

        string Destination(string file, int n) => Path.Combine(target, SafeNames.Numbered(Path.GetFileName(file), stem, n));
    }

    List<FileAction> Finish(Journal journal, IReadOnlyList<FileAction> plan, bool resumed)
    {
        foreach (var target in plan.Select(action => Path.GetDirectoryName(action.Destination) ?? "").Distinct())
            files.MakeFolder(target);

        var endings = new (FileAction Action, Journal.Outcome Outcome, byte[]? Hash, string? Problem)[plan.Count];
        // Threads of their own: the pool would take seconds to see that its threads wait. Faults are injected in a fixed order, by one.
        var next = -1;
        Task.WhenAll(Enumerable.Range(0, beforeStep is null ? Math.Min(FlushesAtOnce, plan.Count) : 1).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < plan.Count;)
                {
                    cancellation.ThrowIfCancellationRequested();
                    endings[i] = Finish(journal, plan[i], resumed);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).GetAwaiter().GetResult();
        files.FlushFolders(plan.Select(action => Path.GetDirectoryName(action.Destination) ?? ""));
        journal.InTransaction(() =>
        {
            foreach (var (action, outcome, hash, problem) in endings)
                journal.Conclude(action, outcome, hash, problem);
        });

        List<FileAction> finished = [];
        foreach (var (action, outcome, _, problem) in endings)
        {
            if (problem is not null)
                problems.Add(problem);
            if (outcome != Journal.Outcome.Done)
                continue;
            finished.Add(action);
            done += Sidecars.IsSidecar(action.Source) ? 0 : 1;
        }

        return finished;
    }

    // A file with a problem stays planned: the next run tries it again.
    (FileAction, Journal.Outcome, byte[]?, string?) Finish(Journal journal, FileAction action, bool resumed)
    {
        try
        {
            var (ending, hash) = files.Perform(action, resumed);
            // What belongs to it is there already: it follows.
            if (ending == FileActions.Ending.Replaced && journal.HasDoneWith(action))
                (ending, hash) = files.Perform(action, resumed: false);
            for (; ending == FileActions.Ending.Taken; (ending, hash) = files.Perform(action, resumed: false))
                action = Redirect(journal, action);
            return ending switch
            {
                FileActions.Ending.Done => (action, Journal.Outcome.Done, hash, null),
                FileActions.Ending.Replaced => (action, Journal.Outcome.Gone, null, null),
                _ => (action, Journal.Outcome.Gone, null, $"'{action.Source}' disappeared before it could be sorted."),
            };
        }
        catch (FileProblemException problem)
        {
            return (action, Journal.Outcome.Planned, null, problem.Message);
        }
    }

    // Somebody took the name after it was planned.
    static FileAction Redirect(Journal journal, FileAction action)
    {
        var name = Path.GetFileName(action.Source);
        var stem = Path.GetFileNameWithoutExtension(name);
        var target = Path.GetDirectoryName(action.Destination) ?? "";
        lock (journal)
        {
            var number = SafeNames.FirstFree(n => IsTaken(journal, Path.Combine(target, SafeNames.Numbered(name, stem, n))));
            var redirected = action;
            journal.InTransaction(() => redirected = journal.Redirect(action, Path.Combine(target, SafeNames.Numbered(name, stem, number))));
            return redirected;
        }
    }

    static bool IsTaken(Journal journal, string path) => FileFacts.Of(path) is not null || journal.IsDestination(path);

    static string PlaceOf(PhotoPrediction photo) =>
        photo.Error is not null ? SetAsideFolders.Unreadable
        : photo.Unfamiliar ? SetAsideFolders.Unfamiliar
        : photo.Unsure ? SetAsideFolders.Unsure
        : SafeNames.Folder(photo.Label);

    static SortedPhoto Describe(PhotoPrediction photo, FileAction action) => new()
    {
        Source = action.Source,
        Destination = action.Destination,
        Label = photo.Label,
        Probability = photo.Probability,
        Probabilities = photo.Probabilities,
        Unsure = photo.Unsure,
        Unfamiliar = photo.Unfamiliar,
        Error = photo.Error,
    };

    SortResult Result(Journal journal, Journal.Sort sort, PhotoFolderTally walk, string? manifest)
    {
        foreach (var unreadable in walk.UnreadableFolders)
            problems.Add($"The folder {unreadable}");
        var places = journal.Places(sort);
        var (left, leftFiles) = LeftFiles(journal, sort);
        long In(string place) => places.GetValueOrDefault((place, ""));
        return new()
        {
            Labels = places.Where(entry => entry.Key.Label.Length > 0).ToDictionary(entry => entry.Key.Label, entry => entry.Value),
            Unsure = In(SetAsideFolders.Unsure),
            Unfamiliar = In(SetAsideFolders.Unfamiliar),
            Unreadable = In(SetAsideFolders.Unreadable),
            Sidecars = journal.SidecarCount(sort),
            Sorted = done,
            AlreadyDone = doneBefore + inPlace,
            SkippedHidden = walk.Hidden,
            SkippedOther = left + walk.Links + walk.Special,
            SkippedFiles = leftFiles,
            ProblemCount = problems.Count,
            Problems = problems.First,
            Manifest = manifest,
            Elapsed = clock.Elapsed,
        };
    }

    // The files of other types that no photo took along. Looked for when all is done: which of them belong to a photo is known then.
    (long Count, IReadOnlyList<string> First) LeftFiles(Journal journal, Journal.Sort sort)
    {
        var left = new ProblemList();
        foreach (var _ in PhotoFolder.Walk(folder, new(), other: file =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (!journal.IsMade(sort, file) && (journal.Latest(sort, file) is not { } action || (action.IsDone && sort.Mode == SortMode.Move)))
                left.Add(file);
        }))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return (left.Count, left.First);
    }

    TwofoldException NoPhotos() => new($"There are no photos in '{request.Folder}' or its subfolders: give a folder with photos.");
}
