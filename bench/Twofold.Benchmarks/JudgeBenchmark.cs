using Microsoft.ML.OnnxRuntime;
using NetVips;
using Twofold.Photos;

namespace Twofold.Benchmarks;

/// <summary>
/// Judges made pictures with a network that had no part in making them:
/// <c>judge --made FOLDER --real FOLDER --train FOLDER --judge FILE.onnx [--sheet FILE]</c>. The folders have label-named folders of pictures: made
/// ones, real ones that were held out, and those that were learned from. The judge is a classifier of CIFAR-10's classes: input <c>input</c>, float
/// RGB planes of 32x32 from 0 to 255; outputs <c>features</c> and <c>logits</c>. Pictures that are no JPEG go once through one (quality 75, 4:2:0), as
/// the real ones did, because the judge reads lossless pictures better.
/// </summary>
static class JudgeBenchmark
{
    const string Usage = "judge --made FOLDER --real FOLDER --train FOLDER --judge FILE.onnx [--sheet FILE]";
    const int Size = 32, PicturesPerRun = 50, SheetColumns = 16;

    static readonly string[] Classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    public static int Run(string[] arguments)
    {
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        using var session = new InferenceSession(Value(arguments, "--judge"), options);
        var made = Judged.Of(session, Value(arguments, "--made"));
        var real = Judged.Of(session, Value(arguments, "--real"));
        var train = Judged.Of(session, Value(arguments, "--train"));
        real.CheckLabels(made);
        train.CheckLabels(made);

        Console.WriteLine(string.Join(" | ", "pictures", "n", "read of 10", $"read of {made.Labels.Count}", "FD label", "FD all", "precision", "recall", "density", "coverage", "P label", "R label", "D label", "C label", "diversity", "copies feat.", "copies pixels"));
        Console.WriteLine($"{Row("made", made, real)} | {Copies(made, real, train)}");

        // The training photos are what the judge may itself have learned from; the halves are not, but are half as many.
        Console.WriteLine($"{Row("training photos", train.Sample(made), real)} | |");
        var halves = real.Halves();
        Console.WriteLine($"{Row("real, one half", halves.First, halves.Second)} | {Copies(halves.First, halves.Second, train)}");
        if (Array.IndexOf(arguments, "--sheet") >= 0)
            Sheet(made, real, train, Value(arguments, "--sheet"));
        return 0;
    }

    static string Row(string name, Judged made, Judged real)
    {
        int[] asked = [.. made.Labels.Select(label => Array.IndexOf(Classes, label))];
        var ofTen = Estimate.OfShare([.. made.Pictures.Select(picture => LogSpace.IndexOfMax(picture.Logits) == asked[picture.Label])]);
        var ofGiven = Estimate.OfShare([.. made.Pictures.Select(picture => LogSpace.IndexOfMax([.. asked.Select(one => picture.Logits[one])]) == picture.Label)]);
        var pooled = ManifoldScores.Of(made.Features(), real.Features());
        var labels = Enumerable.Range(0, made.Labels.Count).Select(label => (Made: made.Features(label), Real: real.Features(label))).ToArray();
        var byLabel = labels.Select(label => ManifoldScores.Of(label.Made, label.Real)).ToArray();
        var (madeSpread, realSpread) = (
            Estimate.OfMeans([.. labels.Select(label => Diversity.Of(label.Made))]), Estimate.OfMeans([.. labels.Select(label => Diversity.Of(label.Real))]));
        string[] cells =
        [
            name,
            $"{made.Pictures.Length}",
            Percent(ofTen),
            Percent(ofGiven),
            Number(Estimate.OfMeans([.. labels.Select(label => FrechetDistance.Estimated(label.Made, label.Real))])),
            Number(FrechetDistance.Estimated(made.Features(), real.Features())),
            Percent(pooled.Precision),
            Percent(pooled.Recall),
            Number(pooled.Density),
            Percent(pooled.Coverage),
            Percent(Estimate.OfMeans([.. byLabel.Select(scores => scores.Precision)])),
            Percent(Estimate.OfMeans([.. byLabel.Select(scores => scores.Recall)])),
            Number(Estimate.OfMeans([.. byLabel.Select(scores => scores.Density)])),
            Percent(Estimate.OfMeans([.. byLabel.Select(scores => scores.Coverage)])),
            Number(new Estimate(madeSpread.Value / realSpread.Value, madeSpread.StandardError / realSpread.Value)),
        ];
        return string.Join(" | ", cells);
    }

    static string Copies(Judged made, Judged real, Judged train) =>
        $"{Percent(CopyRate.Of(made.Features(), real.Features(), train.Features()).Rate)} | {Percent(CopyRate.Of(made.Thumbnails(), real.Thumbnails(), FeaturedPhotos.WithMirrored(train.Thumbnails()), variants: 2).Rate)}";

