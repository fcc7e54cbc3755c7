using System.Diagnostics;
using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench;

/// <summary>
/// The whole story, with no data and no network: draws animals, learns a pair from scratch, sorts an album that nobody labelled, makes new
/// pictures, measures, and writes a page to look at. It does what a person would do, by the same requests.
/// </summary>
public static class Demo
{
    const int TrainingPerLabel = 240;
    const int CheckPerLabel = 40;
    const int AlbumPerLabel = 7;
    const int Strangers = 6;
    const int ShownPerLabel = 8;

    /// <summary>Drawn larger than the networks look, because people look too.</summary>
    const int DrawnSize = 96;

    /// <summary>What the networks see, in pixels: a quarter of the time of 64.</summary>
    const int NetworkSize = 32;

    /// <summary>The animals that are learned: all but the last, which comes as a stranger.</summary>
    static IReadOnlyList<string> Learned { get; } = [.. DrawnAnimals.Labels.SkipLast(1)];

    static string Stranger => DrawnAnimals.Labels[^1];

    /// <summary>Runs the demo.</summary>
    /// <param name="request">Where to, and how long.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellation">Stops the work; what has been written stays.</param>
    /// <exception cref="TwofoldException">The folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<DemoResult> RunAsync(DemoRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var story = new Story(FreeName(request.Out), request, progress, cancellation);
        story.Step("Drew the pictures", story.Draw);
        await story.StepAsync("Learned the two models", story.LearnAsync).ConfigureAwait(false);
        story.Step("Sorted the album", story.Sort);
        story.Step("Made new pictures", story.Create);
        story.Step("Measured both models", story.Measure);
        return story.Tell();
    }

    static string FreeName(string wanted)
    {
        var name = Path.TrimEndingDirectorySeparator(wanted);
        for (var number = 2; Path.Exists(name); number++)
            name = $"{Path.TrimEndingDirectorySeparator(wanted)}-{number}";
        return name;
    }

    sealed class Story(string folder, DemoRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        readonly Stopwatch clock = Stopwatch.StartNew();
        readonly List<DemoStep> steps = [];
        readonly List<(string Label, Photo Picture)> training = [];
        readonly Dictionary<string, (string? Label, Photo Picture)> album = [];
        readonly List<SortedPicture> sorted = [];
        readonly List<GeneratedPicture> generated = [];
        NearestPictures? neighbors;
        MeasureResult? scores;

        string Model => Path.Combine(folder, "animals.twofold");

        string Album => Path.Combine(folder, "album");

        public void Step(string name, Action work)
        {
            cancellation.ThrowIfCancellationRequested();
            var started = clock.Elapsed;
            work();
            steps.Add(new DemoStep(name, clock.Elapsed - started));
        }

        public async Task StepAsync<T>(string name, Func<Task<T>> work)
        {
            var started = clock.Elapsed;
            await work().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            steps.Add(new DemoStep(name, clock.Elapsed - started));
        }

        public void Draw()
        {
            // No two pictures of the demo have the same seed.
            var next = request.Seed * 1_000_003;
            foreach (var (k, label) in Learned.Index())
            {
                progress?.Report(new WorkProgress("Drawing", k, Learned.Count, "animals"));
                training.AddRange(Save(Path.Combine("train", label), label, TrainingPerLabel, ref next).Select(picture => (label, picture)));
                _ = Save(Path.Combine("check", label), label, CheckPerLabel, ref next);
            }

            DrawAlbum(ref next);
        }

        public Task<TrainResult> LearnAsync() => Trainer.RunAsync(
            new TrainRequest
            {
                Data = Path.Combine(folder, "train"),
                Out = Model,
                Options = new PhotoPairOptions { Minutes = request.Minutes, Backbone = "none", Size = NetworkSize, Seed = request.Seed },
            },
            progress,
            cancellation);

        public void Sort()
        {
            var sort = new SortRequest { Folder = Album, Into = Path.Combine(folder, "sorted") };
            PhotoSorter.Run(sort, Model, progress, new Collector<SortedPhoto>(Collect), cancellation);

            void Collect(SortedPhoto photo)
            {
                var name = Path.GetFileName(photo.Source);
                var landed = Path.GetFileName(Path.GetDirectoryName(photo.Destination)!); // A file's full path has a folder.
                sorted.Add(new SortedPicture(album[name].Picture, name, landed, photo.Probabilities, album[name].Label));
            }
        }

        public void Create()
        {
            using var pair = PhotoPair.Open(Model);
            neighbors = new NearestPictures([.. training.Select(example => example.Picture)], NetworkSize);
            foreach (var label in Learned)
            {
                var made = Generator.Run(
                    new GenerateRequest { Label = label, Model = Model, Out = Path.Combine(folder, "made"), Count = ShownPerLabel, Seed = request.Seed },
                    progress,
                    cancellation: cancellation);
                foreach (var picture in made.Files.Select(file => PhotoReader.Read(file)))
                {
                    var (nearest, distance) = neighbors.Of(picture);
                    generated.Add(new GeneratedPicture(picture, label, pair.Recognizer.Predict([picture])[0], nearest, distance));
                }
            }
        }

        public void Measure() => scores = Measurer.Run(
            new MeasureRequest { Data = Path.Combine(folder, "check"), Model = Model, Seed = request.Seed + 1 }, progress, cancellation);

        public DemoResult Tell()
        {
            var report = Path.Combine(folder, "index.html");
            var findings = new DemoFindings
            {
                TrainingPictures = training.Count,
                Steps = steps,
                Scores = scores!, // Measured in the step before.
                Sorted = sorted,
                Generated = generated,
                TypicalDistance = neighbors!.TypicalDistance(request.Seed), // Made in an earlier step.
                Model = Model,
                Seed = request.Seed,
            };
            DemoReport.Write(report, findings);
            return new DemoResult(folder, report, Model, scores!, clock.Elapsed);
        }

        void DrawAlbum(ref ulong next)
        {
            var pictures = new List<(string? Label, Photo Picture)>();
            foreach (var label in Learned)
                for (var i = 0; i < AlbumPerLabel; i++)
                    pictures.Add((label, DrawnAnimals.Draw(label, DrawnSize, next++)));
            for (var i = 0; i < Strangers; i++)
                pictures.Add((null, DrawnAnimals.Draw(Stranger, DrawnSize, next++)));

            // Shuffled, and named as a camera names: nothing gives the label away.
            var order = pictures.ToArray();
            new SeededRandom(request.Seed).Shuffle<(string?, Photo)>(order);
            foreach (var (i, picture) in order.Index())
            {
                var name = $"IMG_{i + 1:D4}.png";
                picture.Picture.Save(Path.Combine(Album, name));
                album.Add(name, picture);
            }
        }

        Photo[] Save(string subfolder, string label, int count, ref ulong next)
        {
            var first = next;
            next += (ulong)count;
            cancellation.ThrowIfCancellationRequested();
            Photo[] pictures = [.. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(i => DrawnAnimals.Draw(label, DrawnSize, first + (ulong)i))];
            // One after another: a disk that is full or may not be written to is then one mistake, not many at once.
            foreach (var (i, picture) in pictures.Index())
                picture.Save(Path.Combine(folder, subfolder, $"{label}-{i + 1:D4}.png"));
            return pictures;
        }
    }

    sealed class Collector<T>(Action<T> collect) : IProgress<T>
    {
        public void Report(T value) => collect(value);
    }
}
