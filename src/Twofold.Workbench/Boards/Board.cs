using System.Security.Cryptography;
using System.Text;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// A folder of photos sorted on a board before anything is done on the disk: a column for each label and for what is unsure, unfamiliar or
/// unreadable. A person corrects labels, the recognizer learns from that, and the board is sorted again; then it is applied. Kept in a file, so that it
/// is there again after the process was killed. Thread-safe.
/// </summary>
public sealed class Board : IDisposable
{
    /// <summary>The column of photos whose probability is under the model's threshold.</summary>
    public const string Unsure = SetAsideFolders.Unsure;

    /// <summary>The column of photos that are like nothing the model was shown.</summary>
    public const string Unfamiliar = SetAsideFolders.Unfamiliar;

    /// <summary>The column of files that cannot be read.</summary>
    public const string Unreadable = SetAsideFolders.Unreadable;

    /// <summary>Photos taken onto the board at a time: a second's work, which is all that a kill can lose.</summary>
    const int BatchSize = 64;

    readonly BoardFile file;
    readonly Lock gate = new();
    readonly List<BoardPhoto> photos = [];
    readonly List<float[]?> features = [];
    readonly Dictionary<string, int> byPath = new(StringComparer.Ordinal);
    Dictionary<string, List<BoardPhoto>>? columns;
    PhotoRecognizer recognizer;
    string taughtFrom = "";
    // A board that is opened again has changed too.
    long version = Environment.TickCount64;
    bool isClosed;

    Board(BoardFile file, PhotoRecognizer recognizer, string folder)
    {
        (this.file, this.recognizer, Folder) = (file, recognizer, folder);
        foreach (var (path, row, error, correction) in file.Photos())
            Take(path, row, error, recognizer.Labels.Contains(correction) ? correction : null); // The model may have other labels by now.
        Judge();
    }

    /// <summary>The folder whose photos lie on it.</summary>
    public string Folder { get; }

    /// <summary>The recognizer that sorts it: the model's, or what that has become by corrections.</summary>
    public PhotoRecognizer Recognizer
    {
        get
        {
            lock (gate)
                return recognizer;
        }
    }

