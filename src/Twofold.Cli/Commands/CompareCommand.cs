using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class CompareCommand
{
    public static Command Create()
    {
        var data = new Argument<string>("DATA") { Description = "A table with a column of labels (CSV, TSV, Parquet, JSON or ARFF), or a folder of label-named folders of photos." };
        var label = new Option<string>("--label") { Description = "The column of a table that holds the labels.", HelpName = "COLUMN" };
        var report = new Option<string>("--report") { Description = "The HTML page to write, with everything in it; it fills in while the comparison runs. Without it: none.", HelpName = "R.html" };
        var time = new Option<string>("--time") { Description = "The column of a table that says when each row was taken: models then learn from earlier rows and are tested on later ones. Without it: the order of rows means nothing.", HelpName = "COLUMN" };
        var backbone = new Option<string>("--backbone")
        {
            Description = "The pretrained network that photos are seen through: auto (TWOFOLD_BACKBONE, else one that is installed), the name of an installed one, or an ONNX file.",
            HelpName = "auto|NAME|PATH",
            DefaultValueFactory = _ => "auto",
        };
        var repeats = CommonOptions.OptionalNumber<int>(
            "--repeats", "How often the data are divided anew. Without it: 20 where rows times labels are at most 4,000, 10 up to 100,000, 5 above; 10 or 5 of photos.", "N", "a whole number of at least 2", static repeats => repeats >= 2);
        var minutes = CommonOptions.OptionalNumber<double>(
            "--minutes",
            "Time to train networks of both families on three photos in four, to be compared on the others: one that recognizes, one that creates, and a flow, which does both; testing them comes on top. Without it: only heads on the backbone's features, a minute or so.",
            "N", "a number of at least 1", static minutes => minutes >= 1 && double.IsFinite(minutes));
        var noMirror = new Option<bool>("--no-mirror") { Description = "With --minutes: a mirrored photo does not show the same, as of digits and writing." };
        var seed = CommonOptions.Seed("The seed of everything that is drawn by chance.");
        var command = new Command("compare", "Compares generative with discriminative models on your data, and says which to use for what.") { data, label, report, time, backbone, minutes, noMirror, repeats, seed };
        command.Does((parsed, screen, cancellation) =>
        {
            var isTable = DataKind.IsTable(parsed.GetRequiredValue(data));
            parsed.Refuse(isTable ? "a table" : "photos", isTable ? [backbone, minutes, noMirror] : [label, time]);
            if (parsed.GetValue(minutes) is null)
                parsed.Refuse("a comparison without --minutes, which trains no network", noMirror);
            var request = new CompareRequest
            {
                Data = parsed.GetRequiredValue(data),
                Backbone = parsed.GetRequiredValue(backbone),
                Label = parsed.GetValue(label),
                Time = parsed.GetValue(time),
                Minutes = parsed.GetValue(minutes),
                Mirror = !parsed.GetValue(noMirror),
                Report = parsed.GetValue(report),
                Options = new ComparisonOptions { Seed = parsed.GetValue(seed), Repeats = parsed.GetValue(repeats) },
            };
            var result = screen.Work(progress => Comparer.Run(request, progress, cancellation));
            screen.NoteAll(result.Warnings);
            screen.Show(CompareOutput.Of(result), CliJson.Plain.CompareOutput, output => output.AsLines());
            if (result.Stopped)
                throw new WorkStoppedException("Cancelled: what had been measured by then is told, and said to be incomplete.", null, cancellation);
        }, whenCancelled: "Cancelled: nothing had been measured yet, and no report was written.");
        return command;
    }
}
