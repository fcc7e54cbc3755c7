using System.CommandLine;
using Twofold.Photos;

namespace Twofold.Cli;

static class BackboneCommand
{
    public static Command Create() =>
        new("backbone", "Pretrained networks that recognizers stand on.") { List(), Add(), Remove() };

    static Command List()
    {
        var command = new Command("list", "Lists the backbones that are known, and which are installed.");
        command.Does((_, screen, _) => screen.Show(BackboneListOutput.Of(new BackboneStore()), CliJson.Plain.BackboneListOutput, output => output.AsLines()));
        return command;
    }

    static Command Add()
    {
        var name = Name();
        var command = new Command("add", "Downloads a backbone, checks it, and installs it in your data folder.") { name };
        command.Does(async (parsed, screen, cancellation) =>
        {
            var wanted = Known(parsed.GetRequiredValue(name));
            var installed = await screen.WorkAsync(progress => new BackboneStore().AddAsync(wanted, progress, cancellation));
            screen.Show(new BackboneOutput(wanted.Name, installed.Path), CliJson.Plain.BackboneOutput, added => [$"Installed {added.Name} as {added.Path}."]);
        }, whenCancelled: "Cancelled: the same command goes on with what was downloaded.");
        return command;
    }

    static Command Remove()
    {
        var name = Name();
        var command = new Command("remove", "Removes an installed backbone.") { name };
        command.Does((parsed, screen, _) =>
        {
            var unwanted = Known(parsed.GetRequiredValue(name));
            var store = new BackboneStore();
            if (!store.Remove(unwanted))
                throw new TwofoldException($"The backbone '{unwanted.Name}' is not installed: 'twofold backbone list' shows which are.");
            screen.Show(new BackboneOutput(unwanted.Name, store.PathOf(unwanted)), CliJson.Plain.BackboneOutput, removed => [$"Removed {removed.Name}."]);
        });
        return command;
    }

    static Backbone Known(string name) => BackboneCatalog.Find(name)
        ?? throw new TwofoldException($"There is no backbone '{name}': known are {string.Join(", ", BackboneCatalog.All.Select(backbone => backbone.Name))}.");

    static Argument<string> Name() => new("NAME") { Description = "The backbone's name; 'twofold backbone list' shows them." };
}
