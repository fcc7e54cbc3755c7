using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Twofold.Photos;
using Twofold.Tables;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>The models that a person trained or opened here. Each is loaded when it is first used, and stays until its file is another.</summary>
sealed class ModelShelf(StudioDatabase database, TimeProvider time) : IDisposable
{
    readonly OpenFiles<PhotoPair> photoPairs = new(PhotoPair.Open);
    readonly OpenFiles<TablePair> tablePairs = new(TablePair.Open);
    readonly OpenFiles<KnownModel> described = new(Look);

    // Of the pair through whose recognizer they were read: they go with it.
    readonly ConditionalWeakTable<PhotoPair, PhotoNeighbors> recalled = new();

    // What is being recalled, by the pair and the folder.
    readonly SharedWork<(PhotoPair Pair, string Folder), PhotoNeighbors> recalling = new();

    /// <summary>The models, the newest first.</summary>
    public IReadOnlyList<KnownModel> All =>
        [.. database.Query("SELECT path, data FROM models ORDER BY added DESC", row => (Path: row.GetString(0), Data: row.IsDBNull(1) ? null : row.GetString(1))).Select(row => Describe(row.Path, row.Data))];

    /// <summary>A path for a new model that takes no other's place.</summary>
    public string PathFor(string name)
    {
        var folder = Path.Combine(database.Home, "models");
        Directory.CreateDirectory(folder);
        var safe = string.Concat(name.Select(character => Path.GetInvalidFileNameChars().Contains(character) ? '-' : character)).Trim('.', ' ');
        return Enumerable.Range(1, int.MaxValue).Select(n => Path.Combine(folder, $"{(safe.Length == 0 ? "model" : safe)}{(n == 1 ? "" : $"-{n}")}.twofold")).First(path => !File.Exists(path));
    }

    /// <summary>Takes a model file onto the shelf.</summary>
    /// <exception cref="TwofoldException">It cannot be opened.</exception>
    public KnownModel Add(string path, string? data)
    {
        var full = Path.GetFullPath(path);
        _ = Workbench.Models.Describe(full);
        database.Execute(
            "INSERT INTO models (path, data, added) VALUES ($path, $data, $added) ON CONFLICT (path) DO UPDATE SET data = COALESCE($data, data), added = $added",
            ("$path", full), ("$data", data), ("$added", time.GetUtcNow().ToUnixTimeMilliseconds()));
        return Find(IdOf(full));
    }

    /// <exception cref="TwofoldException">There is no such model.</exception>
    public KnownModel Find(string id) => All.FirstOrDefault(model => model.Id == id) ?? throw new TwofoldException($"There is no model '{id}': it may have been taken off the list.");

    /// <summary>Takes a model off the shelf; its file stays.</summary>
    public void Forget(string id)
    {
        var path = Find(id).Path;
        database.Execute("DELETE FROM models WHERE path = $path", ("$path", path));
        photoPairs.Forget(path);
        tablePairs.Forget(path);
        described.Forget(path);
    }

    /// <exception cref="TwofoldException">It is no model of photos, or cannot be opened.</exception>
    public PhotoPair Photos(string id) => Opened(photoPairs, id, PhotoPairInfo.PhotoKind);

    /// <exception cref="TwofoldException">It is no model of a table, or cannot be opened.</exception>
    public TablePair Table(string id) => Opened(tablePairs, id, TablePairInfo.TableKind);

    /// <summary>The photos that a model learned from, where they were recalled; null before, and where its file is another since.</summary>
    /// <exception cref="TwofoldException">It is no model of photos, or cannot be opened.</exception>
    public PhotoNeighbors? Training(string id) => recalled.TryGetValue(Photos(id), out var training) ? training : null;

    /// <summary>
    /// Recalls the photos that a model learned from; at once where that was done before and they are the same. That may take minutes: who wants it while
    /// it goes on for another waits for that.
    /// </summary>
    /// <exception cref="TwofoldException">It is not known what it learned from, or that is not there.</exception>
    public PhotoNeighbors Recall(string id, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var model = Find(id);
        var folder = model.Data ?? throw new TwofoldException($"It is not known which photos '{model.Name}' learned from: open its file again, and name their folder.");
        var pair = Photos(id);
        return recalling.Wait(
            (pair, folder),
            (shared, ending) =>
            {
                var training = TrainingPhotos.Read(pair.Recognizer, folder, Path.Combine(database.Home, "recalled", $"{id}.features"), shared, ending);
                recalled.AddOrUpdate(pair, training);
                return training;
            },
            progress,
            cancellation);
    }

    /// <summary>The photos that a model learned from, recalled where they were not yet; null, and why, where they are not there.</summary>
    /// <exception cref="TwofoldException">It is no model of photos, or cannot be opened.</exception>
    public (PhotoNeighbors? Training, string? Problem) TrainingOrProblem(string id, CancellationToken cancellation)
    {
        if (Training(id) is { } before)
            return (before, null);
        try
        {
            return (Recall(id, progress: null, cancellation), null);
        }
        catch (TwofoldException mistake)
        {
            return (null, mistake.Message);
        }
    }

    public void Dispose()
    {
        photoPairs.Dispose();
        tablePairs.Dispose();
        described.Dispose();
    }

    static string IdOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];

    TPair Opened<TPair>(OpenFiles<TPair> pairs, string id, string kind)
        where TPair : class
    {
        var model = Find(id);
        if (model.Problem is { } problem)
            throw new TwofoldException(problem);
        if (model.Kind != kind)
            throw new TwofoldException($"'{model.Name}' is a model of a {(model.Kind == PhotoPairInfo.PhotoKind ? "folder of photos" : "table")}: choose one of {(kind == PhotoPairInfo.PhotoKind ? "photos" : "a table")}.");
        return pairs.Get(model.Path);
    }

    KnownModel Describe(string path, string? data)
    {
        try
        {
            return described.Get(path) with { Data = data };
        }
        catch (Exception exception) when (exception is TwofoldException or IOException or UnauthorizedAccessException)
        {
            // The others are there still, be this one's disk gone.
            var problem = exception is TwofoldException ? exception.Message : $"'{path}' cannot be looked at ({exception.Message.TrimEnd('.')}): see whether its disk is there and lets you read it.";
            return new KnownModel(IdOf(path), path, NameOf(path), "", [], [], false, null, null, null, data, problem);
        }
    }

    static KnownModel Look(string path)
    {
        var info = Workbench.Models.Describe(path);
        var accuracy = info switch
        {
            // Of one label every answer is right.
            PhotoPairInfo { Labels.Count: > 1 } photos => photos.Recognizer.HeldOut.Accuracy,
            TablePairInfo table => table.Recognizer.HeldOut.Accuracy,
            _ => (double?)null,
        };
        return new KnownModel(IdOf(path), path, NameOf(path), info.Kind, info.Labels, info.Counts, info.HasCreator, (info as PhotoPairInfo)?.Creator?.Kind, accuracy, info.Created, null, null);
    }

    static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
