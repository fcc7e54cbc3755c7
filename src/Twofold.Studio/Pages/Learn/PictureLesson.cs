using System.Diagnostics;
using Twofold.Photos;
using Twofold.Tables;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>
/// Twenty drawn animals to be sorted: by hand, by a rule that a person writes, and by two models, one of either half, that learned from other
/// drawings. A seed names the twenty.
/// </summary>
sealed class PictureLesson
{
    public const int Count = 20;

    const int LearnedFrom = 300;

    /// <summary>The edge at which pictures are measured.</summary>
    const int MeasuredEdge = 32;

    /// <summary>Models see a picture as so many gray pixels each way.</summary>
    const int SeenEdge = 12;

    /// <summary>No twenty have a picture that was learned from: their seeds begin behind it.</summary>
    const ulong FirstSeed = 1_000_000;

    readonly Lazy<(Table Pictures, string[] Labels)> examples = new(Examples);

    /// <summary>The animals, in the order of a rule's two sides.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["cats", "dogs"];

    /// <summary>The twenty of a seed: what is measured of each.</summary>
    public static PictureSet Set(ulong seed) =>
        new(Labels, PictureMeasures.Names, [.. Enumerable.Range(0, Count).Select(i => PictureMeasures.Of(Draw(seed, i, MeasuredEdge)))]);

    /// <summary>One of them.</summary>
    /// <exception cref="TwofoldException">There is no such one.</exception>
    public static Photo Draw(ulong seed, int index, int edge) => index is >= 0 and < Count
        ? DrawnAnimals.Draw(Truth(seed)[index], edge, FirstSeed + (seed * Count) + (ulong)index)
        : throw new TwofoldException($"There is no picture {index}: they are 0 to {Count - 1}.");

    /// <summary>What a person said, judged.</summary>
    /// <exception cref="TwofoldException">There is not one label for each picture.</exception>
    public static SortedPictures Judge(ulong seed, IReadOnlyList<string> said)
    {
        if (said.Count != Count)
            throw new TwofoldException($"{said.Count} labels for {Count} pictures: give one for each.");
        var truth = Truth(seed);
        return new SortedPictures([.. said], truth, truth.Zip(said).Count(pair => pair.First != pair.Second));
    }

    /// <summary>What a rule says, judged.</summary>
    /// <exception cref="TwofoldException">The rule asks for a measure that there is not, or for another label.</exception>
    public static SortedPictures Judge(ulong seed, PictureRule rule)
    {
        var measure = LabelEncoding.IndexOf(PictureMeasures.Names, rule.Measure);
        var above = LabelEncoding.IndexOf(Labels, rule.Above);
        return Judge(seed, [.. Set(seed).Pictures.Select(measures => Labels[measures[measure] > rule.Threshold ? above : 1 - above])]);
    }

    /// <summary>What two models say, each of which learns anew, judged.</summary>
    public IReadOnlyList<PictureSorter> Models(ulong seed, CancellationToken cancellation)
    {
        var (pictures, labels) = examples.Value;
        Table asked = Enumerable.Range(0, Count).Select(i => Seen(Draw(seed, i, 2 * SeenEdge))).ToArray();
        (string Title, IClassifierRecipe<Table> Recipe)[] recipes =
        [
            ("Logistic regression, which recognizes", new LogisticRegression { C = 0.01 }),
            // 144 pixels and 150 pictures of a label: halfway to independent pixels, there is enough to learn from.
            ("Quadratic discriminant analysis, which could create", new QuadraticDiscriminantAnalysis { RegularizationParameter = 0.5 }),
        ];
        return [.. recipes.Select(model =>
        {
            var began = Stopwatch.GetTimestamp();
            var learned = model.Recipe.Fit(pictures, labels, weights: null, cancellation);
            var learning = Stopwatch.GetElapsedTime(began);
            began = Stopwatch.GetTimestamp();
            var said = learned.Predict(asked);
            return new PictureSorter(model.Title, LearnedFrom, learning.TotalSeconds, Stopwatch.GetElapsedTime(began).TotalSeconds, Judge(seed, said));
        })];
    }

    // Ten of each, shuffled.
    static string[] Truth(ulong seed)
    {
        string[] truth = [.. Enumerable.Range(0, Count).Select(i => Labels[i % Labels.Count])];
        new SeededRandom(seed).Shuffle(truth.AsSpan());
        return truth;
    }

    static (Table Pictures, string[] Labels) Examples()
    {
        string[] labels = [.. Enumerable.Range(0, LearnedFrom).Select(i => Labels[i % Labels.Count])];
        Table pictures = labels.AsParallel().AsOrdered().Select((label, i) => Seen(DrawnAnimals.Draw(label, 2 * SeenEdge, (ulong)i))).ToArray();
        return (pictures, labels);
    }

    /// <summary>Gray, of mean 0 and deviation 1: light and contrast say nothing of the animal.</summary>
    static double[] Seen(Photo picture)
    {
        var pixels = picture.Resized(SeenEdge, SeenEdge).Pixels.Span;
        var gray = new double[SeenEdge * SeenEdge];
        for (var i = 0; i < gray.Length; i++)
            gray[i] = (pixels[3 * i] + pixels[(3 * i) + 1] + pixels[(3 * i) + 2]) / 3.0;
        var mean = gray.Average();
        var deviation = Math.Sqrt(gray.Average(value => (value - mean) * (value - mean)));
        return [.. gray.Select(value => (value - mean) / Math.Max(deviation, 1))];
    }
}

/// <summary>Twenty pictures to sort.</summary>
/// <param name="Labels">The labels to sort into.</param>
/// <param name="Measures">What was measured of each picture.</param>
/// <param name="Pictures">The measures of each picture, <c>[pictures, measures]</c>.</param>
sealed record PictureSet(IReadOnlyList<string> Labels, IReadOnlyList<string> Measures, double[][] Pictures);

/// <summary>A rule that a person writes: what measures more than the threshold is of one label, the rest of the other.</summary>
/// <param name="Measure">One of the measures, by its name.</param>
/// <param name="Threshold">The threshold.</param>
/// <param name="Above">The label of what measures more.</param>
sealed record PictureRule(string Measure, double Threshold, string Above);

/// <summary>What a person says of the pictures.</summary>
/// <param name="Labels">A label for each.</param>
sealed record PictureAnswers(IReadOnlyList<string> Labels);

/// <summary>Pictures that were sorted.</summary>
/// <param name="Said">What was said of each.</param>
/// <param name="Truth">What each is.</param>
/// <param name="Wrong">So many are wrong.</param>
sealed record SortedPictures(IReadOnlyList<string> Said, IReadOnlyList<string> Truth, int Wrong);

/// <summary>A model that sorted pictures.</summary>
/// <param name="Title">Its name in prose.</param>
/// <param name="LearnedFrom">The number of other pictures that it learned from.</param>
/// <param name="LearningSeconds">How long it learned.</param>
/// <param name="SortingSeconds">How long it sorted.</param>
/// <param name="Outcome">What came of it.</param>
sealed record PictureSorter(string Title, int LearnedFrom, double LearningSeconds, double SortingSeconds, SortedPictures Outcome);
