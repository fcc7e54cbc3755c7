using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Twofold.Photos;
using Twofold.Tables;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>The models that a person trained or opened here. Each is loaded when it is first used, and stays.</summary>
sealed class ModelShelf(StudioDatabase database, TimeProvider time) : IDisposable
{
    readonly ConcurrentDictionary<string, Lazy<PhotoPair>> photoPairs = [];
    readonly ConcurrentDictionary<string, Lazy<TablePair>> tablePairs = [];
    readonly ConcurrentDictionary<string, PhotoNeighbors> recalled = [];
    readonly ConcurrentDictionary<(string Path, DateTime Written), KnownModel> described = [];

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
    public void Forget(string id) => database.Execute("DELETE FROM models WHERE path = $path", ("$path", Find(id).Path));

    /// <exception cref="TwofoldException">It is no model of photos, or cannot be opened.</exception>
    public PhotoPair Photos(string id) => Opened(photoPairs, id, PhotoPairInfo.PhotoKind, PhotoPair.Open);

    /// <exception cref="TwofoldException">It is no model of a table, or cannot be opened.</exception>
    public TablePair Table(string id) => Opened(tablePairs, id, TablePairInfo.TableKind, TablePair.Open);

    /// <summary>The photos that a model learned from, where they were recalled; null before.</summary>
    public PhotoNeighbors? Training(string id) => recalled.GetValueOrDefault(id);

    /// <summary>Recalls the photos that a model learned from; at once where that was done before and they are the same.</summary>
    /// <exception cref="TwofoldException">It is not known what it learned from, or that is not there.</exception>
    public PhotoNeighbors Recall(string id, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var model = Find(id);
        var folder = model.Data ?? throw new TwofoldException($"It is not known which photos '{model.Name}' learned from: open its file again, and name their folder.");
        return recalled[id] = TrainingPhotos.Read(Photos(id).Recognizer, folder, Path.Combine(database.Home, "recalled", $"{id}.features"), progress, cancellation);
    }

    public void Dispose()
    {
        foreach (var pair in photoPairs.Values)
            if (pair.IsValueCreated)
                pair.Value.Dispose();
    }

    static string IdOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];

    TPair Opened<TPair>(ConcurrentDictionary<string, Lazy<TPair>> pairs, string id, string kind, Func<string, TPair> open)
    {
        var model = Find(id);
        if (model.Problem is { } problem)
            throw new TwofoldException(problem);
        if (model.Kind != kind)
            throw new TwofoldException($"'{model.Name}' is a model of a {(model.Kind == PhotoPairInfo.PhotoKind ? "folder of photos" : "table")}: choose one of {(kind == PhotoPairInfo.PhotoKind ? "photos" : "a table")}.");
        return pairs.GetOrAdd(id, _ => new Lazy<TPair>(() => open(model.Path))).Value;
    }

    KnownModel Describe(string path, string? data)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var key = (path, File.GetLastWriteTimeUtc(path));
        if (described.TryGetValue(key, out var before))
            return before with { Data = data };
        try
        {
            var info = Workbench.Models.Describe(path);
            var accuracy = info switch
            {
                PhotoPairInfo photos => photos.Recognizer.HeldOut.Accuracy,
                TablePairInfo table => table.Recognizer.HeldOut.Accuracy,
                _ => (double?)null,
            };
            return described[key] = new KnownModel(IdOf(path), path, name, info.Kind, info.Labels, info.Counts, info.HasCreator, accuracy, info.Created, data, null);
        }
        catch (TwofoldException exception)
        {
            return new KnownModel(IdOf(path), path, name, "", [], [], false, null, null, data, exception.Message);
        }
    }
}