    /// <summary>Opens a board, or makes an empty one for a folder.</summary>
    /// <param name="path">The board's file.</param>
    /// <param name="recognizer">The model's recognizer; it has to live as long as the board.</param>
    /// <param name="folder">The folder of photos.</param>
    /// <exception cref="TwofoldException">The file is a board of another folder or of a model with another network, or is damaged; or a label of the model is the name of a board's own column.</exception>
    public static Board Open(string path, PhotoRecognizer recognizer, string folder)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        if (recognizer.Labels.FirstOrDefault(SetAsideFolders.All.Contains) is { } label)
            throw new TwofoldException($"The model has the label '{label}', which every board has a column of for photos without one: give its photos' folder another name, and train the model again.");
        var real = RealPath.Of(folder);
        var file = new BoardFile(path);
        try
        {
            if (file.Find("folder") is { } before && before != real)
                throw new TwofoldException($"'{path}' is the board of '{before}', not of '{folder}': give another file.");
            // A board of an earlier Twofold does not say through which network it was filled: it is taken for this one.
            if (file.Find("network") is { } network && network != recognizer.NetworkSha256)
                throw new TwofoldException($"The board of '{folder}' was filled through another network than the model has now, which was trained anew since: put the board away, and lay it out anew.");
            var board = new Board(file, recognizer, real);
            file.Keep("folder", real);
            file.Keep("network", recognizer.NetworkSha256);
            return board;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes the folder's photos onto the board, as they are judged; those that lie on it already are left as they are.</summary>
    /// <param name="progress">Told how many photos lie on it; null for nothing.</param>
    /// <param name="cancellation">Stops it; called again it goes on.</param>
    /// <exception cref="TwofoldException">The folder is not there, or has no photos, or the board was closed.</exception>
    /// <exception cref="OperationCanceledException">Stopped; what lies on the board stays.</exception>
    public void Fill(IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        var paths = PhotoFolder.Walk(Folder, new PhotoFolderTally()).ToList();
        if (paths.Count == 0)
            throw new TwofoldException($"There are no photos in '{Folder}' or its subfolders: choose a folder with photos.");
        List<string> missing;
        lock (gate)
            missing = [.. paths.Where(path => !byPath.ContainsKey(path))];
        var done = paths.Count - missing.Count;
        var first = Recognizer;
        foreach (var batch in first.PredictFilesWithFeatures(missing, cancellation).Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            lock (gate)
            {
                CheckOpen();
                var before = photos.Count;
                file.Add(batch.Select((photo, i) => (before + i, photo.Prediction.Path, photo.Features, photo.Prediction.Error)));
                foreach (var (prediction, row) in batch)
                    Put(Take(prediction.Path, row, prediction.Error, correction: null), prediction);
                // Taught meanwhile: the network is the same, and only what it makes of a photo has changed.
                if (recognizer != first)
                    Judge([.. Enumerable.Range(before, batch.Length)]);
                Changed();
            }

            progress?.Report(new WorkProgress("Sorting", done += batch.Length, paths.Count, "photos"));
        }
    }

    /// <summary>The board in numbers.</summary>
    public BoardSummary Summary()
    {
        lock (gate)
        {
            return new BoardSummary(
                Columns().ToDictionary(column => column.Key, column => column.Value.Count),
                photos.Count, photos.Count(photo => photo.Correction is not null), taughtFrom == CorrectionsFingerprint(), version);
        }
    }

    /// <summary>A part of a column: what the recognizer is least sure of first, what a person has put there last.</summary>
    /// <param name="column">A label, <see cref="Unsure"/>, <see cref="Unfamiliar"/> or <see cref="Unreadable"/>.</param>
    /// <param name="from">The first one, from 0.</param>
    /// <param name="count">At most so many.</param>
    public IReadOnlyList<BoardPhoto> Column(string column, int from, int count)
    {
        lock (gate)
            return Columns().TryGetValue(column, out var all) ? [.. all.Skip(Math.Max(0, from)).Take(count)] : throw NoColumn(column);
    }

    /// <summary>A photo by its number.</summary>
    /// <exception cref="TwofoldException">There is none of that number.</exception>
    public BoardPhoto Photo(int id)
    {
        lock (gate)
            return id >= 0 && id < photos.Count ? photos[id] : throw new TwofoldException($"There is no photo {id} on the board, which has {photos.Count}.");
    }

    /// <summary>Why a photo lies where it lies.</summary>
    /// <param name="id">The photo's number.</param>
    /// <param name="training">The photos that the model learned from; null where they are not there.</param>
    /// <exception cref="TwofoldException">It cannot be read, or there is none of that number.</exception>
    public PhotoExplanation Explain(int id, PhotoNeighbors? training)
    {
        var photo = Photo(id);
        lock (gate)
        {
            return features[id] is { } row
                ? PhotoExplanation.Of(recognizer, training, photo.Path, row)
                : throw new TwofoldException(photo.Error ?? $"'{photo.Path}' could not be read.");
        }
    }

    /// <summary>Gives photos the label that they have in truth, or takes that back.</summary>
    /// <param name="ids">The photos' numbers.</param>
    /// <param name="label">The label; null to leave them to the recognizer again.</param>
    /// <exception cref="TwofoldException">The label is unknown, a photo cannot be read, there is none of that number, or the board was closed.</exception>
    public void Correct(IReadOnlyList<int> ids, string? label)
    {
        ArgumentNullException.ThrowIfNull(ids);
        lock (gate)
        {
            CheckOpen();
            if (label is not null)
                _ = LabelEncoding.IndexOf(recognizer.Labels, label);
            foreach (var id in ids)
                if (Photo(id).Error is { } error)
                    throw new TwofoldException($"A file that cannot be read has no label: {error}");
            file.Correct(ids, label);
            foreach (var id in ids)
                photos[id] = photos[id] with { Correction = label, Place = label ?? photos[id].Place };
            if (label is null)
                Judge(ids);
            Changed();
        }
    }

    /// <summary>Lets both halves of the recognizer learn from the corrections, beside all that they learned from before, and sorts the board again.</summary>
    /// <param name="original">The model's own recognizer.</param>
    /// <param name="training">The photos that it learned from.</param>
    /// <param name="cancellation">Stops the fit.</param>
    public void Teach(PhotoRecognizer original, PhotoNeighbors training, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(training);
        List<BoardPhoto> corrected;
        string fingerprint;
        lock (gate)
        {
            corrected = [.. photos.Where(photo => photo.Correction is not null)];
            fingerprint = CorrectionsFingerprint();
            if (fingerprint == taughtFrom)
                return;
        }

        // Outside of the gate: the board can be looked at meanwhile.
        var taught = corrected.Count == 0
            ? original
            : original.Refit(
                [.. training.Features, .. corrected.Select(photo => features[photo.Id]!)], // Only what was read can be corrected.
                [.. training.Labels, .. corrected.Select(photo => photo.Correction!)],
                cancellation);
        lock (gate)
        {
            (recognizer, taughtFrom) = (taught, fingerprint);
            Judge();
            Changed();
        }
    }

    /// <summary>
    /// What sorts the photos on the disk as they lie on the board now. Given to <see cref="Apply"/> again it continues the same sort, whatever was corrected and
    /// learned meanwhile; one that is asked for anew after that is another sort, and refused where photos would lie there twice.
    /// </summary>
    /// <param name="into">The folder that gets a folder for each label.</param>
    /// <param name="mode">What happens to a photo.</param>
    /// <exception cref="TwofoldException">The board was applied to there as it lay before, or the folder's photos were sorted there otherwise, and that was not taken back.</exception>
    public SortRequest Plan(string into, SortMode mode = SortMode.Copy)
    {
        string state;
        lock (gate)
            state = $"board {recognizer.Sha256} {CorrectionsFingerprint()}";
        var request = new SortRequest { Folder = Folder, Into = into, Mode = mode, Model = state, Once = true };
        Sorter.CheckOnce(request);
        return request;
    }

    /// <summary>Sorts the photos on the disk as they lie on the board; <see cref="Undo"/> takes it back.</summary>
    /// <param name="request">From <see cref="Plan"/>.</param>
    /// <param name="progress">Is told after every batch; null for nothing.</param>
    /// <param name="cancellation">Stops it; the same again continues it.</param>
    /// <exception cref="TwofoldException">The folder cannot be used, photos would lie there twice, or the disk or a permission stops the sort.</exception>
    public SortResult Apply(SortRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Sorter.Run(request with { Folder = Folder, Once = true }, (paths, stop) => paths.Select(path => AsPrediction(path, stop)), progress, sorted: null, cancellation);
    }

    /// <summary>Closes it. Who works with it can look at it still, and is told when something is to be kept.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            file.Dispose();
        }
    }

    void CheckOpen()
    {
        if (isClosed)
            throw new TwofoldException($"The board of '{Folder}' was closed meanwhile: open it again.");
    }

    PhotoPrediction AsPrediction(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (byPath.TryGetValue(path, out var id))
                return Prediction(photos[id], features[id] is { } row ? recognizer.PredictFeatures([path], [row])[0] : new PhotoPrediction { Path = path });
        }

        // Come since the board was filled.
        return Recognizer.PredictFiles([path], cancellation).First();
    }

    static PhotoPrediction Prediction(BoardPhoto photo, PhotoPrediction recognized) => recognized with
    {
        Label = photo.Correction ?? photo.Label,
        Probability = photo.Correction is null ? photo.Probability : 1,
        Unsure = photo.Place == Unsure,
        Unfamiliar = photo.Place == Unfamiliar,
        Error = photo.Error,
    };

    int Take(string path, float[]? row, string? error, string? correction)
    {
        var id = photos.Count;
        photos.Add(new BoardPhoto(id, path, "", 0, error is null ? correction ?? Unsure : Unreadable, correction, error));
        features.Add(row);
        byPath[path] = id;
        return id;
    }

    void Judge() => Judge([.. Enumerable.Range(0, photos.Count)]);

    void Judge(IReadOnlyList<int> ids)
    {
        int[] readable = [.. ids.Where(id => features[id] is not null)];
        var predictions = recognizer.PredictFeatures([.. readable.Select(id => photos[id].Path)], [.. readable.Select(id => features[id]!)]); // Just filtered.
        for (var i = 0; i < readable.Length; i++)
            Put(readable[i], predictions[i]);
    }

    void Put(int id, PhotoPrediction prediction) => photos[id] = photos[id] with
    {
        Label = prediction.Label,
        Probability = prediction.Probability,
        Place = photos[id].Correction ?? (prediction.Error is not null ? Unreadable : prediction.Unfamiliar ? Unfamiliar : prediction.Unsure ? Unsure : prediction.Label),
    };

    Dictionary<string, List<BoardPhoto>> Columns()
    {
        if (columns is not null)
            return columns;
        columns = recognizer.Labels.Concat([Unsure, Unfamiliar, Unreadable]).ToDictionary(name => name, _ => new List<BoardPhoto>());
        foreach (var photo in photos)
            columns[photo.Place].Add(photo);
        foreach (var column in columns.Values)
            column.Sort((a, b) => (a.Correction is not null, a.Probability, a.Id).CompareTo((b.Correction is not null, b.Probability, b.Id)));
        return columns;
    }

    string CorrectionsFingerprint()
    {
        var text = string.Join('\n', photos.Where(photo => photo.Correction is not null).Select(photo => $"{photo.Path}\t{photo.Correction}"));
        return text.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    void Changed() => (columns, version) = (null, version + 1);

    TwofoldException NoColumn(string column) =>
        new($"There is no column '{column}': there are {Spelling.List([.. recognizer.Labels, Unsure, Unfamiliar, Unreadable])}.");
}
