using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using NetVips;
using Twofold.Photos;
using Twofold.Photos.Onnx;
using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// Where the time of recognizing and sorting photos goes, and how far it is from what the same machine needs for decoding alone and for the network
/// alone: <c>photos --data FOLDER --backbone FILE [--large FOLDER] [--small FOLDER --small-model FILE] [--predictions 100000]</c>. FOLDER holds
/// folders of labelled photos, as for <c>train</c>; large photos are those of cameras, small ones those of CIFAR-10, sorted by a network from scratch.
/// Times are of one core, in milliseconds of processor time a photo, which other processes disturb least; rates are by the clock, on all cores.
/// </summary>
static class PhotoBenchmark
{
    const int MostPhotos = 400;

    static readonly int Cores = Environment.ProcessorCount;

    public static int Run(string[] arguments)
    {
        var backbone = InstalledBackbone.Of(Option(arguments, "--backbone") ?? throw Missing("--backbone"));
        var data = Option(arguments, "--data") ?? throw Missing("--data");
        var model = Path.Combine(Directory.CreateTempSubdirectory("twofold-benchmark-").FullName, "photos.twofold");
        var options = new PhotoPairOptions { Backbone = backbone.Path, Creator = CreatorChoice.None };
        using (var trained = PhotoPair.TrainAsync(data, options).GetAwaiter().GetResult())
            trained.Save(model);

        Stages("ordinary photos", data, model, backbone);
        Accuracy(data, backbone);
        Latency(data, model);
        if (Option(arguments, "--large") is { } large)
            Stages("large photos", large, model, backbone);
        if (Option(arguments, "--small") is { } small && Option(arguments, "--small-model") is { } smallModel)
        {
            Stages("small photos, a network from scratch", small, smallModel, backbone: null);
            Growth(small, smallModel, int.Parse(Option(arguments, "--predictions") ?? "100000", CultureInfo.InvariantCulture));
        }

        return 0;
    }

    static void Stages(string what, string folder, string model, InstalledBackbone? backbone)
    {
        using var pair = PhotoPair.Open(model);
        var recognizer = pair.Recognizer;
        var (extractor, preparation) = (recognizer.Extractor, recognizer.Extractor.Preparation);
        string[] all = [.. PhotoFolder.Walk(folder, new PhotoFolderTally())];
        string[] files = [.. all.Take(MostPhotos)];
        ReadOnlyMemory<byte>[] pictures = [.. ParallelMap.Ordered(files, file => PhotoReader.ReadPrepared(file, preparation).Pixels, CancellationToken.None)];

        Console.WriteLine($"{what}: {all.Length} in '{folder}', the first {files.Length} by stages; ms of one core a photo");
        var decoding = Measure("decoding alone: what is needed of it", files, file => Decode(file, preparation));
        Measure("libvips' thumbnail to the short side", files, file => Thumbnail(file, preparation.ShortSide));
        var reading = Measure("our reading: decode, cut, scale", files, file => PhotoReader.ReadPrepared(file, preparation));
        Pillow(files, preparation);
        if (backbone is not null)
            InSinglePrecision(backbone, ShortSideOf(files), pictures);
        var network = Measure("our graph: bytes in, features out", pictures, picture => extractor.PreparedFeatures(picture.Span));
        Measure("one after the other: file to prediction", files, file => recognizer.Predict(file));

        var decodingRate = Rate(files, file => Decode(file, preparation));
        var networkRate = Rate(pictures, picture => extractor.PreparedFeatures(picture.Span));
        var readingRate = Rate(files, file => PhotoReader.ReadPrepared(file, preparation));
        var predictions = Stopwatch.StartNew();
        var predicted = recognizer.PredictFiles(all).Count() / predictions.Elapsed.TotalSeconds;
        var slower = Math.Min(decodingRate, networkRate);
        var floor = 1 / ((1 / decodingRate) + (1 / networkRate));
        Console.WriteLine($"  on {Cores} cores, photos a second: decoding alone {decodingRate:0}, our reading {readingRate:0}, network alone {networkRate:0}, both floors one after the other {floor:0}");
        Print("predicting", predicted, slower, floor);
        foreach (var mode in new[] { SortMode.Hardlink, SortMode.Copy })
            Sort(folder, model, mode, all.Length, slower, floor);
        Console.WriteLine($"  one core a photo: decoding {decoding:0.00} + {reading - decoding:0.00} to cut and scale + network {network:0.00} ms; most memory so far {Peak()} MB");
        Console.WriteLine();
    }

