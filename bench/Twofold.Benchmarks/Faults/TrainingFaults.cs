using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>
/// Trainings that are killed (SIGKILL) at random moments and go on by <c>--resume</c>: what is kept never goes back, the time of the whole is that which was
/// given, and it ends with a model that opens, works and says its scores.
/// </summary>
sealed class TrainingFaults
{
    const string About = """
        faults training: kills 'twofold train' at random moments and lets it go on by '--resume'; after all kills it must end in the time that was left, with a
        model that opens, recognizes, creates and says its scores.
        """;

    // Of fewer than four hundred photos none are kept aside for the scores.
    const int Labels = 3, PerLabel = 140, DrawnSize = 32;

    // A budget is looked at between steps.
    const double LongestOfBudget = 1.25, ShortestOfBudget = 0.8;

    static readonly Dictionary<string, string> Known = new()
    {
        ["--rounds"] = "how many trainings; default 2",
        ["--kills"] = "how often each is killed; default 3",
        ["--minutes"] = "what each is given; what it has learned is kept every minute, so that less than 3 has little to go on with; default 4",
        ["--slack"] = "the seconds that loading before it and scores after it may take; default 60, more on a busy machine",
        ["--creator"] = "gan, flow or none; default gan",
        ["--seed"] = "the seed of all that is drawn by chance; default 1",
        ["--twofold"] = "the executable; default the one that the build made",
    };

    readonly TwofoldChild twofold;
    readonly string folder, creator;
    readonly double budget, slack;
    readonly SeededRandom random;
    int killed, resumed;

    TrainingFaults(TwofoldChild twofold, string folder, string creator, CommandOptions options)
    {
        (this.twofold, this.folder, this.creator) = (twofold, folder, creator);
        (budget, slack, random) = (60 * options.Number("--minutes", 4), options.Number("--slack", 60), new SeededRandom((ulong)options.Number("--seed", 1)));
    }

    string Data => Path.Combine(folder, "animals");

    public static int Run(string[] arguments)
    {
        if (CommandOptions.Read(arguments, Known, About) is not { } options)
            return 0;
        var folder = Directory.CreateTempSubdirectory("twofold-trainings-");
        try
        {
            var (rounds, kills, creator, tally, clock) = ((int)options.Number("--rounds", 2), (int)options.Number("--kills", 3), options.Text("--creator", "gan"), new FaultTally(), Stopwatch.StartNew());
            var faults = new TrainingFaults(TwofoldChild.Find(options, Path.Combine(folder.FullName, "home")), folder.FullName, creator, options);
            faults.Prepare();
            for (var round = 0; round < rounds; round++)
                tally.Add($"killed {kills} times while it trained (creator {creator})", faults.Round(round, kills));
            Console.Error.WriteLine($"{faults.killed} kills, after {faults.resumed} of which there was something to go on with; {clock.Elapsed.TotalMinutes:0} minutes");
            return tally.Print();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    void Prepare()
    {
        foreach (var label in DrawnAnimals.Labels.Take(Labels))
        {
            for (var i = 0ul; i < PerLabel; i++)
                DrawnAnimals.Draw(label, DrawnSize, 9000 + i).Save(Path.Combine(Data, label, $"{i}.png"));
        }
    }

    string? Round(int round, int kills)
    {
        var model = Path.Combine(folder, $"{round}.twofold");
        var unfinished = $"{model}.unfinished";
        string[] begin = ["train", Data, "--out", model, "--backbone", "none", "--creator", creator, "--size", "32", "--minutes", (budget / 60).ToString(CultureInfo.InvariantCulture), "--seed", $"{round}"];
        var (spent, kept) = (0.0, 0.0);
        ChildOutcome outcome;
        for (var kill = 0; ; kill++)
        {
            // Somewhere in what is left, and not at all after the last kill.
            var moment = kill < kills ? TimeSpan.FromSeconds(random.NextDouble() * (budget - kept)) : TimeSpan.MaxValue;
            outcome = twofold.Run(File.Exists(unfinished) ? [.. begin, "--resume"] : begin, kill < kills ? elapsed => elapsed >= moment : null);
            spent += outcome.Elapsed.TotalSeconds;
            if (outcome.Complaint is { } complaint)
                return complaint;
            if (!outcome.IsKilled)
                break;
            killed++;
            var now = File.Exists(unfinished) ? SecondsOf(unfinished) : 0;
            resumed += now > 0 ? 1 : 0;
            if (now < kept || now > spent)
                return $"after {spent:0} seconds of training in all {now:0} are kept; before the last kill it were {kept:0}";
            kept = now;
        }

        if (outcome.ExitCode != 0)
            return outcome.Error;
        if (File.Exists(unfinished))
            return $"'{unfinished}' is left over";
        var whole = kept + outcome.Elapsed.TotalSeconds;
        if (whole > (budget * LongestOfBudget) + slack || (creator != "none" && whole < budget * ShortestOfBudget))
            return $"of {budget:0} seconds {kept:0} had been spent, and it went on for {outcome.Elapsed.TotalSeconds:0}";
        return Wrong(model);
    }

    string? Wrong(string model)
    {
        using var pair = PhotoPair.Open(model);
        var label = DrawnAnimals.Labels[0];
        if (pair.Info.Recognizer.HeldOut is not { Accuracy: > 0 and <= 1 } || !pair.Info.Labels.Contains(pair.Recognizer.Predict(Path.Combine(Data, label, "0.png")).Label))
            return $"its recognizer says of itself: {pair.Info.Recognizer}";
        if (creator == "none")
            return pair.Info.Creator is null ? null : "it has a creator, and none was asked for";
        return pair.Info.Creator is { Scores: not null, Seconds: var seconds } && seconds > 0 && seconds <= budget * LongestOfBudget && pair.Creator.Generate(label, 2, seed: 1).Count == 2
            ? null
            : $"its creator says of itself: {pair.Info.Creator}";
    }

    static double SecondsOf(string unfinished)
    {
        using var archive = ZipFile.OpenRead(unfinished);
        using var course = archive.GetEntry("course.json")?.Open() ?? throw new TwofoldException($"'{unfinished}' does not say how long it was trained.");
        return JsonDocument.Parse(course).RootElement.GetProperty("seconds").GetDouble();
    }
}
