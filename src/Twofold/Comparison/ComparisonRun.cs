using System.Diagnostics;
using System.Runtime.ExceptionServices;
using static System.FormattableString;

namespace Twofold;

/// <summary>One comparison: divide, fit on every subset, measure more where everything was learned from, and say what follows.</summary>
sealed class ComparisonRun<TExamples>
    where TExamples : IExamples<TExamples>
{
    const int LeastOfEach = 5;
    const int FirstOfEach = 2;

    // What varies is seen by repeating.
    const int LeastRepeats = 2;

    // Small subsets differ most by luck, and cost least.
    const int MostOfSmall = 512;
    const int SmallAsOften = 3;

    static readonly TimeSpan BetweenTellings = TimeSpan.FromSeconds(2);

    // What is told on the way costs a small part of the work.
    const int WorkBetweenTellings = 20;

    readonly TExamples examples;
    readonly int[] codes;
    readonly IReadOnlyList<string> labels;
    readonly IReadOnlyList<Partners<TExamples>> pairs;
    readonly ComparisonOptions options;
    readonly IProgress<WorkProgress>? progress;
    readonly CancellationToken cancellation;

    readonly IReadOnlyList<Entrant<TExamples>> entrants;
    readonly int[] counts;
    readonly int repeats;
    readonly double correlation;
    readonly Division[] divisions;
    readonly int[] sizes;
    readonly CurveScores scores;

    // Held by whoever writes scores, or reads them while others write.
    readonly Lock scoring = new();

    public ComparisonRun(
        TExamples examples,
        int[] codes,
        IReadOnlyList<string> labels,
        IReadOnlyList<Partners<TExamples>> pairs,
        ComparisonOptions options,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        (this.examples, this.codes, this.labels, this.pairs, this.options) = (examples, codes, labels, pairs, options);
        (this.progress, this.cancellation) = (progress, cancellation);
        entrants = Entrant<TExamples>.Of(pairs);
        counts = CheckedCounts();
        repeats = RepeatsOf();
        divisions = [.. Enumerable.Range(0, options.Times is null ? SmallAsOften * repeats : repeats).Select(Divide)];
        correlation = divisions.Average(division => (double)division.Test.Length / (division.Test.Length + division.Order.Length));
        sizes = Sizes();
        scores = new CurveScores([.. entrants.Select(entrant => entrant.Family)], sizes, divisions.Length, codes.Length, correlation);
    }

    /// <summary>The models' names, in their order.</summary>
    public IReadOnlyList<string> Names => [.. entrants.Select(entrant => entrant.Name)];

    /// <summary>How often the examples are divided.</summary>
    public int Repeats => repeats;

    /// <summary>The correlation of what two repeats measure at the full size: the share of the examples that they test on.</summary>
    public double Correlation => correlation;

    /// <summary>Runs it.</summary>
    /// <param name="more">What is measured beside what every comparison measures.</param>
    /// <param name="modelBytes">The size of a model in a file; null where it cannot be stored.</param>
    public ComparisonResult Run(IReadOnlyList<IProbe<TExamples>> more, Func<IClassifier<TExamples, int>, long?> modelBytes)
    {
        // Small to large, repeat after repeat: when it is stopped, whole curves are there.
        var items = Enumerable.Range(0, divisions.Length).SelectMany(r => Enumerable.Range(0, sizes.Length).Where(s => r < repeats || (s < sizes.Length - 1 && sizes[s] <= MostOfSmall)).Select(s => (Repeat: r, Size: s))).ToArray();
        var shift = new PriorShiftProbe<TExamples>(entrants.Count, counts, repeats, correlation);
        IReadOnlyList<IProbe<TExamples>> probes = options.MeasureMore
            ? [
                new CalibrationProbe<TExamples>(entrants.Count, repeats, correlation),
                shift,
                new UnlabeledProbe<TExamples>(entrants, labels.Count, repeats, correlation),
                .. labels.Count > 2 ? [new NewLabelProbe<TExamples>(repeats, correlation)] : Array.Empty<IProbe<TExamples>>(),
                .. more,
            ]
            : [];
        progress?.Report(new WorkProgress("Plan", 0, null, "", Describe()));
        FitAll(items, probes);
        if (!scores.Any)
            cancellation.ThrowIfCancellationRequested();
        return Conclude(probes, shift.Shifted, options.MeasureMore ? Costs(modelBytes) : []);
    }

    int[] CheckedCounts()
    {
        var found = new int[labels.Count];
        foreach (var code in codes)
            found[code]++;
        if (labels.Count < 2)
            throw new TwofoldException($"All {codes.Length} examples have the label '{labels[0]}': give examples of at least two labels.");
        var rare = Array.FindIndex(found, count => count < LeastOfEach);
        if (rare >= 0)
            throw new TwofoldException(
                $"The label '{labels[rare]}' has {found[rare]} examples, and to learn from some and be tested on others takes at least {LeastOfEach}: give more of it, or leave it out.");
        if (options.Times is { } times && (times.Count != codes.Length || times.Any(double.IsNaN)))
            throw new TwofoldException($"{codes.Length} examples and {times.Count(time => !double.IsNaN(time))} times: give one for each example.");
        return found;
    }

    int RepeatsOf()
    {
        var asked = options.Repeats ?? (((long)codes.Length * labels.Count) switch
        {
            <= 4000 => 20,
            <= 100_000 => 10,
            _ => 5,
        });
        if (options.Times is null)
            return asked;
        var most = Division.MostWindows(codes.Length);
        return most >= LeastRepeats ? Math.Min(asked, most) : throw new TwofoldException(
            $"{codes.Length} {options.Noun}s, of which the later half in time is to be cut into at least {LeastRepeats} windows of {Division.LeastOfWindow} {options.Noun}s: "
            + $"give at least {(2 * LeastRepeats * Division.LeastOfWindow) - 1}, or compare without times.");
    }

    Division Divide(int repeat) => options.Times is { } times
        ? Division.ByTime(codes, times, repeat, repeats, Seed(repeat))
        : Division.Random(codes, options.TestShare, Seed(repeat));

    ulong Seed(int repeat) => SeededRandom.ForPart(options.Seed, (ulong)repeat).NextUInt64();

    // Doubling, from so few that each label is there, to all: the last size but one is clearly less than all.
    int[] Sizes()
    {
        var full = divisions.Min(division => division.Order.Length);
        if (options.Sizes is { } given)
        {
            int[] used = [.. given.Where(size => size <= full)];
            return used.Length > 0 && used[0] >= 2 && used.Zip(used.Skip(1)).All(pair => pair.First < pair.Second)
                ? used
                : throw new TwofoldException($"Sizes of {string.Join(", ", given)}, where a repeat can learn from {full} examples: give rising numbers from 2 to that.");
        }

        var sizes = new List<int>();
        for (var size = FirstOfEach * labels.Count; size <= full * 0.7; size *= 2)
            sizes.Add(size);
        return [.. sizes, full];
    }

    string Describe() =>
        Invariant($"{codes.Length:N0} {options.Noun}s, {labels.Count} labels, {entrants.Count} models in {pairs.Count} {(pairs.Count == 1 ? "pair" : "pairs")}: ")
        + Invariant($"{repeats} repeats, from {sizes[0]:N0} to {sizes[^1]:N0} {options.Noun}s to learn from, {divisions[0].Test.Length:N0} to test on.");

    void FitAll((int Repeat, int Size)[] items, IReadOnlyList<IProbe<TExamples>> probes)
    {
        var total = items.Sum(item => (double)sizes[item.Size]);
        var (handedOut, done) = (0, 0.0);
        var (told, next) = (Stopwatch.GetTimestamp(), BetweenTellings);
        try
        {
            Parallel.For(0, Math.Min(items.Length, Environment.ProcessorCount), _ =>
            {
                for (int item; !cancellation.IsCancellationRequested && (item = Interlocked.Increment(ref handedOut) - 1) < items.Length;)
                {
                    try
                    {
                        Fit(items[item].Repeat, items[item].Size, probes);
                    }
                    catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                    {
                        return;
                    }

                    lock (scoring)
                    {
                        done += sizes[items[item].Size];
                        progress?.Report(new WorkProgress("Comparing", done, total, $"{options.Noun}s learned"));
                        TellSoFar();
                    }
                }
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        void TellSoFar()
        {
            if (options.SoFar is not { } soFar || Stopwatch.GetElapsedTime(told) < next || !scores.Any)
                return;
            var begun = Stopwatch.GetTimestamp();
            soFar.Report(Conclude([], [], []) with { GoesOn = true, Stopped = false });
            told = Stopwatch.GetTimestamp();
            var took = WorkBetweenTellings * Stopwatch.GetElapsedTime(begun, told);
            next = took > BetweenTellings ? took : BetweenTellings;
        }
    }

    void Fit(int repeat, int size, IReadOnlyList<IProbe<TExamples>> probes)
    {
        var division = divisions[repeat];
        var seed = Seed(repeat);
        var rows = division.Order[..sizes[size]];
        var (train, test) = (examples.Subset(rows), examples.Subset(division.Test));
        int[] trainCodes = [.. rows.Select(i => codes[i])], testCodes = [.. division.Test.Select(i => codes[i])];
        var known = trainCodes.Distinct().Count();
        var fitted = new FittedEntrant<TExamples>?[entrants.Count];
        var answers = new TestAnswers?[entrants.Count];
        foreach (var (e, entrant) in entrants.Index())
        {
            if (known < 2)
            {
                lock (scoring)
                    scores.Fail(e, size, repeat, "The examples before that time have one label only.");
                continue;
            }

            var candidacy = IsToBeChosen(entrant, size) ? Candidacy.Of(entrant, train, trainCodes, seed, cancellation) : Candidacy.Unopposed;
            var recipe = entrant.Settings[candidacy.Setting].Recipe;
            try
            {
                var learned = new FittedEntrant<TExamples>(recipe.Fit(train, trainCodes, weights: null, cancellation), recipe, candidacy);
                answers[e] = TestAnswers.Of(learned.Probabilities(test, labels.Count), testCodes);
                lock (scoring)
                    scores.Set(e, size, repeat, answers[e]!.Right.Average(), answers[e]!.Loss.Average(), candidacy); // They were given right here.
                fitted[e] = learned;
            }
            catch (TwofoldException problem)
            {
                lock (scoring)
                    scores.Fail(e, size, repeat, problem.Message);
            }
        }

        lock (scoring)
            scores.SetTestVariances(answers, size, repeat);
        if (size == sizes.Length - 1 && repeat < repeats && probes.Count > 0)
        {
            var fit = new FullSizeFit<TExamples>(repeat, seed, train, trainCodes, test, testCodes, labels.Count, fitted, cancellation);
            foreach (var probe in probes)
                probe.Measure(fit);
        }
    }

    // One that stands alone for its family, with one setting, is not judged but where the best of all is chosen.
    bool IsToBeChosen(Entrant<TExamples> entrant, int size) =>
        entrant.Settings.Count > 1 || size == sizes.Length - 1 || entrants.Count(other => other.Family == entrant.Family) > 1;

    Dictionary<int, CostResult> Costs(Func<IClassifier<TExamples, int>, long?> modelBytes)
    {
        var rows = divisions[0].Order[..sizes[^1]];
        var (train, test) = (examples.Subset(rows), examples.Subset(divisions[0].Test));
        int[] trainCodes = [.. rows.Select(i => codes[i])];
        var costs = new Dictionary<int, CostResult>();
        foreach (var (e, entrant) in entrants.Index())
        {
            progress?.Report(new WorkProgress("Measuring times", e, entrants.Count, "models", entrant.Name));
            if (cancellation.IsCancellationRequested)
                break;
            if (scores.Setting(e) is { } setting && CostMeasurement.Of(entrant.Settings[setting].Recipe, train, trainCodes, test, modelBytes, cancellation) is { } cost)
                costs[e] = cost;
        }

        return costs;
    }

    ComparisonResult Conclude(IReadOnlyList<IProbe<TExamples>> probes, IReadOnlyList<double> shifted, Dictionary<int, CostResult> costs)
    {
        var numbers = entrants.Index().ToDictionary(entrant => entrant.Item.Name, entrant => entrant.Index);
        var result = new ComparisonResult
        {
            Noun = options.Noun,
            Labels = labels,
            Counts = counts,
            TestExamples = divisions[0].Test.Length,
            Sizes = sizes,
            Repeats = repeats,
            Method = Method(),
            Contenders =
            [
                .. entrants.Index().Select(entrant => probes.Aggregate(
                    new ContenderResult(entrant.Item.Name, entrant.Item.Family, SettingOf(entrant.Index), scores.Curve(entrant.Index)) { Cost = costs.GetValueOrDefault(entrant.Index) },
                    (sofar, probe) => probe.AddTo(sofar, entrant.Index))),
            ],
            Pairs =
            [
                .. pairs.Select(pair =>
                {
                    var (generative, discriminative) = (numbers[pair.Generative.Name], numbers[pair.Discriminative.Name]);
                    var (differences, byAccuracy, byLogLoss) = scores.Pair(generative, discriminative, options.Seed);
                    return new PairResult(pair.Generative.Name, pair.Discriminative.Name, differences, byAccuracy, byLogLoss);
                }),
            ],
            Families = scores.Families([.. entrants.Select(entrant => entrant.Name)], options.Seed),
            ShiftedPrior = options.MeasureMore ? shifted : [],
            Seed = options.Seed,
            Stopped = cancellation.IsCancellationRequested,
        };
        return result with { Advice = [.. new LabelAdvice(result, scores, numbers).All(), .. probes.SelectMany(probe => probe.Advise(result)), .. CostAdvice.Of(result)] };
    }

    string SettingOf(int entrant) => scores.Setting(entrant) is { } setting ? entrants[entrant].Settings[setting].Settings : "";

    string Method() =>
        (options.Times is null
            ? Invariant($"Each of {repeats} repeats holds out {options.TestShare:P0} of the examples by chance, each label alike, learns from nested subsets of the others and is tested on those held out; subsets of at most {MostOfSmall} are drawn {SmallAsOften} times as often. ")
            : $"The later half of the time is cut into {repeats} windows: each repeat is tested on one of them and learns from the examples just before it. ")
        + "All models learn from the same subsets. Settings, and which model stands for its family, are chosen within the training subset (three folds up to 1,000 examples, one quarter held out above); "
        + "the held-out examples have no say in it. Intervals are 95 % corrected resampled t intervals over the repeats (Nadeau and Bengio 2003; with small subsets, which hardly overlap, corrected for what does), those of differences paired; "
        + "crossings are bootstrapped over the repeats.";
}
