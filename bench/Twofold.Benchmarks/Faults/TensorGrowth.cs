using System.Diagnostics;
using TorchSharp;
using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// Whether native tensors pile up in long trainings: how many are alive, and how much memory the process has, at the same place in steps far apart. The
/// garbage collector hides what is forgotten until it runs, so it is not called.
/// </summary>
static class TensorGrowth
{
    const string About = "faults tensors: native tensors that are alive at the same place in a step, over many steps of a GAN and of a recognizer from scratch.";
    const int Size = 32, Labels = 2, PerLabel = 24, Samples = 10;

    // Evaluations and kept states lie between steps; at a step's end only what they keep may differ.
    const int MostGrowth = 8;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--steps"] = "the steps of each training; default 10000",
        ["--network"] = "gan, recognizer or both; default both",
    };

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var (steps, network) = ((int)options.Number("--steps", 10_000), options.Text("--network", "both"));
        TorchRuntime.EnsureLoaded();
        var labels = DrawnAnimals.Labels.Take(Labels).ToList();
        var (pictures, heldOut) = (DrawnPictures.Of(labels, PerLabel, Size, seed: 1), DrawnPictures.Of(labels, 4, Size, seed: 2));
        var isSteady = true;
        if (network is "recognizer" or "both")
        {
            var count = new Count(steps);
            new ScratchRecognizerTrainer { Steps = steps, Width = 4, Seed = 1, BeforeStep = (step, _) => count.At(step) }.Train(pictures, heldOut);
            isSteady &= count.Tell("recognizer from scratch");
        }

        if (network is "gan" or "both")
        {
            var count = new Count(steps);
            new GanTrainer { Steps = steps, Recipe = CreatorRecipe.Short, CriticWidth = 16, AfterStep = (step, _) => count.At(step) }.Train(pictures);
            isSteady &= count.Tell("GAN");
        }

        return isSteady ? 0 : 1;
    }

    sealed class Count(int steps)
    {
        readonly List<(int Step, long Tensors, long Bytes)> samples = [];
        readonly Stopwatch clock = Stopwatch.StartNew();

        public void At(int step)
        {
            // The first tenth makes kernels and caches.
            if (step > 0 && step % Math.Max(1, steps / Samples) == 0)
                samples.Add((step, torch.Tensor.TotalCount, Environment.WorkingSet));
        }

        public bool Tell(string name)
        {
            var growth = samples[^1].Tensors - samples[0].Tensors;
            Console.WriteLine($"{name}: {steps:N0} steps in {clock.Elapsed.TotalMinutes:0.0} minutes; tensors alive after so many steps:");
            Console.WriteLine("| steps | tensors alive | memory, MB |");
            Console.WriteLine("|---:|---:|---:|");
            foreach (var (step, tensors, bytes) in samples)
                Console.WriteLine($"| {step:N0} | {tensors:N0} | {bytes / 1_000_000:N0} |");
            Console.WriteLine(growth <= MostGrowth ? $"They do not grow ({growth:+0;-0;0})." : $"THEY GROW: {growth:N0} more at the end.");
            return growth <= MostGrowth;
        }
    }
}
