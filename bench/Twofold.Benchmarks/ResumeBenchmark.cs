using Twofold.Photos;
using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// Whether a training that was interrupted in its middle and went on ends as good as trainings that were not: three seeds of the demo's training, and the
/// first of them once more with an interruption, as the command line does it.
/// </summary>
static class ResumeBenchmark
{
    const string About = "creator-resume: the demo's training with three seeds, and the first seed again, cancelled in the middle and resumed: scores of each.";
    const int Seeds = 3, PerLabel = 240, DrawnSize = 96, NetworkSize = 32, JudgedPerLabel = 200;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--seconds"] = "the seconds of a whole training; default 60",
        ["--per-label"] = "the drawings of each label; default 240, as in the demo",
    };

    static readonly (string Name, Func<DrawnScores, double> Of, bool MoreIsBetter)[] Judged =
    [
        ("read as asked", scores => scores.Recognized, true), ("Fréchet", scores => scores.Frechet, false), ("coverage", scores => scores.Coverage, true),
    ];

    /// <summary>What the demo learns: the last animal is its stranger.</summary>
    static IReadOnlyList<string> Labels { get; } = [.. DrawnAnimals.Labels.SkipLast(1)];

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var (seconds, perLabel) = (options.Number("--seconds", 60), (int)options.Number("--per-label", PerLabel));
        var folder = Directory.CreateTempSubdirectory("twofold-resume-");
        try
        {
            var data = Path.Combine(folder.FullName, "animals");
            foreach (var label in Labels)
                Parallel.For(0, perLabel, i => DrawnAnimals.Draw(label, DrawnSize, (ulong)i).Save(Path.Combine(data, label, $"{i}.png")));
            var judge = new DrawnJudge(Labels, JudgedPerLabel, NetworkSize);

            Console.WriteLine($"training | steps | {string.Join(" | ", Judged.Select(score => score.Name))}");
            Console.WriteLine($"real drawings | | {Row(judge.Judge(DrawnPictures.Of(Labels, JudgedPerLabel, NetworkSize, seed: 4)))}");
            var whole = new List<DrawnScores>();
            for (var seed = 1; seed <= Seeds; seed++)
                whole.Add(Tell($"seed {seed}", Train(seed, interrupted: false)));
            var resumed = Tell("seed 1, resumed", Train(1, interrupted: true));
            foreach (var (name, of, moreIsBetter) in Judged)
            {
                var (least, most, own) = (whole.Min(of), whole.Max(of), of(resumed));
                var verdict = own >= least && own <= most ? "within" : (own > most) == moreIsBetter ? "better" : "worse";
                Console.WriteLine($"{name}: from {least:F3} to {most:F3}, resumed {own:F3}: {verdict}");
            }

            DrawnScores Tell(string name, string model)
            {
                using var pair = PhotoPair.Open(model);
                var scores = judge.Judge(Made(pair));
                Console.WriteLine($"{name} | {pair.Info.Creator!.Steps} | {Row(scores)}"); // Its training makes a creator.
                return scores;
            }

            string Train(int seed, bool interrupted)
            {
                var request = new TrainRequest
                {
                    Data = data,
                    Out = Path.Combine(folder.FullName, $"{seed}{(interrupted ? "-resumed" : "")}.twofold"),
                    Options = new PhotoPairOptions
                    {
                        Minutes = seconds / 60,
                        Backbone = "none",
                        Size = NetworkSize,
                        Seed = (ulong)seed,
                        // In proportion to two minutes of half an hour.
                        TimeBetweenStates = TimeSpan.FromSeconds(seconds / 15),
                    },
                };
                using var cancellation = new CancellationTokenSource();
                if (interrupted)
                    cancellation.CancelAfter(TimeSpan.FromSeconds(seconds / 2));
                var result = Wait(request, cancellation.Token);
                if (!interrupted)
                    return result.Model;
                if (result.Unfinished is null)
                    throw new TwofoldException($"The training of {seconds} seconds ended before it was interrupted: give it more.");
                return Wait(request with { Options = request.Options with { Resume = true } }, CancellationToken.None).Model;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;

        static string Row(DrawnScores scores) => string.Join(" | ", Judged.Select(score => $"{score.Of(scores):F3}"));

        static TrainResult Wait(TrainRequest request, CancellationToken cancellation) => Trainer.RunAsync(request, progress: null, cancellation).GetAwaiter().GetResult();
    }

    static SmallPictures Made(PhotoPair pair)
    {
        var made = Labels.Select(label => pair.Creator.Generate(label, JudgedPerLabel, seed: 77)).ToArray();
        int[] labels = [.. Labels.Index().SelectMany(label => Enumerable.Repeat(label.Index, JudgedPerLabel))];
        return new SmallPictures(NetworkSize, [.. made.SelectMany(pictures => pictures).SelectMany(photo => photo.Pixels.ToArray())], labels, Labels.Count);
    }
}
