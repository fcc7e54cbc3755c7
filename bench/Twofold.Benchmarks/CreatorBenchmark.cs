using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;
using Twofold.Photos;
using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// Trains a creator on drawn animals, and reads what it makes with a recognizer that had no part in the training:
/// <c>creator [--minutes 1] [--size 32] [--per-label 400] [--seed 1] [--flow] [--long] [--teacher-steps 0] [--sheet FILE]</c>.
/// </summary>
static class CreatorBenchmark
{
    const int JudgedPerLabel = 200, SheetColumns = 12;

    public static int Run(string[] arguments)
    {
        double Option(string name, double otherwise) =>
            Array.IndexOf(arguments, name) is >= 0 and var at ? double.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
        var size = (int)Option("--size", 32);
        var training = Drawn((int)Option("--per-label", 400), size, seed: 1);
        var test = Drawn(JudgedPerLabel, size, seed: 2);

        using var teacher = Option("--teacher-steps", 0) is > 0 and var teacherSteps ? Teacher(training, (int)teacherSteps) : null;
        var clock = Stopwatch.StartNew();
        var busy = Process.GetCurrentProcess().TotalProcessorTime;
        CreatorTrainer kind = Array.IndexOf(arguments, "--flow") >= 0
            ? new FlowTrainer()
            : new GanTrainer { Recipe = Array.IndexOf(arguments, "--long") >= 0 ? CreatorRecipe.Long : CreatorRecipe.Short, Teacher = teacher };
        var trainer = kind with
        {
            Budget = TimeSpan.FromMinutes(Option("--minutes", 1)),
            Steps = Option("--steps", 0) is > 0 and var steps ? (int)steps : null,
            Seed = (ulong)Option("--seed", 1),
        };
        var creator = trainer.Train(training, new Lines(clock));
        var cores = (Process.GetCurrentProcess().TotalProcessorTime - busy) / clock.Elapsed;
        var made = Made(creator, training.LabelCount);

        var judge = new ScratchRecognizerTrainer { Steps = 200, Seed = 9 }.Train(Drawn(400, size, seed: 3), test);
        Console.WriteLine($"size {size}, {training.Count} drawings, {training.LabelCount} labels");
        Console.WriteLine($"training: {creator.Seconds:F0} s on {cores:F2} cores, {creator.Steps} steps, {creator.PicturesSeen} pictures seen, {creator.PicturesSeen / creator.Seconds:F0}/s ({creator.PicturesSeen / creator.Seconds / cores:F0} a core)");
        Console.WriteLine($"read as the label asked: {Read(judge, made):P1}; real drawings: {Read(judge, test):P1}");
        var (madeFeatures, testFeatures, otherFeatures) = (Features(judge, made), Features(judge, test), Features(judge, Drawn(JudgedPerLabel, size, seed: 4)));
        Console.WriteLine($"made:          {Scores(madeFeatures, testFeatures)}");
        Console.WriteLine($"real drawings: {Scores(otherFeatures, testFeatures)}");
        Console.WriteLine($"mean distance of two pictures of a label, of that of real drawings: {Spread(made) / Spread(test):F2}");
        if (Array.IndexOf(arguments, "--sheet") is >= 0 and var sheet)
            Save(made, arguments[sheet + 1]);
        return 0;
    }

    static TeacherNetwork Teacher(SmallPictures pictures, int steps) => TeacherNetwork.Read(
        new ScratchRecognizerTrainer { Steps = steps, Seed = 5 }.Train(pictures, new SmallPictures(pictures.Size, [], [], pictures.LabelCount)).Onnx, pictures.Size, ComputePrecision.Fastest);

    static SmallPictures Drawn(int perLabel, int size, ulong seed)
    {
        var labels = DrawnAnimals.Labels;
        var pixels = new byte[perLabel * labels.Count * size * size * 3];
        Parallel.For(0, perLabel * labels.Count, picture =>
            DrawnAnimals.Draw(labels[picture % labels.Count], size, (seed * 1_000_000) + (ulong)picture).Pixels.CopyTo(pixels.AsMemory(picture * size * size * 3)));
        return new SmallPictures(size, pixels, [.. Enumerable.Range(0, perLabel * labels.Count).Select(picture => picture % labels.Count)], labels.Count);
    }

    static SmallPictures Made(TrainedCreator creator, int labelCount)
    {
        string[] names = [.. Enumerable.Range(0, labelCount).Select(label => $"{label}")];
        using var opened = PhotoCreator.Open(creator.Onnx, names, creator.Info, "benchmark");
        var made = names.Select((name, label) => opened.Generate(name, JudgedPerLabel, (ulong)(77 + label))).ToArray();
        int[] labels = [.. Enumerable.Range(0, JudgedPerLabel * labelCount).Select(picture => picture % labelCount)];
        return new SmallPictures(
            creator.Size, [.. labels.SelectMany((label, picture) => made[label][picture / labelCount].Pixels.ToArray())], labels, labelCount);
    }

