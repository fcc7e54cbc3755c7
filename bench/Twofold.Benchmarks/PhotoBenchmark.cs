using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using NetVips;
using Twofold.Photos;
using Twofold.Photos.Onnx;

namespace Twofold.Benchmarks;

/// <summary>
/// Where the time of recognizing photos goes, beside the plain way (libvips' thumbnail, the backbone as it was published) in the same run:
/// <c>-- photos --data FOLDER --backbone FILE</c>. Times are of one thread, in milliseconds of processor time a photo.
/// </summary>
static class PhotoBenchmark
{
    public static int Run(string[] arguments)
    {
        var files = PhotoFolder.Walk(Value(arguments, "--data"), new PhotoFolderTally()).Take(400).ToArray();
        var backbone = InstalledBackbone.Of(Value(arguments, "--backbone"));
        var preparation = backbone.Backbone.Preparation;
        using var network = PhotoNetwork.Open(backbone.ToRecognizer());
        using var extractor = new FeatureExtractor(network, preparation);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var plain = new InferenceSession(backbone.Path, options);
        using var run = new RunOptions();
        var pictures = files.Select(file => PhotoReader.ReadPrepared(file, preparation).Pixels.ToArray()).ToArray();
        var input = new float[3 * preparation.Width * preparation.Height];
        using var tensor = OrtValue.CreateTensorValueFromMemory(input, [1, 3, preparation.Height, preparation.Width]);

        Measure("decoding alone (full size)", files, file => PhotoReader.Read(file));
        Measure("libvips' thumbnail to the short side", files, file => Thumbnail(file, preparation.ShortSide));
        Measure("our reading: decode, cut, scale", files, file => PhotoReader.ReadPrepared(file, preparation));
        Measure("the backbone as published", files, _ => plain.Run(run, [plain.InputNames[0]], [tensor], [plain.OutputNames[0]]).Dispose());
        Measure("our graph: bytes in, features out", pictures, picture => network.Features(picture, 1));
        var all = Stopwatch.StartNew();
        foreach (var chunk in ParallelMap.Ordered(files.Chunk(16), chunk => extractor.Features(chunk, CancellationToken.None), CancellationToken.None))
            _ = chunk;
        Console.WriteLine($"reading and network on {Environment.ProcessorCount} cores: {files.Length / all.Elapsed.TotalSeconds:0} photos a second");
        return 0;
    }

    static void Measure<T>(string what, T[] items, Action<T> work)
    {
        foreach (var item in items.Take(20))
            work(item);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        foreach (var item in items)
            work(item);
        process.Refresh();
        Console.WriteLine($"{what,-40} {(process.TotalProcessorTime - before).TotalMilliseconds / items.Length,6:0.00} ms of processor, {clock.Elapsed.TotalMilliseconds / items.Length,6:0.00} ms");
    }

    static void Thumbnail(string file, int shortSide)
    {
        using var image = Image.Thumbnail(file, shortSide, height: shortSide, crop: Enums.Interesting.Centre);
        _ = image.WriteToMemory<byte>();
    }

    static string Value(string[] arguments, string option) => Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length
        ? arguments[at + 1]
        : throw new TwofoldException($"'{option}' is missing: photos --data FOLDER --backbone FILE.");
}
