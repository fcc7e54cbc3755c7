using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class GenerateCommand
{
    public static Command Create()
    {
        var label = new Argument<string>("LABEL") { Description = "What to make; 'twofold info F' names the labels of a model." };
        var model = CommonOptions.With();
        var count = CommonOptions.Number("--count", "How many.", "N", 16, "a whole number of at least 1", static count => count >= 1);
        var folder = new Option<string>("--out") { Description = "The folder for pictures; the file for rows, which ends in .csv, .tsv, .parquet or .json.", HelpName = "OUT", Required = true };
        var seed = CommonOptions.Seed("The same seed makes the same.");
        var sheet = new Option<string>("--sheet") { Description = "Also draw a contact sheet of all pictures, a PNG file.", HelpName = "FILE" };
        var command = new Command("generate", "Makes new pictures of a label, as PNG files that say that they are generated; or new rows of a table.") { label, model, count, folder, seed, sheet };
        command.Does((parsed, screen, cancellation) =>
        {
            var request = new GenerateRequest
            {
                Label = parsed.GetRequiredValue(label),
                Model = parsed.GetRequiredValue(model),
                Out = parsed.GetRequiredValue(folder),
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                Sheet = parsed.GetValue(sheet),
            };
            var result = screen.Work(progress => Generator.Run(request, progress, cancellation));
            screen.Show(new GenerateOutput(result.Files, result.Sheet), CliJson.Plain.GenerateOutput, output => output.AsLines());
        }, whenCancelled: "Cancelled: pictures made so far are kept.");
        return command;
    }
}
