using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>The photos that a model learned from as its recognizer sees them: what answers are explained by, and made-up pictures compared with.</summary>
public static class TrainingPhotos
{
    const int Version = 1;

    /// <summary>
    /// Reads the photos of a folder of label-named folders through a model's recognizer; those that cannot be read, and of labels that the model does
    /// not know, are left out. What was read is kept in a file, and taken from there while the folder's photos are the same.
    /// </summary>
    /// <param name="recognizer">The model's recognizer.</param>
    /// <param name="folder">The folder that it learned from.</param>
    /// <param name="kept">The file to keep what was read in; null for none.</param>
    /// <param name="progress">Told how many photos were read; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">The folder is not there, or none of its photos can be read.</exception>
    public static PhotoNeighbors Read(
        PhotoRecognizer recognizer, string folder, string? kept = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        var photos = LabeledPhotoFolder.Scan(folder, toLearn: false, progress, cancellation);
        int[] known = [.. Enumerable.Range(0, photos.Paths.Count).Where(i => recognizer.Labels.Contains(photos.Labels[photos.Codes[i]]))];
        if (known.Length == 0)
            throw new TwofoldException($"'{folder}' has no photos of the labels that the model knows, {Spelling.List(recognizer.Labels)}: give the folder that it learned from.");
        var fingerprint = Fingerprint(recognizer, photos);
        if (kept is not null && File.Exists(kept) && Load(kept, fingerprint) is { } before)
            return before;
        var labels = known.ToDictionary(i => photos.Paths[i], i => photos.Labels[photos.Codes[i]]);
        var (paths, features) = (new List<string>(), new List<float[]>());
        var done = 0;
        foreach (var (prediction, row) in recognizer.PredictFilesWithFeatures(known.Select(i => photos.Paths[i]), cancellation))
        {
            progress?.Report(new WorkProgress("Recalling the training photos", ++done, known.Length, "photos"));
            if (row is null)
                continue;
            paths.Add(prediction.Path);
            features.Add(row);
        }

        if (paths.Count == 0)
            throw new TwofoldException($"None of the {known.Length} photos in '{folder}' can be read: give the folder that the model learned from.");
        var read = new PhotoNeighbors(paths, [.. paths.Select(path => labels[path])], features);
        if (kept is not null)
            AtomicFile.Write(kept, stream => Save(stream, fingerprint, read));
        return read;
    }

    // Photos that were changed have another length or time; another network has other features.
    static string Fingerprint(PhotoRecognizer recognizer, LabeledPhotoFolder photos)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{Version} {recognizer.NetworkSha256}");
        foreach (var (i, path) in photos.Paths.Index())
        {
            var file = new FileInfo(path);
            Add($"{path}\n{photos.Codes[i]} {(file.Exists ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : "gone")}\n");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    static void Save(Stream stream, string fingerprint, PhotoNeighbors photos)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(fingerprint);
        writer.Write(photos.Paths.Count);
        writer.Write(photos.Features[0].Length);
        for (var i = 0; i < photos.Paths.Count; i++)
        {
            writer.Write(photos.Paths[i]);
            writer.Write(photos.Labels[i]);
            writer.Write(MemoryMarshal.AsBytes(photos.Features[i].AsSpan()));
        }
    }

    static PhotoNeighbors? Load(string path, string fingerprint)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            if (reader.ReadString() != fingerprint)
                return null;
            var (count, columns) = (reader.ReadInt32(), reader.ReadInt32());
            var (paths, labels, features) = (new string[count], new string[count], new float[count][]);
            for (var i = 0; i < count; i++)
            {
                (paths[i], labels[i], features[i]) = (reader.ReadString(), reader.ReadString(), new float[columns]);
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(features[i].AsSpan()));
            }

            return new PhotoNeighbors(paths, labels, features);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            // It saves time only: what cannot be read is read from the photos again.
            return null;
        }
    }
}
