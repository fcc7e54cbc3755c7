using System.Diagnostics;
using System.Text;
using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench;

/// <summary>Learns a pair and writes its model file.</summary>
public static class Trainer
{
    const string ModelEnding = ".twofold", UnfinishedEnding = ".unfinished";
    const int LongestName = 255;

    /// <summary>Learns from a folder of label-named folders of photos, or from a table, and writes the model file, whole or not at all.</summary>
    /// <param name="request">What to learn from, and how.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellation">Ends the training; the best so far is kept and written where there is a recognizer already.</param>
    /// <exception cref="TwofoldException">The data or an option will not do, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to keep.</exception>
    public static async Task<TrainResult> RunAsync(TrainRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var clock = Stopwatch.StartNew();
        var path = request.Out ?? request.From ?? DefaultName(request.Data);
        // Before minutes of work, not after them.
        CheckWritable(path);
        if (request.SuspectsPage is { } page)
            SuspectsPage.CheckName(page);
        if (request.From is { } from)
            return await AddPhotosAsync(request, from, path, clock, progress, cancellation).ConfigureAwait(false);
        return DataKind.IsTable(request.Data)
            ? await Task.Run(() => TrainOnTable(request, path, clock, progress, cancellation), CancellationToken.None).ConfigureAwait(false)
            : await TrainOnPhotosAsync(request, path, clock, progress, cancellation).ConfigureAwait(false);
    }

    static async Task<TrainResult> TrainOnPhotosAsync(TrainRequest request, string path, Stopwatch clock, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var unfinished = request.Options.Unfinished ?? path + UnfinishedEnding;
        var options = request.Options with { Unfinished = unfinished, CheckLabels = request.Options.CheckLabels || request.SuspectsPage is not null };
        var training = await PhotoPairTrainer.TrainAsync(request.Data, options, progress, cancellation).ConfigureAwait(false);
        using var pair = training.Pair;
        var (written, warnings) = Save(training, path, isLess: training.Stopped, options.Resume);
        List<string> said = [.. training.Warnings, .. warnings];
        if (!training.Stopped && Remove(unfinished) is { } left)
            said.Add(left);
        SuspectExample[]? suspects = training.Suspects is null
            ? null
            : [.. training.Suspects.Select(photo => new SuspectExample(photo.Path, photo.Given, photo.Likely, photo.GivenProbability, photo.LikelyProbability))];
        if (request.SuspectsPage is { } page && suspects is not null)
            said.AddRange(KeptFile.Save(file => SuspectsPage.Write(file, suspects, pair.Info.Data.Counts.Sum()), page, "The page with suspect photos").Warnings);
        return new TrainResult(written, pair.Info, said, training.Stopped, clock.Elapsed)
        {
            Unfinished = File.Exists(unfinished) ? unfinished : null,
            Suspects = suspects,
        };
    }

