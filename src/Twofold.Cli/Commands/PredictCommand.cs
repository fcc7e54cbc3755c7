using System.CommandLine;
using Twofold.Workbench;

namespace Twofold.Cli;

static class PredictCommand
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Photos, and folders that are searched for photos.", Arity = ArgumentArity.OneOrMore };
        var model = CommonOptions.With();
        var command = new Command("predict", "Says what photos show: labels and probabilities.") { inputs, model };
        command.Does((parsed, screen, cancellation) =>
        {
            var request = new PredictRequest { Inputs = parsed.GetRequiredValue(inputs), Model = parsed.GetRequiredValue(model) };
            var (count, lastError) = (0, "");
            foreach (var prediction in Predictor.Run(request, cancellation))
            {
                (count, lastError) = (count + 1, prediction.Error);
                screen.Show(PredictOutput.Of(prediction), CliJson.Plain.PredictOutput, output => output.AsText());
            }

            if (count == 1 && lastError is not null)
                throw new TwofoldException(lastError);
        }, whenCancelled: "Cancelled: the predictions so far are written.");
        return command;
    }
}