    static void Print(string what, double rate, double slower, double floor) =>
        Console.WriteLine($"  {what,-38} {rate,8:0} photos a second: {rate / slower:P0} of the slower stage alone, {rate / floor:P0} of both floors");

    static void Sort(string folder, string model, SortMode mode, int photos, double slower, double floor)
    {
        // Beside the photos: hard links need the same file system.
        var into = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder)) ?? ".", $"twofold-sorted-{Environment.ProcessId}");
        try
        {
            var clock = Stopwatch.StartNew();
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var result = PhotoSorter.Run(new SortRequest { Folder = folder, Into = into, Mode = mode, Model = model }, model);
            process.Refresh();
            if (result.Sorted != photos)
                throw new InvalidOperationException($"{result.Sorted} of {photos} photos were sorted: {string.Join(' ', result.Problems)}");
            Print($"sorting end to end, {mode.ToString().ToLowerInvariant()}", photos / clock.Elapsed.TotalSeconds, slower, floor);
            Console.WriteLine($"  {"",-38} {(process.TotalProcessorTime - before).TotalMilliseconds / photos,8:0.00} ms of one core a photo");
        }
        finally
        {
            if (Directory.Exists(into))
                Directory.Delete(into, recursive: true);
        }
    }

    static int ShortSideOf(string[] files) => files.Select(PhotoReader.TryReadSize).OfType<(int Width, int Height)>().Max(size => Math.Min(size.Width, size.Height));

    static void InSinglePrecision(InstalledBackbone backbone, int largestShortSide, ReadOnlyMemory<byte>[] pictures)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var published = new InferenceSession(backbone.Path, options);
        using var run = new RunOptions();
        using var single = PhotoNetwork.Open(backbone.ToRecognizerFor(largestShortSide).Onnx);
        var preparation = backbone.Backbone.Preparation;
        using var tensor = OrtValue.CreateTensorValueFromMemory(new float[3 * preparation.Width * preparation.Height], [1, 3, preparation.Height, preparation.Width]);
        Measure("the backbone as published", pictures, _ => published.Run(run, [published.InputNames[0]], [tensor], [published.OutputNames[0]]).Dispose());
        Measure("our graph in single precision", pictures, picture => single.Features(picture.Span, 1));
    }

    // What bytes cost: heads fitted and judged by the trainer's own cross-validation, on the features of both graphs.
    static void Accuracy(string folder, InstalledBackbone backbone)
    {
        const int seeds = 3;
        var photos = LabeledPhotoFolder.Scan(folder, toLearn: true, progress: null, CancellationToken.None);
        var (single, preparation) = backbone.ToRecognizerFor(photos.ShortSides().Largest);
        ReadOnlyMemory<byte>[] pictures = [.. ParallelMap.Ordered(photos.Paths, file => PhotoReader.ReadPrepared(file, preparation).Pixels, CancellationToken.None)];
        string[] labels = [.. photos.Codes.Select(code => photos.Labels[code])];
        Console.WriteLine($"held-out accuracy on '{folder}', {seeds} divisions:");
        foreach (var (what, onnx) in new[] { ("single precision", single), ("bytes", BackboneQuantization.TryQuantize(single, preparation, photos.Paths, CancellationToken.None)) })
        {
            if (onnx is null)
                continue;
            using var network = new FeatureExtractor(PhotoNetwork.Open(onnx), preparation);
            var features = network.ToTable(ParallelMap.Ordered(pictures, picture => network.PreparedFeatures(picture.Span), CancellationToken.None));
            double[] accuracies = [.. Enumerable.Range(0, seeds).Select(seed =>
                RecognizerHeadTrainer.OnFrozenFeatures(features, labels, new HeadThresholdShares(), (ulong)seed, CancellationToken.None).HeldOut.Accuracy)];
            Console.WriteLine($"  {what,-42} {string.Join(", ", accuracies.Select(accuracy => accuracy.ToString("P1", CultureInfo.InvariantCulture)))}: mean {accuracies.Average():P2}");
        }

        Console.WriteLine();
    }

    // Two threads, each with one prediction after the other, as a service has them.
    static void Latency(string folder, string model)
    {
        const int threads = 2;
        using var pair = PhotoPair.Open(model);
        string[] files = [.. PhotoFolder.Walk(folder, new PhotoFolderTally()).Take(MostPhotos)];
        var times = new double[threads][];
        for (var round = 0; round < 2; round++)
        {
            // The first round only warms up.
            Task.WaitAll([.. Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
                () => times[thread] = [.. files.Select(file => { var clock = Stopwatch.GetTimestamp(); pair.Recognizer.Predict(file); return Stopwatch.GetElapsedTime(clock).TotalMilliseconds; })],
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))]);
        }

        double[] sorted = [.. times.SelectMany(time => time).Order()];
        Console.WriteLine($"single predictions, {threads} at a time, {sorted.Length} in all: p50 {sorted[sorted.Length / 2]:0.00} ms, p99 {sorted[sorted.Length * 99 / 100]:0.00} ms, slowest {sorted[^1]:0.00} ms");
        Console.WriteLine();
    }

    static void Growth(string folder, string model, int predictions)
    {
        using var pair = PhotoPair.Open(model);
        string[] files = [.. PhotoFolder.Walk(folder, new PhotoFolderTally())];
        var (done, part) = (0, Math.Max(1, predictions / 10));
        Console.Write($"memory in MB after each tenth of {predictions} predictions:");
        while (done < predictions)
        {
            var until = Math.Min(predictions, done + part);
            Parallel.For(done, until, new ParallelOptions { MaxDegreeOfParallelism = Cores }, i => pair.Recognizer.Predict(files[i % files.Length]));
            done = until;
            Console.Write($" {Environment.WorkingSet >> 20}");
        }

        Console.WriteLine();
    }

    // Debian's Pillow in the same run: decoding as it is, and with the DCT's scaling as for a thumbnail.
    static void Pillow(string[] files, PhotoPreparation preparation)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", "pillow.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, preparation.ShortSide.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            using var python = Process.Start(start) ?? throw new InvalidOperationException("It did not start.");
            python.StandardInput.Write(string.Join('\n', files));
            python.StandardInput.Close();
            Console.Write(python.StandardOutput.ReadToEnd());
            python.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Console.WriteLine($"  Pillow was not measured: {exception.Message}");
        }
    }

    static double Measure<T>(string what, T[] items, Action<T> work)
    {
        foreach (var item in items.Take(20))
            work(item);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        foreach (var item in items)
            work(item);
        process.Refresh();
        var time = (process.TotalProcessorTime - before).TotalMilliseconds / items.Length;
        Console.WriteLine($"  {what,-42} {time,6:0.00} of processor, {clock.Elapsed.TotalMilliseconds / items.Length,6:0.00} by the clock");
        return time;
    }

    static double Rate<T>(T[] items, Action<T> work)
    {
        var clock = Stopwatch.StartNew();
        foreach (var _ in ParallelMap.Ordered(items.Chunk(16), chunk => { Array.ForEach(chunk, work); return 0; }, CancellationToken.None))
        {
        }

        return items.Length / clock.Elapsed.TotalSeconds;
    }

    // The rows and columns that are read, at the scale at which they are read, and nothing done with them.
    static void Decode(string file, PhotoPreparation preparation)
    {
        using var header = Image.Jpegload(file);
        var spare = Math.Min(header.Width, header.Height) / preparation.ShortSide;
        using var image = Image.Jpegload(file, shrink: spare switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 }, access: Enums.Access.Sequential);
        var scale = (double)Math.Min(image.Width, image.Height) / preparation.ShortSide;
        var (width, height) = ((int)(preparation.Width * scale), (int)(preparation.Height * scale));
        using var region = Region.New(image);
        for (var row = 0; row < height; row += 16)
            region.Fetch((image.Width - width) / 2, ((image.Height - height) / 2) + row, width, Math.Min(16, height - row));
    }

    static void Thumbnail(string file, int shortSide)
    {
        using var image = Image.Thumbnail(file, shortSide, height: shortSide, crop: Enums.Interesting.Centre);
        _ = image.WriteToMemory<byte>();
    }

    static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    static string? Option(string[] arguments, string option) => Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    static TwofoldException Missing(string option) => new($"'{option}' is missing: photos --data FOLDER --backbone FILE [--large FOLDER] [--small FOLDER --small-model FILE] [--predictions N].");
}
