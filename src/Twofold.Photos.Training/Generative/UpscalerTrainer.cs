using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// Teaches an <see cref="Upscaler"/> from real pictures and what they look like when made small. The small ones are blurred and made noisy by
/// a chance amount (Ho 2022, conditioning augmentation): those of a creator are never quite clean, and what is not is to be mended, not enlarged.
/// </summary>
sealed record UpscalerTrainer
{
    const string Stage = "Learning fine detail";
    const int PicturesPerPart = 16;
    const int LongestAverage = 50;
    const int MostLeftOut = 20;
    const double Rate = 3e-3;

    /// <summary>The most noise, in standard deviations, where colors go from -1 to 1.</summary>
    const double MostNoise = 0.04;

    /// <summary>The most of a blurred picture that is mixed in.</summary>
    const double MostBlur = 0.3;

    /// <summary>The time for training.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Steps to make instead of <see cref="Budget"/>; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>The seed of first weights, order and noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The type to compute in.</summary>
    public required ScalarType Precision { get; init; }

    /// <summary>Trains, and returns the upscaler with the averaged weights, which the caller disposes.</summary>
    /// <param name="upscaler">The network.</param>
    /// <param name="pictures">Large pictures.</param>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="cancellation">Ends training; what was learned until then is returned.</param>
    public TrainedUpscaler Train(Upscaler upscaler, SmallPictures pictures, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var weightRandom = new Generator(Seed);
        using var learner = new Learner(upscaler.Shapes, weightRandom, Workers.Count, momentum: 0.9, averaged: true);
        var generators = Enumerable.Range(0, Workers.Count).Select(i => new Generator((Seed * 1000) + (ulong)i)).ToArray();
        var all = tensor(pictures.Pixels).view(pictures.Count, pictures.Size, pictures.Size, 3);
        var (clock, budget) = (Stopwatch.StartNew(), new TrainingBudget(Budget, Steps));
        var (step, leftOut, reported, losses) = (0, 0, 0.0, new double[Workers.Count]);
        while (Done() < 1 && !cancellation.IsCancellationRequested)
        {
            Workers.Each(part => losses[part] = Learn(part));
            // Straight down, so that the last steps settle. A step whose gradient is no number is left out: it has changed nothing.
            if (!learner.Descend(Rate * (1 - Done())))
            {
                if (++leftOut > MostLeftOut)
                    break;
                continue;
            }

            learner.UpdateAverage(++step, LongestAverage);
            if (clock.Elapsed.TotalSeconds - reported > 0.3)
            {
                reported = clock.Elapsed.TotalSeconds;
                progress?.Report(budget.Report(Stage, step, clock.Elapsed, $"loss {losses.Average():F3}"));
            }
        }

        foreach (var generator in generators)
            generator.Dispose();
        return new TrainedUpscaler(upscaler, learner.Average.detach().clone(), clock.Elapsed.TotalSeconds);

        double Done() => budget.Progress(step, clock.Elapsed);

        double Learn(int part)
        {
            var random = generators[part];
            var chosen = randint(0, pictures.Count, [PicturesPerPart], ScalarType.Int64, device: CPU, generator: random).to(all.device);
            var large = all.index_select(0, chosen).permute(0, 3, 1, 2).FromBytes(ScalarType.Float32);
            var small = avg_pool2d(large, upscaler.Factor);
            var blurred = avg_pool2d(small, 3, 1, 1, count_include_pad: false);
            using Scalar mostNoise = MostNoise, mostBlur = MostBlur;
            small = small.Plus((blurred - small) * (ComputeDevice.Uniform([PicturesPerPart, 1, 1, 1], random) * mostBlur));
            small = small.Plus(ComputeDevice.Normal(small.shape, random) * (ComputeDevice.Uniform([PicturesPerPart, 1, 1, 1], random) * mostNoise));
            var made = upscaler.Forward(learner.Layers(part, Precision), small.to_type(Precision)).to_type(ScalarType.Float32);
            var loss = (made - large).abs().mean();
            loss.backward();
            return loss.item<float>();
        }
    }
}
