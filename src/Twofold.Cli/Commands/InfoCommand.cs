using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class InfoCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("F") { Description = "The model file." };
        var command = new Command("info", "Says what a model is: labels, counts, scores, date, what it can do.") { model };
        command.Does((parsed, screen, _) =>
        {
            screen.Show(InfoOutput.Of(Models.Describe(parsed.GetRequiredValue(model))), CliJson.Plain.InfoOutput, output => output.AsLines());
        });
        return command;
    }
}
