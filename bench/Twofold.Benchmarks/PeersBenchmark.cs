using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Twofold.Tables;

namespace Twofold.Benchmarks;

/// <summary>
/// The models of tables on the peers' arrays: <c>-- peers CASE… [--sizes A,B,C,S] [--dtypes f64,f32] [--reps N] [--budget SECONDS]</c>. The
/// data lie in <c>$PEERS_DATA</c> (raw row-major numbers and int32 labels); one JSON object a line, with the keys that the peers print.
/// </summary>
static class PeersBenchmark
{
    static readonly Dictionary<string, (int Rows, int Columns)> Sizes = new()
    {
        ["A"] = (1_000_000, 20),
        ["B"] = (200_000, 100),
        ["C"] = (10_000, 1000),
        ["S"] = (150, 4),
    };

    static readonly Dictionary<string, Action<Measurement>> Cases = new()
    {
        ["gnb.fit"] = run => run.Time(() => new GaussianNaiveBayes().Fit(run.X, run.Y)),
        ["gnb.predict"] = run => run.TimePredict(new GaussianNaiveBayes().Fit(run.X, run.Y)),
        ["gnb.predict_proba"] = run => run.TimeProbabilities(new GaussianNaiveBayes().Fit(run.X, run.Y)),
        ["gnb.row"] = run => Row(run, new GaussianNaiveBayes().Fit(run.X, run.Y)),
        ["lda.row"] = run => Row(run, new LinearDiscriminantAnalysis().Fit(run.X, run.Y)),
        ["qda.row"] = run => Row(run, new QuadraticDiscriminantAnalysis().Fit(run.X, run.Y)),
        ["mnb.fit"] = run => run.Time(() => new MultinomialNaiveBayes().Fit(run.X, run.Y)),
        ["lda.fit"] = run => run.Time(() => new LinearDiscriminantAnalysis().Fit(run.X, run.Y)),
        ["qda.fit"] = run => run.Time(() => new QuadraticDiscriminantAnalysis().Fit(run.X, run.Y)),
        ["qda.predict"] = run => run.TimePredict(new QuadraticDiscriminantAnalysis().Fit(run.X, run.Y)),
        ["lr.fit"] = LogisticFit,
        ["lr.predict_proba"] = run => run.TimeProbabilities(new LogisticRegression().Fit(run.X, run.Y)),
        ["lr.row"] = run => Row(run, new LogisticRegression().Fit(run.X, run.Y)),
        ["gbt.fit"] = run => run.Time(() => new GradientBoostedTrees().Fit(run.X, run.Y)),
    };

    public static int Run(string[] arguments)
    {
        var cases = arguments.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (cases.Length == 0 || cases.Except(Cases.Keys).Any())
            throw new TwofoldException($"Which cases? {string.Join(' ', Cases.Keys)}");
        var data = Environment.GetEnvironmentVariable("PEERS_DATA") ?? "peers-data";
        var reps = int.Parse(Option(arguments, "--reps", "5"), CultureInfo.InvariantCulture);
        var budget = double.Parse(Option(arguments, "--budget", "40"), CultureInfo.InvariantCulture);
        Print(new() { ["case"] = "env", ["twofold"] = typeof(Table).Assembly.GetName().Version?.ToString(), ["runtime"] = Environment.Version.ToString(), ["cpus"] = Environment.ProcessorCount });
        foreach (var name in cases)
            foreach (var size in Option(arguments, "--sizes", "A,B,C,S").Split(','))
                foreach (var type in Option(arguments, "--dtypes", "f64,f32").Split(','))
                    Cases[name](new Measurement(name, size, type, data, reps, budget));
        return 0;
    }

    // The objective tells whether two solvers went equally far: mean log loss + ||W||² / (2 C n), in float64, as the peers print it.
    static void LogisticFit(Measurement run)
    {
        LogisticRegressionModel<int>? model = null;
        run.Time(() => model = new LogisticRegression().Fit(run.X, run.Y), () =>
        {
            var fitted = model!; // Timed at least once.
            var evaluation = Evaluation.Of(fitted.Labels, fitted.PredictProbabilities(run.X), run.Y);
            var squares = fitted.Coefficients.Cast<double>().Sum(coefficient => coefficient * coefficient);
            return new() { ["objective"] = evaluation.LogLoss + (squares / (2.0 * run.Y.Length)), ["logloss"] = evaluation.LogLoss, ["acc"] = evaluation.Accuracy };
        });
    }

    static void Row(Measurement run, GenerativeTableModel<int> model)
    {
        var row = run.X.Row(0).ToArray();
        run.Time(() => model.Predict(row));
    }