    /// <summary>Removes what a training that is done could have gone on from; says it in a sentence where that fails, because the model is there all the same.</summary>
    static string? Remove(string unfinished)
    {
        try
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"'{unfinished}' is no longer needed and cannot be removed: {exception.Message} Remove it, or the next training of this name will ask about it.";
        }
    }

    static async Task<TrainResult> AddPhotosAsync(TrainRequest request, string from, string path, Stopwatch clock, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        if (DataKind.IsTable(request.Data))
            throw new TwofoldException($"'{request.Data}' is a table, and photos are added to '{from}': give a folder of label-named folders of photos.");
        using var old = PhotoPair.Open(from);
        var training = await PhotoAddition.AddAsync(old, KeptFeatures.Open(from, old), request.Data, progress, cancellation).ConfigureAwait(false);
        using var pair = training.Pair;
        var (written, warnings) = Save(training, path, isLess: false);
        return new TrainResult(written, pair.Info, [.. training.Warnings, .. warnings], Stopped: false, clock.Elapsed);
    }

    static (string Path, string[] Warnings) Save(PhotoPairTraining training, string path, bool isLess, bool goesOn = false) => Save(
        file =>
        {
            // The features first: a model beside the features of an older one would refuse them.
            training.KeptFeatures?.Save(file);
            training.Pair.Save(file);
        },
        path,
        isLess,
        goesOn,
        training.KeptFeatures is not null);

    /// <summary>Writes a model. One that was there before stays, beside it: it may have taken hours.</summary>
    /// <param name="save">Writes it to a path.</param>
    /// <param name="path">Where the person wants it.</param>
    /// <param name="isLess">Whether its training was stopped, so that one that is there may be better.</param>
    /// <param name="goesOn">Whether that training went on with one that was stopped, whose model is no better.</param>
    /// <param name="hasFeatures">Whether features are written beside it.</param>
    static (string Path, string[] Warnings) Save(Action<string> save, string path, bool isLess, bool goesOn = false, bool hasFeatures = false)
    {
        List<string> said = [];
        var place = !isLess ? path : PreviousModel.Names(path).First(name => !Path.Exists(name) || (goesOn && PreviousModel.IsOfStopped(name)));
        if (place != path && Path.Exists(path))
            said.Add($"This training was stopped, so the model '{path}' stays as it was.");
        var isReplaced = false;
        if (File.Exists(place) && PreviousModel.TryKeep(place) is { } previous)
        {
            isReplaced = true;
            said.Add($"The model that was there before is '{previous}' now.");
        }
        else if (File.Exists(place))
        {
            said.Add($"The model '{place}' cannot be copied, so it stays as it was.");
            place = PreviousModel.Names(path).First(name => !Path.Exists(name));
        }

        var (written, warnings) = KeptFile.Save(save, place, "The model");
        // They are of the model before, and were kept with it.
        if (isReplaced && written == place && !hasFeatures && Remove(place + KeptFeatures.Ending) is { } left)
            said.Add(left);
        return (written, [.. said, .. warnings]);
    }

    static TrainResult TrainOnTable(TrainRequest request, string path, Stopwatch clock, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var (training, leftOut) = TableTraining.Run(request, progress, cancellation);
        var (written, warnings) = Save(training.Pair.Save, path, isLess: training.Stopped);
        return new TrainResult(written, training.Pair.Info, [.. leftOut, .. warnings], training.Stopped, clock.Elapsed)
        {
            Suspects = training.Suspects is null
                ? null
                : [.. training.Suspects.Select(row => new SuspectExample($"{request.Data}:{row.Example + 1}", row.Given, row.Likely, row.GivenProbability, row.LikelyProbability))],
        };
    }

    static string DefaultName(string data)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data));
        var name = Directory.Exists(full) ? Path.GetFileName(full) : Path.GetFileNameWithoutExtension(full);
        return $"{(name.Length == 0 ? "model" : name)}{ModelEnding}";
    }

    static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
            throw new TwofoldException($"'{path}' is a folder: give the name of the model file to write, such as '{Path.Combine(path, "pets.twofold")}'.");
        // A slip of the hand must not replace a person's data by a model of them.
        if (File.Exists(path) && !Path.GetExtension(path).Equals(ModelEnding, StringComparison.OrdinalIgnoreCase))
            throw new TwofoldException($"'{path}' is there already and does not end in '{ModelEnding}', so it is not overwritten: choose another name with '--out'.");
        if (PreviousModel.LongestName(path) is var longest && Encoding.UTF8.GetByteCount(longest) > LongestName)
            throw new TwofoldException($"'{path}' is too long a name: with what is added to it ('{longest}') it has {Encoding.UTF8.GetByteCount(longest)} bytes, and file systems take {LongestName}. Choose a shorter one with '--out'.");
        // The nearest folder that is there: a training that fails leaves no empty ones behind.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!; // A full path that is no folder has one above it.
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
            folder = above;
        try
        {
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.partial");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{path}' cannot be written: {exception.Message} Choose another place with '--out'.", exception);
        }
    }
}
