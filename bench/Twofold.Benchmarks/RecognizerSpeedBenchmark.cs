using System.Globalization;
using System.Runtime.InteropServices;
using Twofold.Photos.Training;
using Twofold.Workbench;
using static TorchSharp.torch;

namespace Twofold.Benchmarks;

/// <summary>
/// Training pictures a second of the recognizer from scratch, beside the same network and the same step in Debian's <c>python3-torch</c>, in turn in one
/// run. Before that both sides calculate the same weights' answers to the same pictures, so that the networks are known to be the same.
/// </summary>
static class RecognizerSpeedBenchmark
{
    const string About = """
        recognizer-speed: training pictures a second of the recognizer from scratch (32x32), beside the same network and step in python3-torch
        (apt-get install python3-torch), float32, channels last, in turn in one run.
        """;
    const int Size = 32, PicturesPerLabel = 2000, Asked = 64;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--rounds"] = "how often each is measured; default 5",
        ["--seconds"] = "the seconds of a measurement; default 6",
        ["--widths"] = "the filters of the first group, one or more; default 32,64",
        ["--python"] = "the python that has torch; default /usr/bin/python3, which is Debian's",
        ["--threads"] = "the threads of the other torch; default one a core",
    };

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var pictures = DrawnPictures.Of(DrawnAnimals.Labels, PicturesPerLabel, Size, seed: 1);
        foreach (var width in options.Text("--widths", "32,64").Split(','))
            Measure(int.Parse(width, CultureInfo.InvariantCulture), pictures, options);
        return 0;
    }

    static void Measure(int width, SmallPictures pictures, CommandOptions options)
    {
        var batch = ScratchRecognizerTrainer.BatchFor(pictures.Count);
        var (rounds, seconds) = ((int)options.Number("--rounds", 5), options.Number("--seconds", 6));
        var folder = Directory.CreateTempSubdirectory("twofold-peer-");
        try
        {
            using var memory = TorchRuntime.KeepMemory();
            var (shapes, answers) = Prepare(folder.FullName, width, pictures);
            Console.WriteLine($"width {width}, {Size}x{Size}, {pictures.LabelCount} labels, batches of {batch}, {shapes.Sum(shape => shape.Aggregate(1L, (product, n) => product * n)):N0} parameters");
            using var peer = new TorchPeer("recognizer.py", options.Text("--python", "/usr/bin/python3"), folder.FullName,
            [
                "--labels", Number(pictures.LabelCount), "--whitened", Number(shapes[0][0]), "--width", Number(width), "--batch", Number(batch), "--threads", Number(options.Number("--threads", Environment.ProcessorCount)),
            ]);
            peer.CheckSame(shapes, answers);
            Console.WriteLine($"  layers: {TorchPeer.Written(shapes)}; greatest difference of {answers.Length:N0} answers: {peer.Difference(answers):G2}");

            using var training = new WatchedTraining(new ScratchRecognizerTrainer { Width = width }, pictures);
            var medians = SpeedRace.Run(
            [
                ($"Twofold, {ComputePrecision.Fastest}", () => training.StepsPerSecond(seconds)),
                ($"torch {peer.Version}, float32, channels last", () => peer.StepsPerSecond(seconds)),
            ], batch, rounds);
            Console.WriteLine($"  ratio: {medians[0] / medians[1]:F2}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Writes what the other side begins with, and calculates what it should answer.</summary>
    static (long[][] Shapes, float[] Answers) Prepare(string folder, int width, SmallPictures pictures)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var network = new ScratchNetwork(pictures, width, seed: 1);
        Tensor[] layers =
        [
            network.Whitening,
            .. network.Filters.Layers(network.Filters.Values, ScalarType.Float32),
            .. network.Others.Layers(network.Others.Values, ScalarType.Float32),
        ];
        var normalized = new float[pictures.Pixels.Length];
        for (var i = 0; i < pictures.Count; i++)
            Augmentation.Normalize(pictures[i], network.Normalization, normalized.AsSpan(i * pictures.BytesPerPicture, pictures.BytesPerPicture));
        Write("pictures.f32", normalized);
        Write("labels.i64", Array.ConvertAll(pictures.Labels, label => (long)label));
        Write("weights.f32", [.. layers.SelectMany(Values)]);
        var asked = tensor(normalized[..(Asked * pictures.BytesPerPicture)], [Asked, Size, Size, 3]);
        return ([.. layers.Select(layer => layer.shape)], Values(network.Logits(network.Values, asked, training: true, ScalarType.Float32)));

        void Write<T>(string name, T[] values)
            where T : unmanaged => File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes(values.AsSpan()));

        static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
    }
}
