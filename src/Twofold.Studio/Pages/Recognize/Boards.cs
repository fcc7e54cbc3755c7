using System.Collections.Concurrent;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>The boards that were laid out here. Each is opened when it is first looked at, and stays until the file of its model is another.</summary>
sealed class Boards(StudioDatabase database, ModelShelf models, OpenedFolders folders, TimeProvider time) : IDisposable
{
    readonly ConcurrentDictionary<string, Lazy<OpenBoard>> open = [];

    /// <summary>The boards, the newest first.</summary>
    public IReadOnlyList<KnownBoard> All => database.Query(
        "SELECT id, model, folder, created, job FROM boards ORDER BY created DESC",
        row => new KnownBoard(row.GetString(0), row.GetString(1), row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)), row.IsDBNull(4) ? null : row.GetString(4)));

    /// <exception cref="TwofoldException">There is no such board.</exception>
    public KnownBoard Find(string id) => All.FirstOrDefault(board => board.Id == id) ?? throw new TwofoldException($"There is no board '{id}': it may have been deleted.");

    /// <summary>Lays out a board for a folder, and begins the job that fills it.</summary>
    public KnownBoard Create(string model, string folder, Func<KnownBoard, Job> fill)
    {
        _ = models.Photos(model);
        var id = Guid.NewGuid().ToString("N")[..12];
        database.Execute(
            "INSERT INTO boards (id, model, folder, created) VALUES ($id, $model, $folder, $created)",
            ("$id", id), ("$model", model), ("$folder", folders.Within(folder)), ("$created", time.GetUtcNow().ToUnixTimeMilliseconds()));
        database.Execute("UPDATE boards SET job = $job WHERE id = $id", ("$job", fill(Find(id)).Id), ("$id", id));
        return Find(id);
    }

    /// <summary>Whether there is a board that this job fills.</summary>
    public bool IsFilledBy(string job) => All.Any(board => board.Job == job);

    /// <summary>Opens a board.</summary>
    /// <exception cref="TwofoldException">There is no such board, or its folder or model is gone.</exception>
    public Board Open(string id) => Current(id).Board;

    /// <summary>A board in numbers, and why its recognizer has not learned from the corrections where it cannot.</summary>
    /// <exception cref="TwofoldException">There is no such board, or its folder or model is gone.</exception>
    public BoardSummary Summary(string id)
    {
        var opened = Current(id);
        var summary = opened.Board.Summary();
        return summary.Taught ? summary : summary with { Problem = opened.Problem };
    }

    /// <summary>Lets the recognizer learn from a board's corrections.</summary>
    /// <exception cref="TwofoldException">There is no such board, or the photos that its model learned from are not there.</exception>
    public void Teach(string id, CancellationToken cancellation)
    {
        var opened = Current(id);
        Teach(Find(id), opened, cancellation);
        if (opened.Problem is { } problem)
            throw new TwofoldException(problem);
    }

    /// <summary>Deletes a board, with the corrections on it; photos stay as they are.</summary>
    public void Remove(string id)
    {
        _ = Find(id);
        // From here on nobody opens it any more, and who is about to comes before.
        database.Execute("DELETE FROM boards WHERE id = $id", ("$id", id));
        if (open.TryRemove(id, out var opened))
            Close(opened);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(FileOf(id))!, $"{id}.board*")) // It has a folder.
            File.Delete(file);
    }

    public void Dispose()
    {
        foreach (var opened in open.Values)
            if (opened.IsValueCreated)
                opened.Value.Board.Dispose();
    }

    OpenBoard Current(string id)
    {
        for (; ; )
        {
            var pair = models.Photos(Find(id).Model);
            var opened = open.GetOrAdd(id, _ => new Lazy<OpenBoard>(() => Load(id)));
            try
            {
                if (opened.Value.Pair == pair)
                    return opened.Value;
            }
            catch
            {
                // The disk may be there the next time.
                open.TryRemove(KeyValuePair.Create(id, opened));
                throw;
            }

            // Its recognizer is not the model's any more: neither may learn from what the other has seen.
            if (open.TryRemove(KeyValuePair.Create(id, opened)))
                Close(opened);
        }
    }

    static void Close(Lazy<OpenBoard> opened)
    {
        try
        {
            opened.Value.Board.Dispose();
        }
        catch (TwofoldException)
        {
            // It could not be opened: nothing is to be closed.
        }
    }

    OpenBoard Load(string id)
    {
        var known = Find(id);
        var pair = models.Photos(known.Model);
        var opened = new OpenBoard(Board.Open(FileOf(id), pair.Recognizer, known.Folder), pair);
        try
        {
            // What it was taught is in the corrections; the fit is not kept. Where it cannot be made anew, the corrections are there still.
            Teach(known, opened, CancellationToken.None);
            return opened;
        }
        catch
        {
            opened.Board.Dispose();
            throw;
        }
    }

    string FileOf(string id)
    {
        var folder = Path.Combine(database.Home, "boards");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{id}.board");
    }

    void Teach(KnownBoard known, OpenBoard opened, CancellationToken cancellation)
    {
        opened.Problem = null;
        if (opened.Board.Summary().Taught)
            return;
        var (training, problem) = models.TrainingOrProblem(known.Model, cancellation);
        if (training is null)
            opened.Problem = $"The corrections are kept, but not learned from: {problem}";
        else
            opened.Board.Teach(opened.Pair.Recognizer, training, cancellation);
    }

    /// <summary>A board that is open, and the pair whose recognizer sorts it.</summary>
    sealed class OpenBoard(Board board, PhotoPair pair)
    {
        public Board Board => board;

        public PhotoPair Pair => pair;

        /// <summary>Why the recognizer could not learn from the corrections; null where it could.</summary>
        public string? Problem { get; set; }
    }
}

/// <summary>A board that was laid out.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Model">The model whose recognizer sorts it.</param>
/// <param name="Folder">The folder whose photos lie on it.</param>
/// <param name="Created">When.</param>
/// <param name="Job">The job that fills it.</param>
sealed record KnownBoard(string Id, string Model, string Folder, DateTimeOffset Created, string? Job);
