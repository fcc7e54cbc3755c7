using System.Diagnostics;
using System.Globalization;
using Twofold.Photos.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Benchmarks;

/// <summary>
/// Times a frozen backbone's feature maps and the gradient back to the pixels, on one core and on all, beside libtorch doing the same:
/// <c>backbone-pass --onnx FILE [--size 64] [--count 16] [--seconds 2] [--torch 1] [--layers 0]</c>. Of several repetitions the shortest counts, because other
/// processes may use the cores.
/// </summary>
static class BackbonePassBenchmark
{
    public static int Run(string[] arguments)
    {
        string? Text(string name) => Array.IndexOf(arguments, name) is >= 0 and var at ? arguments[at + 1] : null;
        double Option(string name, double otherwise) => Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        if (Text("--onnx") is not { } path)
        {
            Console.Error.WriteLine("backbone-pass needs --onnx FILE, such as mobilenetv2.onnx.");
            return 2;
        }

        var (size, count, seconds) = ((int)Option("--size", 64), (int)Option("--count", 16), Option("--seconds", 2));
        var backbone = FrozenBackbone.Read(File.ReadAllBytes(path), path);
        var cores = Environment.ProcessorCount;
        var work = MultiplyAdds(backbone, size);
        Console.WriteLine($"{Path.GetFileName(path)}, {size}x{size}, batches of {count}; {string.Join(", ", backbone.Scales.Select(scale => $"{scale.Channels} at {scale.Stride}"))}; {work / 1e6:F1} M multiply-adds");
        Console.WriteLine($"{"",-28} {"forward ms",12} {"GFLOPS",8} {"backward ms",12} {"GFLOPS",8} {"pictures/s",11}");
        foreach (var parts in new[] { 1, cores }.Distinct())
        {
            var own = Enumerable.Range(0, parts).Select(_ => new Own(backbone, count, size)).ToArray();
            var forward = Shortest(parts, seconds, part => own[part].Forward());
            var backward = Shortest(parts, seconds, part => own[part].Backward());
            Print($"own kernels, {parts} core(s)", forward, backward, work, count, parts);
        }

        if (Option("--layers", 0) > 0)
            PrintLayers(backbone, count, size, seconds);
        if (Option("--torch", 1) > 0)
        {
            TorchRuntime.EnsureLoaded();
            foreach (var precision in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            {
                foreach (var parts in new[] { 1, cores }.Distinct())
                {
                    using var scope = NewDisposeScope();
                    var network = Enumerable.Range(0, parts).Select(_ => new TorchBackbone(backbone, count, size, precision)).ToArray();
                    var forward = Shortest(parts, seconds, part => network[part].Forward());
                    var both = Shortest(parts, seconds, part => network[part].Both());
                    Print($"libtorch {precision}, {parts} core(s)", forward, both - forward, work, count, parts);
                }
            }
        }

        return 0;
    }

    static void Print(string what, double forward, double backward, double work, int count, int parts)
    {
        double Rate(double time) => 2 * work * count * parts / time / 1e9;
        Console.WriteLine(
            $"{what,-28} {forward / count * 1e3,12:F3} {Rate(forward),8:F1} {backward / count * 1e3,12:F3} {Rate(backward),8:F1} {count * parts / (forward + backward),11:F0}");
    }

    // Of the parts that run at once the slowest counts.
    static double Shortest(int parts, double seconds, Action<int> work)
    {
        var best = double.MaxValue;
        var all = Stopwatch.StartNew();
        for (var repetition = 0; repetition < 5 || all.Elapsed.TotalSeconds < seconds; repetition++)
        {
            var watch = Stopwatch.StartNew();
            if (parts == 1)
                One(0);
            else
                Task.WaitAll([.. Enumerable.Range(0, parts).Select(part => Task.Run(() => One(part)))]);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;

        void One(int part)
        {
            if (!TorchRuntimeIsUsed)
            {
                work(part);
                return;
            }

            set_num_threads(1);
            using var scope = NewDisposeScope();
            work(part);
        }
    }

    static bool TorchRuntimeIsUsed { get; set; }

    static double MultiplyAdds(FrozenBackbone backbone, int size)
    {
        var plan = new PassPlan(backbone, 1, size);
        return backbone.Layers.OfType<ConvolutionLayer>().Sum(layer => (double)plan.Shapes[layer.Output].Pixels * layer.Weights.Length);
    }

    // Forward and backward of each layer, as the pass calls them.
    static void PrintLayers(FrozenBackbone backbone, int count, int size, double seconds)
    {
        var own = new Own(backbone, count, size);
        var plan = new PassPlan(backbone, count, size);
        var best = new double[2, backbone.Layers.Count];
        for (var i = 0; i < backbone.Layers.Count; i++)
            (best[0, i], best[1, i]) = (double.MaxValue, double.MaxValue);
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < 2 * seconds)
        {
            var times = new long[2, backbone.Layers.Count];
            own.Pass.LayerTimes = times;
            own.Forward();
            own.Backward();
            own.Pass.LayerTimes = null;
            for (var i = 0; i < backbone.Layers.Count; i++)
                for (var way = 0; way < 2; way++)
                    best[way, i] = Math.Min(best[way, i], times[way, i] / (double)Stopwatch.Frequency);
        }

        foreach (var segment in plan.Segments)
        {
            Console.WriteLine($"groups of {segment.Group}");
            foreach (var step in segment.Forward)
            {
                var layer = backbone.Layers[step.Layer];
                var (from, to) = (plan.Shapes[layer.Input], plan.Shapes[layer.Output]);
                var work = layer is ConvolutionLayer convolution ? (double)to.Pixels * convolution.Weights.Length : 0;
                string Column(double time) => $"{time / count * 1e6,9:F1} us {2 * work * count / time / 1e9,7:F1}";
                var kind = backbone.Operations[step.Layer].GetType().Name.Replace("Operation", "", StringComparison.Ordinal);
                Console.WriteLine($"  {kind,-12} {from.Height,3}x{from.Width,-3} {from.Channels,4} > {to.Height,3}x{to.Width,-3} {to.Channels,4} {work / 1e6,7:F2} M {Column(best[0, step.Layer])} {Column(best[1, step.Layer])}");
            }
        }

        Console.WriteLine($"  sums: {Enumerable.Range(0, backbone.Layers.Count).Sum(i => best[0, i]) / count * 1e3:F3} and {Enumerable.Range(0, backbone.Layers.Count).Sum(i => best[1, i]) / count * 1e3:F3} ms");
    }

    sealed class Own
    {
        readonly float[] pictures, gradient;

        public Own(FrozenBackbone backbone, int count, int size)
        {
            Pass = backbone.CreatePass(count, size);
            var random = new SeededRandom(1);
            pictures = [.. Enumerable.Range(0, count * size * size * 3).Select(_ => (float)random.NextDouble(-1, 1))];
            gradient = new float[pictures.Length];
            Forward();
            for (var scale = 0; scale < backbone.Scales.Count; scale++)
                foreach (ref var value in Pass.Gradient(scale))
                    value = (float)random.NextGaussian();
        }

        public FrozenBackbonePass Pass { get; }

        public void Forward() => Pass.Forward(pictures, gradient.Length / (Pass.Size * Pass.Size * 3), keep: true);

        public void Backward() => Pass.Backward(gradient);
    }

    sealed class TorchBackbone
    {
        readonly FrozenBackbone backbone;
        readonly Dictionary<int, (Tensor Weights, Tensor Biases)> weights = [];
        readonly Tensor pictures;

        public TorchBackbone(FrozenBackbone backbone, int count, int size, ScalarType precision)
        {
            TorchRuntimeIsUsed = true;
            this.backbone = backbone;
            foreach (var layer in backbone.Layers.OfType<ConvolutionLayer>())
            {
                var kernels = tensor(layer.Weights, [layer.Outputs, layer.InputsOfGroup, layer.Window.Rows.Kernel, layer.Window.Columns.Kernel]);
                weights[layer.Output] = (ChannelsLast(kernels.to_type(precision)), tensor(layer.Biases).to_type(precision));
            }

            pictures = ChannelsLast(rand([count, 3, size, size]).to_type(precision)).requires_grad_(true);
        }

        static Tensor ChannelsLast(Tensor values) => values.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        public void Forward() => Maps();

        public void Both()
        {
            var maps = Maps();
            autograd.grad([.. maps], [pictures], [.. maps.Select(map => ones_like(map))]);
        }

        List<Tensor> Maps()
        {
            var values = new Dictionary<int, Tensor> { [0] = pictures };
            foreach (var layer in backbone.Layers)
            {
                var x = values[layer.Input];
                if (layer is ConvolutionLayer convolution)
                {
                    var (rows, columns) = (convolution.Window.Rows, convolution.Window.Columns);
                    var even = rows.Before == rows.After && columns.Before == columns.After;
                    if (!even)
                        x = pad(x, [columns.Before, columns.After, rows.Before, rows.After]);
                    x = conv2d(x, weights[layer.Output].Weights, weights[layer.Output].Biases, strides: [rows.Stride, columns.Stride], padding: even ? [rows.Before, columns.Before] : [0, 0], dilation: [rows.Dilation, columns.Dilation], groups: convolution.Groups);
                }
                else if (layer is MaximumPoolLayer pool)
                {
                    x = max_pool2d(x, [pool.Window.Rows.Kernel, pool.Window.Columns.Kernel], [pool.Window.Rows.Stride, pool.Window.Columns.Stride], [pool.Window.Rows.Before, pool.Window.Columns.Before]);
                }

                if (layer.Added is { } added)
                    x = x + values[added];
                if (layer.Clamp.Bounds)
                    x = x.clamp(layer.Clamp.Low, layer.Clamp.High);
                values[layer.Output] = x;
            }

            return [.. backbone.ScaleValues.Select(value => values[value])];
        }
    }
}
