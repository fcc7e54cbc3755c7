using System.Buffers.Binary;
using Twofold.Photos.Onnx;
using Twofold.Tables;
using DataType = Twofold.Photos.Onnx.TensorProto.Types.DataType;

namespace Twofold.Fuzzing;

/// <summary>What a model file is made of.</summary>
static class ModelTargets
{
    const string Name = "fuzzed.twofold";

    /// <summary>The file as it lies on the disk. Its sums stop most changes: <see cref="Model"/> goes on from there.</summary>
    public static FuzzTarget Archive { get; } = new("archive", ReadArchive, () => Trained().Select(pair => ($"{pair.Name}.twofold", pair.File)));

    /// <summary>The parts of a table's model with sums that are always right, one after another: a length of four bytes, then so many bytes.</summary>
    public static FuzzTarget Model { get; } = new("model", bytes => Use(Parts(bytes)), () => Trained().Select(pair => ($"{pair.Name}.parts", Joined(pair.Parts))));

    /// <summary>Named arrays.</summary>
    public static FuzzTarget Numbers { get; } = new(
        "safetensors",
        bytes =>
        {
            var tensors = SafeTensors.FromBytes(bytes);
            foreach (var name in tensors.Names)
                if (tensors.ShapeOf(name) is [_] or [_, _])
                    _ = tensors.Read(name, [.. tensors.ShapeOf(name)]);
        },
        () => Trained().Select(pair => ($"{pair.Name}.safetensors", pair.Parts["recognizer.safetensors"])));

    /// <summary>A network, as it is looked at before ONNX Runtime gets it.</summary>
    public static FuzzTarget Network { get; } = new("network", bytes => OnnxFolding.IsBounded(OnnxInspection.Parse(bytes, "fuzzed.onnx").Graph), () => [("tiny.onnx", Tiny())]);

    static void ReadArchive(byte[] bytes)
    {
        try
        {
            Use(ModelArchive.Read(Name, new MemoryStream(bytes)));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // As it is put into words for a file.
            throw new TwofoldException($"'{Name}' is not a Twofold model.", exception);
        }
    }

    static void Use(IReadOnlyDictionary<string, byte[]> parts)
    {
        var pair = TablePair.Open(ModelFile.Of(Name, parts));
        var rows = Table.FromFlat([.. Enumerable.Repeat(double.NaN, pair.Schema.Count), .. new double[pair.Schema.Count]], pair.Schema);
        foreach (var prediction in pair.Predict(rows))
            if (!(Math.Abs(prediction.Probabilities.Values.Sum() - 1) < 1e-6))
                throw new InvalidOperationException($"Probabilities that sum to {prediction.Probabilities.Values.Sum()}.");
        if (pair.HasCreator)
            _ = pair.Generate(pair.Creator.Labels[0], 1, seed: 1);
    }

    static Dictionary<string, byte[]> Parts(ReadOnlySpan<byte> bytes)
    {
        string[] names = [ModelFile.InfoPart, "recognizer.safetensors", "creator.safetensors"];
        var parts = new Dictionary<string, byte[]>();
        foreach (var name in names)
        {
            if (bytes.Length < 4)
                break;
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes), (uint)bytes.Length - 4);
            parts[name] = bytes.Slice(4, length).ToArray();
            bytes = bytes[(4 + length)..];
        }

        return parts;
    }

    static byte[] Joined(Dictionary<string, byte[]> parts)
    {
        using var whole = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in new[] { parts[ModelFile.InfoPart], parts["recognizer.safetensors"], parts.GetValueOrDefault("creator.safetensors") ?? [] })
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            whole.Write(length);
            whole.Write(part);
        }

        return whole.ToArray();
    }

    // One of each kind of model, each on a table that is as small as it may be.
    static IEnumerable<(string Name, byte[] File, Dictionary<string, byte[]> Parts)> Trained()
    {
        var folder = Directory.CreateTempSubdirectory("twofold-fuzzing-");
        try
        {
            foreach (var kind in TablePairOptions.Models)
            {
                var path = Path.Combine(folder.FullName, kind);
                if (TryTrain(kind, mixed: true, path) || TryTrain(kind, mixed: false, path))
                    yield return (kind, File.ReadAllBytes(path), ModelArchive.Read(path).ToDictionary());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static bool TryTrain(string kind, bool mixed, string path)
    {
        foreach (var creator in new[] { kind, "none" })
            try
            {
                TablePairTrainer.Train(Made(mixed), "animal", new TablePairOptions { Recognizer = kind, Creator = creator }).Pair.Save(path);
                return true;
            }
            catch (TwofoldException)
            {
                // It takes other columns, or makes no rows.
            }

        return false;
    }

    static Table Made(bool mixed)
    {
        const int rows = 24;
        var random = new SeededRandom(1);
        string[] labels = [.. Enumerable.Range(0, rows).Select(i => i % 2 == 0 ? "cat" : "dog")];
        double[] sizes = [.. labels.Select(label => Math.Round((label == "cat" ? 3 : 6) + Math.Abs(random.NextGaussian()), 1))];
        var builder = new TableBuilder().Numbers("size", sizes);
        if (mixed)
            builder = builder.Categories("color", [.. labels.Select(label => random.NextDouble() < 0.8 ? label == "cat" ? "gray" : "brown" : "black")])
                .Texts("note", [.. labels.Select((label, i) => $"{(label == "cat" ? "purr" : "bark")} on day {i} of the whole year")]);
        return builder.Categories("animal", labels).ToTable();
    }

    static byte[] Tiny()
    {
        var graph = new OnnxGraphBuilder("tiny");
        var pixels = graph.Reshape(graph.Cast(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, 1, 1, 3), DataType.Float), -1, 3);
        graph.Output(graph.MatMul(pixels, graph.Constant([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3)), PhotoNetwork.Output, DataType.Float, -1, 3);
        return graph.ToBytes();
    }
}
