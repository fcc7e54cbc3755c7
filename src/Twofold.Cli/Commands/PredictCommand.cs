using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class PredictCommand
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Photos, and folders that are searched for photos; or tables, with a model of a table.", Arity = ArgumentArity.OneOrMore };
        var model = CommonOptions.With();
        var command = new Command("predict", "Says which labels photos or rows have, and how probable each is.") { inputs, model };
        command.Does((parsed, screen, cancellation) =>
        {
            var request = new PredictRequest { Inputs = parsed.GetRequiredValue(inputs), Model = parsed.GetRequiredValue(model) };
            var (count, errors) = (0, new List<string>());
            foreach (var prediction in Predictor.Run(request, cancellation))
            {
                screen.Show(PredictOutput.Of(prediction), CliJson.Plain.PredictOutput, output => output.AsLines());
                count++;
                if (prediction.Error is { } error)
                    errors.Add(error);
            }

            // One that cannot be read among many is no mistake; the only one is, and all of them are.
            if (count == 1 && errors is [var only])
                throw new TwofoldException(only);
            Screen.Fail(errors);
            if (count > 0 && errors.Count == count)
                throw new TwofoldException($"None of {Amount.Of(count, "input")} could be predicted: what is wrong with each is said above.");
        }, whenCancelled: "Cancelled: the predictions so far are written.");
        return command;
    }
}
