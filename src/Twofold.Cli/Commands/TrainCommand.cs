using System.CommandLine;
using Twofold.Photos.Training;
using Twofold.Tables;
using Twofold.Workbench;

namespace Twofold.Cli;

static class TrainCommand
{
    public static Command Create()
    {
        var data = new Argument<string>("DATA") { Description = "A folder of label-named folders of photos (one will do for a creator), or a table: CSV, TSV, Parquet, JSON or ARFF." };
        var file = new Option<string>("--out") { Description = "The model file to write. Without it: the name of DATA with .twofold, in the current folder.", HelpName = "F" };
        var label = new Option<string>("--label") { Description = "The column of a table that holds the labels.", HelpName = "COLUMN" };
        var minutes = CommonOptions.OptionalNumber<double>(
            "--minutes",
            "What bounds the whole training. Without it: seconds for the recognizer with a backbone, else ten minutes; ten minutes for the creator. Two for a table.",
            "N", "a number above 0", static minutes => minutes > 0 && double.IsFinite(minutes));
        var backbone = new Option<string>("--backbone")
        {
            Description = "The pretrained network to stand on: auto (TWOFOLD_BACKBONE, else one that is installed, else none), none (train from scratch), the name of an installed one, or an ONNX file.",
            HelpName = "auto|none|NAME|PATH",
            DefaultValueFactory = _ => "auto",
        };
        var recognizer = new Option<string>("--recognizer")
        {
            Description = $"The half that recognizes rows of a table: auto (by held-out log loss), or one of {string.Join(", ", TablePairOptions.Models)}.",
            HelpName = "auto|NAME",
            DefaultValueFactory = _ => TablePairOptions.Auto,
        };
        var creator = new Option<string>("--creator")
        {
            Description = "The half that creates: auto (of photos a gan, of a table by held-out likelihood), none; gan (a picture in one pass) or flow (in many, with guidance) for photos; or a generative model for a table.",
            HelpName = "auto|none|NAME",
            DefaultValueFactory = _ => TablePairOptions.Auto,
        };
        var device = new Option<string>("--device")
        {
            Description = "What networks are trained on: cpu, cuda (a graphics card, where the program comes with a libtorch for it), or auto, a graphics card where there is one that can be used, else the processor.",
            HelpName = "auto|cpu|cuda",
            DefaultValueFactory = _ => "auto",
        };
        var seed = CommonOptions.Seed("The seed of everything that is drawn by chance.");
        var steps = CommonOptions.OptionalNumber<int>(
            "--steps", "Train each network for so many steps instead of by time, so that a training can be repeated.", "N", "a whole number of at least 1", static steps => steps >= 1);
        var size = CommonOptions.OptionalNumber<int>(
            "--size", "The edge of the creator's pictures in pixels: 32, 64, or 128, which wants hours. Without it: 32 or 64, chosen from the photos and the time.", "N", "32, 64 or 128", static size => size is 32 or 64 or 128);
        var noMirror = new Option<bool>("--no-mirror") { Description = "Do not learn from mirrored photos: where left and right matter, as in digits and writing." };
        var topUp = new Option<bool>("--top-up")
        {
            Description = "Where labels are rare, let the recognizer of photos learn from generated pictures of them too, if that makes it better on held-out real photos. The creator then learns from four photos in five.",
        };
        var balanced = new Option<bool>("--balanced")
        {
            Description = "Let all labels of photos count alike for the recognizer, however many photos each has: it names rare ones more often, and frequent ones less.",
        };
        var checkLabels = new Option<bool>("--check-labels")
        {
            Description = "List the photos or rows whose label is probably wrong, as both halves say that did not learn from them. Of photos without a backbone it takes two thirds of the recognizer's time, or without '--minutes' twice as long again.",
        };
        var suspects = new Option<string>("--suspects") { Description = "A page (.html) to look at with the photos whose label is probably wrong; the same as '--check-labels', and the list besides.", HelpName = "FILE" };
        var keepFeatures = new Option<bool>("--keep-features")
        {
            Description = "Keep what the network makes of each photo beside the model, in F.features, so that photos can be added later with '--from'.",
        };
        var from = new Option<string>("--from")
        {
            Description = "Add the photos of DATA, of labels old or new, to this model, which was trained with '--keep-features': seconds, and the old photos are not read again. The creator stays as it is. Without '--out' this model is replaced.",
            HelpName = "F",
        };
        var resume = new Option<bool>("--resume")
        {
            Description = "Go on with a training of photos that was interrupted: give DATA, '--out' and the options that it was begun with. It is kept beside the model file every minute. '--minutes' counts from the first beginning, and may be more.",
        };
        var samples = new Option<string>("--samples") { Description = "A folder that shows the creator of photos learn: each minute a picture of what it makes, and a page of them all.", HelpName = "FOLDER" };

        var command = new Command("train", "Learns a pair from labelled photos or rows: one model that recognizes, one that creates.")
        {
            data, file, label, minutes, backbone, recognizer, creator, device, seed, steps, size, noMirror, topUp, balanced, checkLabels, suspects, keepFeatures, from, resume, samples,
        };
        command.Does(async (parsed, screen, cancellation) =>
        {
            var request = new TrainRequest { Data = parsed.GetRequiredValue(data), Out = parsed.GetValue(file), Label = parsed.GetValue(label) };
            if (parsed.GetValue(from) is { } model)
                request = request with { From = Added(parsed, model) };
            else
                request = DataKind.IsTable(request.Data) ? request with { TableOptions = OfTable(parsed) } : request with { Options = OfPhotos(parsed), SuspectsPage = parsed.GetValue(suspects) };
            var result = await screen.WorkAsync(progress => Trainer.RunAsync(request, progress, cancellation));
            screen.NoteAll(result.Warnings);
            screen.Show(TrainOutput.Of(result), CliJson.Plain.TrainOutput, output => output.AsLines());
            if (result.Stopped)
                throw new WorkStoppedException($"Cancelled: the best so far is kept in '{result.Model}'.{(result.Unfinished is null ? "" : " The same command with '--resume' goes on with the training.")}", null, cancellation);
        }, whenCancelled: "Cancelled: there was nothing to keep yet, and no model file was written.");
        return command;

        PhotoPairOptions OfPhotos(ParseResult parsed)
        {
            parsed.Refuse("photos", label, recognizer);
            return new PhotoPairOptions
            {
                Minutes = parsed.GetValue(minutes),
                Backbone = parsed.GetRequiredValue(backbone),
                Creator = Enum.Parse<CreatorChoice>(CommonOptions.OneOf(creator.Name, parsed.GetRequiredValue(creator), "auto", "gan", "flow", "none"), ignoreCase: true),
                Device = Enum.Parse<TrainingDevice>(CommonOptions.OneOf(device.Name, parsed.GetRequiredValue(device), "auto", "cpu", "cuda"), ignoreCase: true),
                Seed = parsed.GetValue(seed),
                Steps = parsed.GetValue(steps),
                Size = parsed.GetValue(size),
                Mirror = !parsed.GetValue(noMirror),
                TopUp = parsed.GetValue(topUp),
                Balanced = parsed.GetValue(balanced),
                CheckLabels = parsed.GetValue(checkLabels),
                KeepFeatures = parsed.GetValue(keepFeatures),
                Resume = parsed.GetValue(resume),
                Samples = parsed.GetValue(samples),
            };
        }

        string Added(ParseResult parsed, string model)
        {
            parsed.Refuse("adding photos to a model", label, minutes, backbone, recognizer, creator, device, seed, steps, size, noMirror, topUp, balanced, checkLabels, suspects, keepFeatures, resume, samples);
            return model;
        }

        TablePairOptions OfTable(ParseResult parsed)
        {
            parsed.Refuse("a table", backbone, device, steps, size, noMirror, topUp, balanced, suspects, keepFeatures, resume, samples);
            var defaults = new TablePairOptions();
            return defaults with
            {
                Minutes = parsed.GetValue(minutes) ?? defaults.Minutes,
                Recognizer = parsed.GetRequiredValue(recognizer),
                Creator = parsed.GetRequiredValue(creator),
                Seed = parsed.GetValue(seed),
                CheckLabels = parsed.GetValue(checkLabels),
            };
        }
    }
}
