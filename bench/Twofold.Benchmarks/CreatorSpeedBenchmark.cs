using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using Twofold.Photos.Training;
using Twofold.Workbench;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;

namespace Twofold.Benchmarks;

/// <summary>
/// Training pictures a second of a creator, beside the same networks and the same step in Debian's <c>python3-torch</c>, in turn in one run. Before that
/// both sides calculate the same weights' answers to the same noise, so that the networks are known to be the same.
/// </summary>
static class CreatorSpeedBenchmark
{
    const string About = """
        creator-speed: training pictures a second of a creator (32x32, two labels, no teacher), beside the same network and step in python3-torch
        (apt-get install python3-torch), float32, contiguous and channels last, in turn in one run.
        """;
    const int Size = 32, Labels = 2, PicturesPerLabel = 400, CriticWidth = 32;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--rounds"] = "how often each is measured; default 7",
        ["--seconds"] = "the seconds of a measurement; default 4",
        ["--recipe"] = "short, long or both; default both",
        ["--python"] = "the python that has torch; default /usr/bin/python3, which is Debian's",
        ["--threads"] = "the threads of the other torch; default one a core",
    };

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var pictures = DrawnPictures.Of([.. DrawnAnimals.Labels.Take(Labels)], PicturesPerLabel, Size, seed: 1);
        string[] recipes = options.Text("--recipe", "both") is var recipe && recipe == "both" ? ["short", "long"] : [recipe];
        foreach (var name in recipes)
            Measure(name, pictures, options);
        return 0;
    }

    public static CreatorRecipe Recipe(string name) => name switch
    {
        "short" => CreatorRecipe.Short,
        "long" => CreatorRecipe.Long,
        _ => throw new TwofoldException($"There is no recipe '{name}': give short or long."),
    };

    static void Measure(string name, SmallPictures pictures, CommandOptions options)
    {
        var (rounds, seconds, recipe) = ((int)options.Number("--rounds", 7), options.Number("--seconds", 4), Recipe(name));
        var batch = GanTraining.PicturesOfAPart * Workers.Count;
        var folder = Directory.CreateTempSubdirectory("twofold-peer-");
        try
        {
            using var memory = TorchRuntime.KeepMemory();
            var (shapes, answers) = Prepare(folder.FullName, recipe, pictures);
            Console.WriteLine($"recipe {name}: width {recipe.Width}, critic's width {CriticWidth}, {Size}x{Size}, {Labels} labels, batches of {batch}, {shapes.Sum(shape => shape.Aggregate(1L, (product, n) => product * n)):N0} parameters");
            Console.WriteLine($"  Twofold's layers: {TorchPeer.Written(shapes)}");
            using var contiguous = Peer(channelsLast: false);
            using var channelsLast = Peer(channelsLast: true);
            foreach (var peer in (TorchPeer[])[contiguous, channelsLast])
                peer.CheckSame(shapes, answers);
            Console.WriteLine($"  torch's layers:   {TorchPeer.Written(contiguous.Shapes)}");
            Console.WriteLine($"  greatest difference of {answers.Length:N0} answers: {contiguous.Difference(answers):G2}, channels last {channelsLast.Difference(answers):G2}");

            using var training = new WatchedTraining(new GanTrainer { Recipe = recipe, CriticWidth = CriticWidth }, pictures);
            (string Name, Func<double> StepsPerSecond)[] sides =
            [
                ($"Twofold, {ComputePrecision.Fastest}", () => training.StepsPerSecond(seconds)),
                ($"torch {contiguous.Version}, float32", () => contiguous.StepsPerSecond(seconds)),
                ($"torch {channelsLast.Version}, float32, channels last", () => channelsLast.StepsPerSecond(seconds)),
            ];

            var medians = SpeedRace.Run(sides, batch, rounds);
            Console.WriteLine($"  ratio to the faster: {medians[0] / Math.Max(medians[1], medians[2]):F2}; asked: 2");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        TorchPeer Peer(bool channelsLast)
        {
            string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
            return new TorchPeer("gan.py", options.Text("--python", "/usr/bin/python3"), folder.FullName,
            [
                "--size", Number(Size), "--labels", Number(Labels), "--width", Number(recipe.Width), "--critic-width", Number(CriticWidth), "--batch", Number(batch),
                "--threads", Number(options.Number("--threads", Environment.ProcessorCount)), "--creator-rate", Number(recipe.CreatorRate),
                "--critic-rate", Number(recipe.CriticRate), .. channelsLast ? (string[])["--channels-last"] : [],
            ]);
        }
    }

    /// <summary>Writes what the other side begins with, and calculates what it should answer.</summary>
    static (long[][] Shapes, float[] Answers) Prepare(string folder, CreatorRecipe recipe, SmallPictures pictures)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new Generator(1);
        var (network, critic) = (new CreatorNetwork(Size, Labels, recipe.Width), new Critic(Size, Labels, CriticWidth));
        using var creatorWeights = new WeightVector(network.Shapes, random);
        using var criticWeights = new WeightVector(critic.Shapes, random);
        using Scalar deviation = 0.02;
        var (creatorLayers, criticLayers) = (Layers(creatorWeights), Layers(criticWeights));
        Tensor[] layers = [.. creatorLayers, .. criticLayers];

        const int Count = 32;
        var noise = randn(Count, CreatorNetwork.NoiseDimension, generator: random);
        var labels = arange(Count, ScalarType.Int64).remainder(Labels);
        Write("pictures.u8", pictures.Pixels);
        Write("labels.i64", Array.ConvertAll(pictures.Labels, label => (long)label));
        Write("noise.f32", Values(noise));
        Write("weights.f32", layers.SelectMany(Values).ToArray());

        var made = network.Forward(creatorLayers, noise, labels, CreatorNetwork.BatchNormalization);
        var (scores, logits) = critic.Judge(criticLayers, made, labels, groups: 1);
        return ([.. layers.Select(layer => layer.shape)], [.. Values(made), .. Values(scores), .. Values(logits)]);

        // What begins at zero would hide in the answers how it is used.
        Tensor[] Layers(WeightVector weights) =>
            weights.Layers(weights.Values + (randn(weights.Values.shape, generator: random) * deviation), ScalarType.Float32);

        void Write<T>(string name, T[] values)
            where T : unmanaged => File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes(values.AsSpan()));

        static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
    }
}
