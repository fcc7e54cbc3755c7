using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class SortCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The folder whose photos are sorted, with its subfolders." };
        var model = CommonOptions.With();
        var into = new Option<string>("--into") { Description = "The folder that gets a folder for each label, and _unsure, _unfamiliar and _unreadable.", HelpName = "OUT", Required = true };
        var copy = new Option<bool>("--copy") { Description = "Copy each photo; this is what happens unless another is chosen." };
        var move = new Option<bool>("--move") { Description = "Move each photo." };
        var hardlink = new Option<bool>("--hardlink") { Description = "Give each photo a second name that takes no space." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and touch nothing." };
        var command = new Command("sort", "Sorts photos into a folder for each label. Never overwrites; 'twofold undo OUT' takes it back.") { folder, model, into, copy, move, hardlink, dryRun };
        command.Validators.Add(result =>
        {
            var chosen = new[] { copy, move, hardlink }.Where(result.GetValue).ToList();
            if (chosen.Count > 1)
                result.AddError($"{string.Join(" and ", chosen.Select(mode => mode.Name))} were given: choose one of them.");
        });
        command.Does((parsed, screen, cancellation) =>
        {
            var request = new SortRequest
            {
                Folder = parsed.GetRequiredValue(folder),
                Into = parsed.GetRequiredValue(into),
                Mode = parsed.GetValue(move) ? SortMode.Move : parsed.GetValue(hardlink) ? SortMode.Hardlink : SortMode.Copy,
                DryRun = parsed.GetValue(dryRun),
            };
            var result = screen.Work(progress => PhotoSorter.Run(request, parsed.GetRequiredValue(model), progress, cancellation: cancellation));
            if (result is { Sorted: 0, AlreadyDone: 0, Problems: [var first, ..] })
                throw new TwofoldException(result.ProblemCount == 1 ? first : $"None of {Amount.Of(result.ProblemCount, "file")} could be sorted; the first: {first}");
            Screen.Fail(result.Problems);
            screen.Show(SortOutput.Of(request, result), CliJson.Plain.SortOutput, output => output.AsLines());
            // Whoever removes the folder after a sort that went well must not do it now.
            if (result.ProblemCount > 0)
                throw new TwofoldException($"{Amount.Of(result.ProblemCount, "file")} could not be sorted, as said above: mend what is said of each, and give the same command again.");
        }, whenCancelled: "Cancelled: what was sorted stays sorted. The same command goes on, and 'twofold undo OUT' takes it back.");
        return command;
    }
}
