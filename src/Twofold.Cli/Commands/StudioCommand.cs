using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Twofold.Studio;

namespace Twofold.Cli;

static class StudioCommand
{
    public static Command Create()
    {
        var port = CommonOptions.OptionalNumber<int>(
            "--port", $"The port to listen at, on this machine only. Without it: {StudioOptions.UsualPort}, or any free one where that is taken.", "N", "a whole number from 1 to 65535", static port => port is >= 1 and <= 65535);
        var noOpen = new Option<bool>("--no-open") { Description = "Print the address and do not open a browser." };
        var api = new Option<bool>("--api") { Description = "Print a curl line for each address of the studio's HTTP API, and start nothing." };
        var command = new Command("studio", "Opens the studio: the same in the browser, on this machine only. The address, with its token, is the first line on standard output.") { port, noOpen, api };
        command.Does(async (parsed, screen, cancellation) =>
        {
            if (parsed.GetValue(api))
            {
                parsed.Refuse("printing the API's lines", port, noOpen);
                screen.Show(new StudioApiOutput(StudioServer.ApiLines()), CliJson.Plain.StudioApiOutput, output => output.Lines);
                return;
            }

            var options = new StudioOptions { Port = parsed.GetValue(port), OnBug = bug => Console.Error.WriteLine(bug) };
            await using var studio = await StudioServer.StartAsync(options, cancellation);
            screen.Show(new StudioOutput(studio.Address), CliJson.Plain.StudioOutput, output => [output.Address.ToString()]);
            if (!parsed.GetValue(noOpen) && !Open(studio.CreateLaunchAddress()))
                screen.Note("No browser could be opened: open the address yourself.");
            screen.Note("Ctrl-C closes the studio.");
            await studio.RunAsync(cancellation);
        });
        return command;
    }

    static bool Open(Uri address)
    {
        try
        {
            var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
                : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var browser = Process.Start(start);
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