    // For each label, made pictures evenly taken, and below each the training photo that is nearest by the judge's features.
    static void Sheet(Judged made, Judged real, Judged train, string path)
    {
        var copies = CopyRate.Of(made.Features(), real.Features(), train.Features());
        var pixels = new byte[2 * made.Labels.Count * Size * SheetColumns * Size * 3];
        for (var label = 0; label < made.Labels.Count; label++)
        {
            int[] own = [.. Enumerable.Range(0, made.Pictures.Length).Where(i => made.Pictures[i].Label == label)];
            for (var column = 0; column < SheetColumns; column++)
            {
                var picture = own[column * own.Length / SheetColumns];
                Paste(made.Pictures[picture], 2 * label, column);
                Paste(train.Pictures[copies.Nearest[picture]], (2 * label) + 1, column);
            }
        }

        new Photo(SheetColumns * Size, 2 * made.Labels.Count * Size, pixels).Save(path);

        void Paste(JudgedPicture picture, int row, int column)
        {
            for (var y = 0; y < Size; y++)
                picture.Pixels.AsSpan(y * Size * 3, Size * 3).CopyTo(pixels.AsSpan(((((row * Size) + y) * SheetColumns) + column) * Size * 3));
        }
    }

    static string Percent(Estimate estimate) => $"{100 * estimate.Value:0.0} ± {100 * estimate.StandardError:0.0} %";

    static string Number(Estimate estimate) => $"{estimate.Value:0.000} ± {estimate.StandardError:0.000}";

    static string Value(string[] arguments, string option) => Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length
        ? arguments[at + 1]
        : throw new TwofoldException($"'{option}' is missing: {Usage}.");

    sealed record JudgedPicture(int Label, byte[] Pixels, double[] Features, double[] Logits);

    sealed class Judged(IReadOnlyList<string> labels, JudgedPicture[] pictures)
    {
        public IReadOnlyList<string> Labels => labels;

        public JudgedPicture[] Pictures => pictures;

        public static Judged Of(InferenceSession session, string folder)
        {
            var found = LabeledPhotoFolder.Scan(folder, toLearn: false);
            foreach (var label in found.Labels)
            {
                if (!Classes.Contains(label))
                    throw new TwofoldException($"The folder '{label}' in '{folder}' is none of the judge's classes: {string.Join(", ", Classes)}.");
            }

            var pixels = new byte[found.Paths.Count][];
            Parallel.For(0, pixels.Length, i => pixels[i] = Pixels32(found.Paths[i]));
            var pictures = new List<JudgedPicture>();
            foreach (var part in Enumerable.Range(0, pixels.Length).Chunk(PicturesPerRun))
            {
                var planes = new float[part.Length * 3 * Size * Size];
                for (var i = 0; i < planes.Length; i++)
                {
                    var (picture, rest) = Math.DivRem(i, 3 * Size * Size);
                    var (channel, at) = Math.DivRem(rest, Size * Size);
                    planes[i] = pixels[part[picture]][(at * 3) + channel];
                }

                using var run = new RunOptions();
                using var input = OrtValue.CreateTensorValueFromMemory(planes, [part.Length, 3, Size, Size]);
                using var outputs = session.Run(run, ["input"], [input], ["features", "logits"]);
                var features = outputs[0].GetTensorDataAsSpan<float>();
                var logits = outputs[1].GetTensorDataAsSpan<float>();
                var (width, classes) = (features.Length / part.Length, logits.Length / part.Length);
                for (var i = 0; i < part.Length; i++)
                {
                    pictures.Add(new JudgedPicture(
                        found.Codes[part[i]],
                        pixels[part[i]],
                        Array.ConvertAll(features.Slice(i * width, width).ToArray(), value => (double)value),
                        Array.ConvertAll(logits.Slice(i * classes, classes).ToArray(), value => (double)value)));
                }
            }

            return new Judged(found.Labels, [.. pictures]);
        }

        public void CheckLabels(Judged made)
        {
            if (!labels.SequenceEqual(made.Labels))
                throw new TwofoldException($"The labels are {string.Join(", ", labels)} here and {string.Join(", ", made.Labels)} in the made ones: the folders must have the same.");
        }

        public double[,] Features(int? label = null) => Rows(picture => picture.Features, label);

        public double[,] Thumbnails() => Rows(picture => FeaturedPhotos.Thumbnail(picture.Pixels, Size), null);

        /// <summary>As many of each label as the other has, drawn without replacement.</summary>
        public Judged Sample(Judged other)
        {
            var drawn = (JudgedPicture[])pictures.Clone();
            new SeededRandom(5).Shuffle(drawn.AsSpan());
            return new Judged(labels, [.. drawn.GroupBy(picture => picture.Label)
                .SelectMany(own => own.Take(other.Pictures.Count(picture => picture.Label == own.Key)))]);
        }

        /// <summary>Every other picture, so that both have the labels alike.</summary>
        public (Judged First, Judged Second) Halves() =>
            (new Judged(labels, [.. pictures.Where((_, i) => i % 2 == 0)]), new Judged(labels, [.. pictures.Where((_, i) => i % 2 == 1)]));

        double[,] Rows(Func<JudgedPicture, double[]> rowOf, int? label)
        {
            double[][] rows = [.. pictures.Where(picture => label is null || picture.Label == label).Select(rowOf)];
            var matrix = new double[rows.Length, rows[0].Length];
            for (var i = 0; i < rows.Length; i++)
                rows[i].CopyTo(matrix.Row(i));
            return matrix;
        }

        static byte[] Pixels32(string path)
        {
            var photo = PhotoReader.ReadPrepared(path, PhotoPreparation.Square(Size));
            if (Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG")
                return photo.Pixels.ToArray();
            using var image = photo.ToImage();
            using var compressed = Image.NewFromBuffer(image.JpegsaveBuffer(q: 75, subsampleMode: Enums.ForeignSubsample.On));
            return compressed.WriteToMemory<byte>();
        }
    }
}
