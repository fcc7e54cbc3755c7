using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SkiaSharp;
using Twofold.Photos;
using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// Trains a creator on drawn animals, and reads what it makes with a recognizer that had no part in the training:
/// <c>creator [--minutes 1] [--size 32] [--per-label 400] [--seed 1] [--flow] [--long] [--teacher-steps 0] [--teacher-weight 0.03] [--largest-trained 32] [--sheet FILE]</c>.
/// </summary>
static class CreatorBenchmark
{
    const int JudgedPerLabel = 200, SheetColumns = 12;

    public static int Run(string[] arguments)
    {
        double Option(string name, double otherwise) =>
            Array.IndexOf(arguments, name) is >= 0 and var at ? double.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
        var size = (int)Option("--size", 32);
        var training = DrawnPictures.Of(DrawnAnimals.Labels, (int)Option("--per-label", 400), size, seed: 1);

        var recipe = Array.IndexOf(arguments, "--long") >= 0 ? CreatorRecipe.Long : CreatorRecipe.Short;
        recipe = recipe with { TeacherWeight = Option("--teacher-weight", recipe.TeacherWeight), TeacherWeightOfFew = Option("--teacher-weight", recipe.TeacherWeightOfFew), LargestTrained = (int)Option("--largest-trained", recipe.LargestTrained) };
        using var teacher = DrawnPictures.Teacher(training.Smaller(size / recipe.TrainedSize(size)), (int)Option("--teacher-steps", 0));
        var clock = Stopwatch.StartNew();
        var busy = Process.GetCurrentProcess().TotalProcessorTime;
        CreatorTrainer kind = Array.IndexOf(arguments, "--flow") >= 0 ? new FlowTrainer() : new GanTrainer { Recipe = recipe, Teacher = teacher };
        var trainer = kind with
        {
            Budget = TimeSpan.FromMinutes(Option("--minutes", 1)),
            Steps = Option("--steps", 0) is > 0 and var steps ? (int)steps : null,
            Seed = (ulong)Option("--seed", 1),
        };
        var creator = trainer.Train(training, new Lines(clock));
        var cores = (Process.GetCurrentProcess().TotalProcessorTime - busy) / clock.Elapsed;
        var made = Made(creator, training.LabelCount);

        var judge = new DrawnJudge(DrawnAnimals.Labels, JudgedPerLabel, size);
        var (scores, real, other) = (judge.Judge(made), judge.Judge(judge.Test), judge.Judge(DrawnPictures.Of(DrawnAnimals.Labels, JudgedPerLabel, size, seed: 4)));
        Console.WriteLine($"size {size}, {training.Count} drawings, {training.LabelCount} labels");
        Console.WriteLine($"training: {creator.Seconds:F0} s on {cores:F2} cores, {creator.Steps} steps, {creator.PicturesSeen} pictures seen, {creator.PicturesSeen / creator.Seconds:F0}/s ({creator.PicturesSeen / creator.Seconds / cores:F0} a core)");
        Console.WriteLine($"read as the label asked: {scores.Recognized:P1}; real drawings: {real.Recognized:P1}");
        Console.WriteLine($"made:          {scores}");
        Console.WriteLine($"real drawings: {other}");
        Console.WriteLine($"mean distance of two pictures of a label, of that of real drawings: {Spread(made) / Spread(judge.Test):F2}");
        if (Array.IndexOf(arguments, "--sheet") is >= 0 and var sheet)
            Save(made, arguments[sheet + 1]);
        return 0;
    }

    static SmallPictures Made(TrainedCreator creator, int labelCount)
    {
        string[] names = [.. Enumerable.Range(0, labelCount).Select(label => $"{label}")];
        var opened = PhotoCreator.Open(creator.Onnx, names, creator.Info, "benchmark");
        var made = names.Select((name, label) => opened.Generate(name, JudgedPerLabel, (ulong)(77 + label))).ToArray();
        int[] labels = [.. Enumerable.Range(0, JudgedPerLabel * labelCount).Select(picture => picture % labelCount)];
        return new SmallPictures(
            creator.Size, [.. labels.SelectMany((label, picture) => made[label][picture / labelCount].Pixels.ToArray())], labels, labelCount);
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