    /// <summary>Features in the judge's eyes, by label: the Fréchet distance and the shares that others use are all of one label, and their mean is told.</summary>
    static string Scores(double[][,] made, double[][,] real)
    {
        var labels = made.Zip(real).ToArray();
        var manifolds = labels.Select(label => ManifoldScores.Of(label.First, label.Second)).ToArray();
        return $"Fréchet {labels.Average(label => FrechetDistance.Estimated(label.First, label.Second).Value):F2}, precision {manifolds.Average(m => m.Precision.Value):F2}, recall {manifolds.Average(m => m.Recall.Value):F2}, coverage {manifolds.Average(m => m.Coverage.Value):F2}, diversity {labels.Average(label => Diversity.Of(label.First).Value / Diversity.Of(label.Second).Value):F2}";
    }

    static double[][,] Features(ScratchRecognizer judge, SmallPictures pictures)
    {
        var features = Raw(judge, pictures);
        var dimension = features.Length / pictures.Count;
        return [.. Enumerable.Range(0, pictures.LabelCount).Select(label =>
        {
            int[] own = [.. Enumerable.Range(0, pictures.Count).Where(picture => pictures.Labels[picture] == label)];
            var rows = new double[own.Length, dimension];
            foreach (var (row, picture) in own.Index())
                for (var i = 0; i < dimension; i++)
                    rows[row, i] = features[(picture * dimension) + i];
            return rows;
        })];
    }

    static float[] Raw(ScratchRecognizer judge, SmallPictures pictures)
    {
        using var session = new InferenceSession(judge.Onnx);
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor("pictures", new DenseTensor<byte>(pictures.Pixels, [pictures.Count, pictures.Size, pictures.Size, 3]))]);
        return results[0].AsTensor<float>().ToArray();
    }

    static double Read(ScratchRecognizer judge, SmallPictures pictures)
    {
        var features = Raw(judge, pictures);
        var (labelCount, dimension) = (judge.HeadWeights.GetLength(0), judge.HeadWeights.GetLength(1));
        var right = 0;
        var logits = new double[labelCount];
        for (var picture = 0; picture < pictures.Count; picture++)
        {
            for (var label = 0; label < labelCount; label++)
            {
                logits[label] = judge.HeadBiases[label];
                for (var i = 0; i < dimension; i++)
                    logits[label] += features[(picture * dimension) + i] * judge.HeadWeights[label, i];
            }

            right += LogSpace.IndexOfMax(logits) == pictures.Labels[picture] ? 1 : 0;
        }

        return (double)right / pictures.Count;
    }

    /// <summary>The mean Euclidean distance of consecutive pictures of the same label.</summary>
    static double Spread(SmallPictures pictures)
    {
        var sum = 0.0;
        for (var picture = pictures.LabelCount; picture < pictures.Count; picture++)
        {
            var square = 0.0;
            var a = pictures[picture];
            var b = pictures[picture - pictures.LabelCount];
            for (var i = 0; i < a.Length; i++)
                square += (a[i] - b[i]) * (a[i] - b[i]);
            sum += Math.Sqrt(square);
        }

        return sum / (pictures.Count - pictures.LabelCount);
    }

    static void Save(SmallPictures pictures, string path)
    {
        var size = pictures.Size;
        using var bitmap = new SKBitmap(SheetColumns * size, pictures.LabelCount * size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var target = MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan());
        for (var label = 0; label < pictures.LabelCount; label++)
            for (var column = 0; column < SheetColumns; column++)
            {
                var picture = pictures[(column * pictures.LabelCount) + label];
                for (var i = 0; i < size * size; i++)
                    target[(((label * size) + (i / size)) * bitmap.Width) + (column * size) + (i % size)] =
                        0xFF000000u | picture[i * 3] | ((uint)picture[(i * 3) + 1] << 8) | ((uint)picture[(i * 3) + 2] << 16);
            }

        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    sealed class Lines(Stopwatch clock) : IProgress<WorkProgress>
    {
        double next = 5;

        public void Report(WorkProgress value)
        {
            if (clock.Elapsed.TotalSeconds < next)
                return;
            next += 5;
            Console.Error.WriteLine($"{value.Stage}: {value.Done:F0} of {value.Total:F0} {value.Unit}, {value.Remark}");
        }
    }
}
