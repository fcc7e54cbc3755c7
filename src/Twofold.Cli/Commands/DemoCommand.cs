using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class DemoCommand
{
    public static Command Create()
    {
        var defaults = new DemoRequest();
        var folder = new Option<string>("--out") { Description = "The folder for the pictures, the model and the page; where it is taken, the next free number is added.", HelpName = "OUT", DefaultValueFactory = _ => defaults.Out };
        var minutes = CommonOptions.Number("--minutes", "What bounds the training.", "N", defaults.Minutes, "a number above 0", static minutes => minutes > 0 && double.IsFinite(minutes));
        var seed = CommonOptions.Seed("The seed of the drawings and the training.");
        var command = new Command("demo", "The whole story on built-in pictures, without a network: learns a pair, sorts, generates, and writes a page to open.") { folder, minutes, seed };
        command.Does(async (parsed, screen, cancellation) =>
        {
            var request = new DemoRequest { Out = parsed.GetRequiredValue(folder), Minutes = parsed.GetValue(minutes), Seed = parsed.GetValue(seed) };
            var result = await screen.WorkAsync(progress => Demo.RunAsync(request, progress, cancellation));
            screen.Show(DemoOutput.Of(result), CliJson.Plain.DemoOutput, output => output.AsLines());
        }, whenCancelled: "Cancelled: the demo was not finished; what it had written is in its folder.");
        return command;
    }
}
