using System.CommandLine;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Cli;

static class GenerateCommand
{
    public static Command Create()
    {
        var label = new Argument<string?>("LABEL")
        {
            Description = "What to make; 'twofold info F' names the labels of a model. Not between two labels.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var model = CommonOptions.With();
        var count = CommonOptions.Number("--count", "How many.", "N", 16, $"a whole number from 1 to {Generator.MaxCount}", static count => count is >= 1 and <= Generator.MaxCount);
        var target = new Option<string>("--out")
        {
            Description = "The folder for pictures, in which none is overwritten; the file for rows, which ends in .csv, .tsv, .parquet or .json; the file for --walk, .gif or .png.",
            HelpName = "OUT",
            Required = true,
        };
        var seed = CommonOptions.Seed("The same seed makes the same.");
        var truncation = CommonOptions.OptionalNumber<double>(
            "--truncation", $"How varied pictures are: 1 for all the variety that was learned, less for pictures more typical of their label and more alike, 0 all the same. Not of a flow. Without it: {PhotoGenerationOptions.DefaultTruncation}.",
            "SHARE", "a number from 0 to 1", static share => share is >= 0 and <= 1);
        var insistence = CommonOptions.OptionalNumber<double>(
            "--insistence", $"How much the recognizer insists that pictures show their label: it keeps one with the probability of the label to this power, and another is drawn in the place of what it does not keep. 0 takes all, faster. Without it: {PhotoGenerationOptions.DefaultInsistence}, and 0 of a flow.",
            "POWER", $"a number from 0 to {PhotoGenerationOptions.MaxInsistence}", static insistence => insistence is >= 0 and <= PhotoGenerationOptions.MaxInsistence);
        var flowSteps = CommonOptions.OptionalNumber<int>(
            "--flow-steps", $"Steps from noise to a picture, where the model's creator is a flow. More are slower and at some point no better. Without it: {PhotoGenerationOptions.DefaultFlowSteps}.",
            "N", $"a whole number from 1 to {PhotoGenerationOptions.MaxFlowSteps}", static steps => steps is >= 1 and <= PhotoGenerationOptions.MaxFlowSteps);
        var guidance = CommonOptions.OptionalNumber<double>(
            "--guidance", $"How strongly a flow holds on to the label: 1 makes what was learned, in half the time, more makes clearer pictures that vary less. Without it: {PhotoGenerationOptions.DefaultGuidance}.",
            "W", $"a number from 0 to {PhotoGenerationOptions.MaxGuidance}", static guidance => guidance is >= 0 and <= PhotoGenerationOptions.MaxGuidance);
        var scale = CommonOptions.OptionalNumber<int>(
            "--scale",
            "Enlarge pictures so many times. Without it: pictures are written as they are made; with --walk as large as 192 pixels (.gif) or 128 (.png) allow.",
            "N", $"a whole number from 1 to {Enlargement.MaxScale}", static scale => scale is >= 1 and <= Enlargement.MaxScale);
        var sheet = new Option<string>("--sheet") { Description = "Also draw a contact sheet of the pictures, of the first 400 if there are more: a PNG file.", HelpName = "FILE" };
        var walk = new Option<string[]>("--walk")
        {
            Description = "Make the pictures on the way from A to B instead. With LABEL they are two seeds of it (3, or 3-0012 for its twelfth picture), without LABEL two labels. "
                + "A .gif goes there and back without end, a .png is a strip.",
            HelpName = "A B",
            Arity = new ArgumentArity(1, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var frames = CommonOptions.OptionalNumber<int>(
            "--frames", "How many pictures from A to B. Without it: 60 in a .gif, 10 in a .png.", "N", $"a whole number from 2 to {Walker.MaxFrames}", static frames => frames is >= 2 and <= Walker.MaxFrames);

        var command = new Command("generate", "Makes new pictures of a label, as PNG files that say that they are generated; or new rows of a table.")
        {
            label, model, count, target, seed, truncation, insistence, flowSteps, guidance, scale, sheet, walk, frames,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(walk) is { Length: 1 } ends)
                result.AddError($"--walk has '{ends[0]}' alone, and needs A and B: two seeds of LABEL, or two labels.");
            if (result.GetValue(walk) is null or [] && result.GetValue(label) is null)
                result.AddError("'twofold generate' needs LABEL, which is missing: 'twofold generate --help' shows what there is.");
        });
        command.Does((parsed, screen, cancellation) =>
        {
            try
            {
                var result = parsed.GetValue(walk) is [var from, var to]
                    ? screen.Work(progress => Walker.Run(OfWalk(parsed, from, to), progress, cancellation))
                    : screen.Work(progress => Generator.Run(OfExamples(parsed), progress, cancellation: cancellation));
                screen.Show(new GenerateOutput(result.Files, result.Sheet), CliJson.Plain.GenerateOutput, output => output.AsLines());
            }
            catch (OperationCanceledException stopped)
            {
                // Pictures have a folder and are kept one by one; a walk and rows are one file, which is written whole or not at all.
                var kept = Directory.Exists(parsed.GetValue(target)) ? "pictures made so far are kept" : "nothing was written";
                throw new WorkStoppedException($"Cancelled: {kept}.", stopped, cancellation);
            }
        });
        return command;

        GenerateRequest OfExamples(ParseResult parsed)
        {
            parsed.Refuse("pictures without --walk", frames);
            return new GenerateRequest
            {
                Label = parsed.GetRequiredValue(label)!, // The validator saw it.
                Model = parsed.GetRequiredValue(model),
                Out = parsed.GetRequiredValue(target),
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                Truncation = parsed.GetValue(truncation),
                Insistence = parsed.GetValue(insistence),
                FlowSteps = parsed.GetValue(flowSteps),
                Guidance = parsed.GetValue(guidance),
                Scale = parsed.GetValue(scale) ?? 1,
                Sheet = parsed.GetValue(sheet),
            };
        }

        WalkRequest OfWalk(ParseResult parsed, string from, string to)
        {
            parsed.Refuse("--walk", count, sheet);
            if (parsed.GetValue(label) is not null)
                parsed.Refuse("a way between two seeds", seed);
            return new WalkRequest
            {
                Label = parsed.GetValue(label),
                From = from,
                To = to,
                Seed = parsed.GetValue(seed),
                Model = parsed.GetRequiredValue(model),
                Out = parsed.GetRequiredValue(target),
                Frames = parsed.GetValue(frames),
                Truncation = parsed.GetValue(truncation),
                Insistence = parsed.GetValue(insistence),
                FlowSteps = parsed.GetValue(flowSteps),
                Guidance = parsed.GetValue(guidance),
                Scale = parsed.GetValue(scale),
            };
        }
    }
}
