using System.CommandLine;
using Twofold.Photos;

namespace Twofold.Cli;

static class InfoCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("F") { Description = "The model file." };
        var command = new Command("info", "Says what a model is: labels, counts, scores, date, what it can do.") { model };
        command.Does((parsed, screen, _) =>
        {
            using var pair = PhotoPair.Open(parsed.GetRequiredValue(model));
            screen.Show(InfoOutput.Of(pair.Info), CliJson.Plain.InfoOutput, output => output.AsLines());
        });
        return command;
    }
}
