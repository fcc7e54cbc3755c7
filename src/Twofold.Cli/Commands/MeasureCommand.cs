using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class MeasureCommand
{
    public static Command Create()
    {
        var test = new Argument<string>("TEST") { Description = "A folder of label-named folders of photos, or a table with labels, that the model did not learn from." };
        var model = CommonOptions.With();
        var train = new Option<string?>("--train") { HelpName = "FOLDER", Description = "The photos that the model learned from, to look for copies of them among what its creator makes. Default: not looked for." };
        var seed = CommonOptions.Seed("The seed of what the creator makes to be scored.");
        var command = new Command("measure", "Scores a model: accuracy, log loss, calibration error, confusion, and how good what its creator makes is.") { test, model, train, seed };
        command.Does((parsed, screen, cancellation) =>
        {
            var request = new MeasureRequest
            {
                Data = parsed.GetRequiredValue(test),
                Model = parsed.GetRequiredValue(model),
                Train = parsed.GetValue(train),
                Seed = parsed.GetValue(seed),
            };
            var result = screen.Work(progress => Measurer.Run(request, progress, cancellation));
            screen.NoteAll([.. result.Warnings, .. result.LeftOut]);
            screen.Show(MeasureOutput.Of(result), CliJson.Plain.MeasureOutput, output => output.AsLines());
        });
        return command;
    }
}
