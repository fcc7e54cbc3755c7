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
            screen.Note(Announce(request, Undo.Look(request)));
            var result = screen.Work(progress => Undo.Run(request, progress, cancellation));
            Screen.Fail([.. result.Changed, .. result.Kept]);
            screen.Show(UndoOutput.Of(result), CliJson.Plain.UndoOutput, output => output.AsLines());
            // Whoever removes the folder after an undo that went well must not do it now.
            if (result.KeptCount > 0 && !result.Unfinished)
                throw new TwofoldException($"{Amount.Of(result.KeptCount, "file")} {(result.KeptCount == 1 ? "was" : "were")} not taken back, as said above: look at each before you remove '{request.Into}'.");
            if (result.Unfinished)
                throw new TwofoldException("Not all was taken back, as said above: mend what is said of each, and give the same command again.");
        }, whenCancelled: "Cancelled: the same command goes on.");
        return command;
    }

    // Before it begins: whose folder that is only the person knows.
    static string Announce(UndoRequest request, UndoPlan plan) => plan.Mode == SortMode.Move
        ? $"Moving {Amount.Of(plan.Files, "file")} from '{request.Into}' back to '{plan.Folder}'."
        : $"Removing {(plan.Mode == SortMode.Copy ? Amount.Of(plan.Files, "copy", "copies") : Amount.Of(plan.Files, "link"))} in '{request.Into}' of what is in '{plan.Folder}'.";
}