    static void Row(Measurement run, LogisticRegressionModel<int> model)
    {
        var row = run.X.Row(0).ToArray();
        run.Time(() => model.Predict(row));
    }

    static void Print(Dictionary<string, object?> result) => Console.WriteLine(JsonSerializer.Serialize(result));

    static string Option(string[] arguments, string name, string otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;

    /// <summary>One case on one set of arrays.</summary>
    sealed class Measurement
    {
        readonly string name;
        readonly string size;
        readonly string type;
        readonly int reps;
        readonly double budget;

        public Measurement(string name, string size, string type, string data, int reps, double budget)
        {
            (this.name, this.size, this.type, this.reps, this.budget) = (name, size, type, reps, budget);
            var kind = name.StartsWith("mnb", StringComparison.Ordinal) ? "counts" : "gauss";
            var columns = Sizes[size].Columns;
            X = type == "f32"
                ? Table.FromFlat(Read<float>($"{data}/{size}.{kind}.f32"), columns)
                : Table.FromFlat(Read<double>($"{data}/{size}.{kind}.f64"), columns);
            Y = Read<int>($"{data}/{size}.{kind}.y32");
        }

        public Table X { get; }

        public int[] Y { get; }

        public void TimePredict(IClassifier<Table, int> model)
        {
            int[] predicted = [];
            Time(() => predicted = model.Predict(X), () => new() { ["acc"] = predicted.Zip(Y).Count(pair => pair.First == pair.Second) / (double)Y.Length });
        }

        public void TimeProbabilities(IClassifier<Table, int> model) => Time(() => model.PredictProbabilities(X));

        /// <summary>Median and least seconds, after a second of warming up; what takes less than 5 ms is repeated within a measurement.</summary>
        public void Time<T>(Func<T> work, Func<Dictionary<string, object?>>? more = null)
        {
            GC.Collect();
            var before = ResetPeak();
            var clock = Stopwatch.StartNew();
            Sink<T>.Last = work();
            var first = clock.Elapsed.TotalSeconds;
            var peak = Status("VmHWM");

            // The runtime optimizes a method in the background after its first calls.
            for (var warm = Stopwatch.StartNew(); warm.Elapsed.TotalSeconds < 1;)
                Sink<T>.Last = work();
            clock.Restart();
            Sink<T>.Last = work();
            first = clock.Elapsed.TotalSeconds;
            var inner = first > 5e-3 ? 1 : Math.Max(1, (int)(0.05 / Math.Max(first, 1e-7)));
            var times = new List<double>();
            var (busy, own, wall) = (Busy(), Environment.CpuUsage.TotalTime.TotalSeconds, Stopwatch.StartNew());
            while (times.Count < reps || (inner == 1 && times.Sum() < 1 && times.Count < 15))
            {
                if (times.Sum() > budget)
                    break;
                clock.Restart();
                for (var i = 0; i < inner; i++)
                    Sink<T>.Last = work();
                times.Add(clock.Elapsed.TotalSeconds / inner);
            }

            var other = (Busy() - busy - (Environment.CpuUsage.TotalTime.TotalSeconds - own)) / wall.Elapsed.TotalSeconds;
            times.Sort();
            var parts = name.Split('.');
            Dictionary<string, object?> result = new()
            {
                ["case"] = parts[0],
                ["size"] = size,
                ["dtype"] = type,
                ["op"] = parts[1] == "row" ? "predict(1 row)" : parts[1],
                ["other_cpu"] = Math.Round(Math.Max(0, other), 2),
                ["median_s"] = Rounded(times[times.Count / 2]),
                ["min_s"] = Rounded(times[0]),
                ["reps"] = times.Count,
                ["rss_delta_mb"] = Math.Round((peak - before) / 1024, 1),
            };
            foreach (var (key, value) in more?.Invoke() ?? [])
                result[key] = value;
            Print(result);
        }

        // What is stored where others could read it is not optimized away, and a number needs no box.
        static class Sink<T>
        {
            public static T? Last;
        }

        static double Rounded(double seconds) => double.Parse(seconds.ToString("g6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

        static T[] Read<T>(string path)
            where T : unmanaged
        {
            var values = GC.AllocateUninitializedArray<T>((int)(new FileInfo(path).Length / Marshal.SizeOf<T>()));
            using var file = File.OpenRead(path);
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        // Linux tells the highest memory of a process since it was last asked to forget it.
        static double ResetPeak()
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return Status("VmRSS");
        }

        static double Status(string key) => double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1],
            CultureInfo.InvariantCulture);

        static double Busy() => File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Index().Where(field => field.Index is 1 or 2 or 3 or 6 or 7 or 8).Sum(field => double.Parse(field.Item, CultureInfo.InvariantCulture)) / 100;
    }
}
