using System.Runtime.InteropServices;
using Google.Protobuf;
using Twofold.Photos.Onnx;
using ElementType = Twofold.Photos.Onnx.TensorProto.Types.DataType;

namespace Twofold.Photos.Tests;

/// <summary>ONNX files that were written to do harm: each is refused in a sentence that names it, before memory is taken.</summary>
public sealed partial class HostileNetworkTests
{
    const string Name = "recognizer.onnx";

    /// <summary>What is done to a sound recognizer's graph, and a word of the refusal.</summary>
    static readonly Dictionary<string, (Action<ModelProto> Attack, string Because)> Attacks = new()
    {
        ["weights in another file"] = (model => Weights(model).ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" }), "another file"),
        ["a place for weights in another file"] = (model => Weights(model).DataLocation = TensorProto.Types.DataLocation.External, "another file"),
        ["weights in another file, in a node"] = (model => Node(model, "Constant", "hidden").Attribute.Add(new AttributeProto
        {
            Name = "value",
            T = new TensorProto { Name = "outside", DataType = 1, ExternalData = { new StringStringEntryProto { Key = "location", Value = "/dev/zero" } } },
        }), "another file"),
        ["an operator of a foreign domain"] = (model => Node(model, "Anything", "hidden").Domain = "com.example", "com.example"),
        ["a foreign domain among the imports"] = (model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 1 }), "com.example"),
        ["a foreign operator in an inner graph"] = (model => Node(model, "If", "hidden", "flag").Attribute.Add(new AttributeProto
        {
            Name = "then_branch",
            G = new GraphProto { Node = { new NodeProto { OpType = "Anything", Domain = "com.example", Output = { "inner" } } } },
        }), "com.example"),
        ["a function that calls itself"] = (model => model.Functions.Add(new FunctionProto { Name = "again", Node = { new NodeProto { OpType = "again" } } }), "functions of its own"),
        ["a loop"] = (model => Node(model, "Loop", "hidden"), "repeat for ever"),
        ["a scan"] = (model => Node(model, "Scan", "hidden"), "repeat for ever"),
        ["a circle of two"] = (model =>
        {
            Node(model, "Identity", "there", "back");
            Node(model, "Identity", "back", "there");
        }, "circle"),
        ["a circle of one"] = (model => Node(model, "Identity", "self", "self"), "circle"),
        ["two makers of one value"] = (model =>
        {
            Node(model, "Identity", "twice", PhotoNetwork.Input);
            Node(model, "Identity", "twice", PhotoNetwork.Input);
        }, "two operators"),
        ["two constants of one name"] = (model => model.Graph.Initializer.Add(Weights(model).Clone()), "two constants"),
        ["a shape whose product overflows"] = (model => Reshape(Weights(model), long.MaxValue, long.MaxValue, 16), "shape"),
        ["a shape of a negative length"] = (model => Reshape(Weights(model), -1, 3), "shape"),
        ["a shape of more numbers than there are"] = (model => Reshape(Weights(model), 40_000, 40_000), "1600000000"),
        ["fewer numbers than the shape says"] = (model => Weights(model).RawData = ByteString.CopyFrom(new byte[8]), "2 numbers"),
        ["a number cut short"] = (model => Weights(model).RawData = ByteString.CopyFrom(new byte[35]), "35 bytes"),
        ["a NaN among the weights"] = (model => Raw(Weights(model), [1, 0, 0, 0, float.NaN, 0, 0, 0, 1]), "NaN"),
        ["a NaN among weights of half precision"] = (model => HalfNaN(Weights(model)), "NaN"),
        ["a sparse tensor of a huge shape"] = (model => model.Graph.SparseInitializer.Add(
            new SparseTensorProto { Values = new TensorProto { Name = "huge", DataType = 1, Dims = { 1 }, FloatData = { 1 } } }), "sparse"),
        ["weights of a type that nobody knows"] = (model => Weights(model).DataType = 77, "77"),
        ["pictures of a size that nobody has"] = (model => Shape(model.Graph.Input[0]).Dim[1].DimValue = 1_000_000, "pixels"),
        ["no operators"] = (model => model.Graph.Node.Clear(), "no graph"),
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_graph_is_refused_in_a_sentence_before_memory_is_taken(string attack)
    {
        var model = Sound();
        Attacks[attack].Attack(model);
        var bytes = model.ToByteArray();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<TwofoldException>(() => PhotoNetwork.Open(bytes));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Contains(Name, refused.Message);
        Assert.Contains(Attacks[attack].Because, refused.Message);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sound_graph_that_the_attacks_begin_with_is_opened() => Opened(Sound()).Dispose();

    [Fact]
    public void ONNX_Runtime_is_told_to_tell_nobody()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "asks the C library");
        Opened(Sound()).Dispose();
        Assert.Equal("1", Marshal.PtrToStringUTF8(getenv("ORT_DISABLE_TELEMETRY")));
    }

    // What there is no file for cannot be refused when it is opened: opening must not calculate it.
    [Theory]
    [InlineData("ConstantOfShape")]
    [InlineData("Expand")]
    [InlineData("MatMul")]
    [InlineData("Add")]
    public void A_few_bytes_that_unfold_to_gigabytes_are_not_calculated_and_refused_when_they_are_asked_for(string unfolding)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the process's memory in /proc");
        const int edge = 70_000;
        var model = Sound();
        switch (unfolding)
        {
            case "ConstantOfShape":
                Node(model, unfolding, "bomb", Constant(model, "sizes", [edge, edge]));
                break;
            case "Expand":
                Node(model, unfolding, "bomb", Vector(model, "one", 1), Constant(model, "sizes", [edge, edge]));
                break;
            default:
                Node(model, unfolding, "bomb", Vector(model, "across", edge, 1), Vector(model, "down", 1, edge));
                break;
        }

        // Its greatest number, a 0 or 1, becomes part of the features.
        Node(model, "ReduceMax", "most", "bomb").Attribute.Add(new AttributeProto { Name = "keepdims", Type = AttributeProto.Types.AttributeType.Int, I = 0 });
        var last = model.Graph.Node.Single(node => node.Output[0] == PhotoNetwork.Output);
        model.Graph.Node.Remove(last);
        Node(model, "Add", PhotoNetwork.Output, last.Input[0], "most");
        var before = PeakMegabytes(reset: true);

        using (var network = Opened(model))
            Assert.Contains("memory", Assert.Throws<TwofoldException>(() => network.Features([1, 2, 3], 1)).Message, StringComparison.OrdinalIgnoreCase);

        // It would take 19,600 MB. Memory that others give back meanwhile counts against it.
        var taken = PeakMegabytes(reset: false) - before;
        Assert.True(taken < 3000, $"{taken} MB");
    }

    [Fact]
    public void A_file_cut_short_anywhere_or_with_a_changed_byte_is_refused_or_works()
    {
        var sound = Sound().ToByteArray();
        for (var length = 0; length < sound.Length; length++)
            Tried(sound[..length]);
        for (var at = 0; at < sound.Length; at++)
            foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
            {
                var changed = (byte[])sound.Clone();
                changed[at] ^= change;
                Tried(changed);
            }
    }

    // ONNX Runtime takes what has these letters there for its own format, of which nothing was looked at.
    [Fact]
    public void A_file_with_the_mark_of_another_format_in_its_bytes_is_read_as_the_ONNX_that_was_looked_at()
    {
        var sound = Sound().ToByteArray();
        using var expected = PhotoNetwork.Open(sound);

        using var marked = PhotoNetwork.Open(Marked(sound));

        Assert.Equal(expected.Features([1, 2, 3], 1), marked.Features([1, 2, 3], 1));
    }

    /// <summary>The same graph, after a field that has ORTM in the file's bytes 4 to 8. Of a field that comes twice the last counts.</summary>
    internal static byte[] Marked(byte[] onnx)
    {
        byte[] marked = [(ModelProto.ProducerNameFieldNumber << 3) | 2, 6, .. "byORTM"u8, .. onnx];
        Assert.Equal("ORTM"u8, marked.AsSpan(4, 4));
        return marked;
    }

    [Fact]
    public void A_backbone_whose_graph_goes_in_a_circle_is_refused_and_not_followed_for_ever()
    {
        var model = TinyClassifier.Make();
        model.Graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "b1" }, Output = { "a1" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "a1" }, Output = { "b1" } });
        model.Graph.Output[0].Name = "b1";
        var backbone = new Backbone { Name = "tiny", Preparation = PhotoPreparation.Square(TinyClassifier.Size), Scale = [1, 1, 1], Offset = [0, 0, 0] };

        Assert.Contains("circle", Assert.Throws<TwofoldException>(() => BackboneGraph.ToRecognizer(model.ToByteArray(), backbone, "tiny.onnx")).Message);
    }

    [Fact]
    public void What_comes_of_constants_is_calculated_ahead_where_it_is_known_to_be_small()
    {
        Assert.True(OnnxFolding.IsBounded(Sound().Graph));
        var scaled = Sound();
        Node(scaled, "Mul", "scaled", Vector(scaled, "weights", 1000, 1000), Vector(scaled, "scales", 1000));
        Node(scaled, "Add", "shifted", "scaled", "scales");
        Node(scaled, "Transpose", "turned", "shifted");
        Assert.True(OnnxFolding.IsBounded(scaled.Graph));
        Node(scaled, "Tile", "tiled", "turned", Constant(scaled, "often", [1000, 1000]));
        Assert.False(OnnxFolding.IsBounded(scaled.Graph));
    }

    /// <summary>Three pixels' colors times three weights each.</summary>
    static ModelProto Sound()
    {
        var graph = new OnnxGraphBuilder("tiny");
        var pixels = graph.Reshape(graph.Cast(graph.Input(PhotoNetwork.Input, ElementType.Uint8, -1, 1, 1, 3), ElementType.Float), -1, 3);
        graph.Output(graph.MatMul(pixels, graph.Constant([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3)), PhotoNetwork.Output, ElementType.Float, -1, 3);
        return ModelProto.Parser.ParseFrom(graph.ToBytes());
    }

    static PhotoNetwork Opened(ModelProto model) => PhotoNetwork.Open(model.ToByteArray());

    static void Tried(byte[] bytes)
    {
        try
        {
            using var network = PhotoNetwork.Open(bytes);
            if (network is { Width: 1, Height: 1 })
                network.Features([1, 2, 3], 1);
        }
        catch (TwofoldException exception)
        {
            Assert.Contains(Name, exception.Message);
        }
    }

    static TensorProto Weights(ModelProto model) => model.Graph.Initializer.Single(tensor => tensor.Dims is [3, 3]);

    static TensorShapeProto Shape(ValueInfoProto value) => value.Type.TensorType.Shape;

    static void Reshape(TensorProto tensor, params long[] sizes)
    {
        tensor.Dims.Clear();
        tensor.Dims.AddRange(sizes);
    }

    static void Raw(TensorProto tensor, float[] numbers)
    {
        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    static void HalfNaN(TensorProto tensor)
    {
        tensor.DataType = (int)ElementType.Float16;
        tensor.RawData = ByteString.CopyFrom([.. Enumerable.Repeat((byte)0xFF, 18)]);
    }

    static NodeProto Node(ModelProto model, string op, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = op, Output = { output } };
        node.Input.AddRange(inputs);
        model.Graph.Node.Add(node);
        return node;
    }

    static string Constant(ModelProto model, string name, long[] numbers)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Int64, Dims = { numbers.Length } };
        tensor.Int64Data.AddRange(numbers);
        model.Graph.Initializer.Add(tensor);
        return name;
    }

    static string Vector(ModelProto model, string name, params long[] sizes)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Float };
        tensor.Dims.AddRange(sizes);
        tensor.FloatData.AddRange(Enumerable.Repeat(1f, (int)sizes.Aggregate((product, size) => product * size)));
        model.Graph.Initializer.Add(tensor);
        return name;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getenv(string name);

    static long PeakMegabytes(bool reset)
    {
        if (reset)
            File.WriteAllText("/proc/self/clear_refs", "5");
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim()) / 1024;
    }
}
