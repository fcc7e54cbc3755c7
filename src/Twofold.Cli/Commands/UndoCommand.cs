using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class UndoCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("OUT") { Description = "The folder that was sorted into." };
        var command = new Command("undo", "Takes the last sort back, exactly.") { folder };
        command.Does((parsed, screen, cancellation) =>
        {
            var request = new UndoRequest(parsed.GetRequiredValue(folder));
            var result = screen.Work(progress => Undo.Run(request, progress, cancellation));
            Screen.Fail(result.Kept);
            screen.Show(UndoOutput.Of(result), CliJson.Plain.UndoOutput, output => output.AsLines());
        }, whenCancelled: "Cancelled: the same command goes on.");
        return command;
    }
}
